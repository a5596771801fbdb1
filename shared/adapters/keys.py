"""Every key of the table, in one place."""

from datetime import UTC, datetime
from zlib import crc32

from shared.domain.instants import iso, stored

SCHEMA = 2
"""The form of items. What only adds attributes keeps the number: older code writes back what it
does not know. A form that older code cannot read has the next one."""
DUE_INDEX = "due"
DUE_SHARDS = 4
"""So that a burst of cases due at one instant does not meet on one partition of the index."""
MONTH_INDEX = "month"
"""The cases of an account by the month in which they began, for figures."""
OPEN_INDEX = "open"
"""The cases of an account of which something is open or was missed lately, soonest first."""
_END = datetime(9999, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MISSED = datetime(9000, 1, 1, tzinfo=UTC)
"""Behind every cut-off there is; what was missed stands there, the latest first."""
ACCOUNTS, RULES, DIGESTS, COUNTS = "ACCOUNTS", "RULES", "DIGESTS", "COUNTS"
PAGING = "PAGING"
"""What is known of who hears alarms."""
FULL = "full-"
"""What found no room in its case is counted under this and the hour."""
CANARY = "claimwatch-canary"
"""The account of synthetic claims; no list of accounts names it."""


def case_key(account: str, order_id: str) -> dict[str, str]:
    """Return the key of the item of one order of one account."""
    return {"pk": account_partition(account), "sk": f"ORDER#{order_id}"}


def account_partition(account: str) -> str:
    """Return the partition that holds every case of an account."""
    return f"ACCOUNT#{account}"


def account_key(slug: str) -> dict[str, str]:
    """Return the key of the settings of an account."""
    return {"pk": ACCOUNTS, "sk": slug}


def digest_key(account: str, address: str) -> dict[str, str]:
    """Return the key of when an address last got its digest."""
    return {"pk": DIGESTS, "sk": f"{account}#{address}"}


def count_key(account: str, what: str) -> dict[str, str]:
    """Return the key of how often something happened to an account lately."""
    return {"pk": COUNTS, "sk": f"{account}#{what}"}


def rules_key(account: str) -> dict[str, str]:
    """Return the key of an account's own rules; of the deployment's where none is named."""
    return {"pk": RULES, "sk": account or "-"}


def due_key(account: str, order_id: str, due_at: datetime | None) -> dict[str, str]:
    """Return the index key of a case to look at again; empty keeps it off the index."""
    if due_at is None:
        return {}
    shard = crc32(f"{account}#{order_id}".encode()) % DUE_SHARDS
    return {"due_shard": due_shard(shard), "due_at": iso(due_at)}


def month_key(account: str, order_id: str, month: str | None) -> dict[str, str]:
    """Return the index key of a case that began in a month like 2026-03; empty keeps it off."""
    if month is None:
        return {}
    return {"month_pk": account_partition(account), "month_sk": f"{month}#{order_id}"}


def open_key(urgent_by: datetime | None, missed: datetime | None) -> dict[str, str]:
    """Return the index key of a case; empty keeps it off.

    What is open stands where its cut-off is; where nothing is, ``missed`` is the last that was.
    """
    if urgent_by is not None:
        return {"urgent_by": iso(urgent_by)}
    return {"urgent_by": missed_since(missed)} if missed is not None else {}


def missed_since(instant: datetime) -> str:
    """Return how far an index of what is open goes that ends with what was missed since then."""
    return iso(_END - (instant - _EPOCH))


def urgency(text: str | None) -> datetime | None:
    """Read back the cut-off of a key, None where nothing is open."""
    found = stored(text) if text else None
    return None if found is None or found > _MISSED else found


def due_shard(number: int) -> str:
    """Return the name of one shard of the due index."""
    return f"DUE#{number}"
