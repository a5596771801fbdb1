"""Every key of the table, in one place."""

from datetime import datetime
from zlib import crc32

from shared.domain.instants import iso

DUE_INDEX = "due"
DUE_SHARDS = 4
"""So that a burst of cases due at one instant does not meet on one partition of the index."""
MONTH_INDEX = "month"
"""The cases of an account by the month in which they began, for figures."""
ACCOUNTS, RULES, DIGESTS, COUNTS = "ACCOUNTS", "RULES", "DIGESTS", "COUNTS"
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


def due_shard(number: int) -> str:
    """Return the name of one shard of the due index."""
    return f"DUE#{number}"
