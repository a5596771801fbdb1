"""Cases as items: one an order, every write conditional on the version that was read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from secrets import token_urlsafe
from typing import Any, cast

from shared.adapters.due_index import DueIndex
from shared.adapters.items import ItemChangedError, New, Same
from shared.adapters.keys import (
    SCHEMA,
    account_partition,
    case_key,
    due_key,
    missed_since,
    month_key,
    open_key,
    urgency,
)
from shared.domain.contacts import gone_from_store, gone_to_store
from shared.domain.delivery import (
    holds_from_store,
    holds_to_store,
    lease_from_store,
    lease_to_store,
    posted_from_store,
    posted_to_store,
    refused_from_store,
    refused_to_store,
)
from shared.domain.errors import NewerItemError, StaleCaseError
from shared.domain.events import ClaimEvent
from shared.domain.instants import stored
from shared.domain.ledger import Entry, read_entry
from shared.domain.protocol import StoredCase
from shared.domain.tracks import Track
from shared.domain.waiting import MISSED_FOR, Waits, read_waits


class CaseTable(DueIndex):
    """Reads and writes stored cases."""

    def get(self, account: str, order_id: str) -> StoredCase | None:
        """Return the case as it is now, None when there is none."""
        item = self._items.get(case_key(account, order_id))
        return None if item is None else _from_item(item)

    def of_account(
        self, account: str, broken: list[str] | None = None, *, latest: bool = True
    ) -> Iterator[StoredCase]:
        """Yield every case of an account, page by page, in the order of their order ids.

        ``broken`` collects the names of items that cannot be read; without it the first raises.
        Without ``latest`` each is whole, perhaps a moment old, and costs half as much.
        """
        for item in self._items.under(account_partition(account), "ORDER#", latest=latest):
            try:
                case = _from_item(item)
            except (KeyError, TypeError, ValueError, NewerItemError):
                if broken is None:
                    raise
                broken.append(f"{account} …{str(item['sk'])[-4:]}")
            else:
                yield case

    def begun(self, account: str, first: date, last: date) -> Iterator[Entry]:
        """Yield the ledger entries of the cases that began in the months of ``first`` to ``last``.

        Read from the index alone. A case changed a moment ago may still be told as it was before.
        """
        months = f"{first:%Y-%m}", f"{last:%Y-%m}"
        for item in self._items.begun(account_partition(account), *months):
            yield read_entry(item["sk"].partition("#")[2], item["figures"])

    def waiting(
        self, account: str, now: datetime, missed_for: timedelta = MISSED_FOR
    ) -> Iterator[Waits]:
        """Yield what is open of an account, and then what it missed lately.

        Read from the index alone, about in the order of the cut-offs. An item of an older version
        has no line there: its order comes without rounds, and has to be read.
        """
        last = missed_since(now - missed_for)
        for item in self._items.open(account_partition(account), last):
            yield read_waits(account, item["sk"].partition("#")[2], item.get("waits", ""))

    def put(self, case: StoredCase) -> StoredCase:
        """Store a case under the next version.

        Raises StaleCaseError, carrying the case as it is now, when somebody was faster.
        """
        saved, writer = replace(case, version=case.version + 1), token_urlsafe(8)
        when = Same("version", case.version) if case.version else New()
        try:
            self._items.put({**_to_item(saved), "writer": writer}, when)
        except ItemChangedError as changed:
            old = changed.current
            # a retry after a lost answer meets its own write
            if old is not None and old.get("writer") == writer:
                return saved
            raise StaleCaseError(_from_item(old) if old else None) from None
        return saved

    def forget(self, account: str, order_id: str) -> None:
        """Remove a case, whoever is at work on it: they find that it is gone."""
        self._items.delete(case_key(account, order_id))

    def set_aside(self, account: str, order_id: str) -> None:
        """Take a case off the due index; the hourly walk puts it back once it has an account."""
        item = self._items.get(case_key(account, order_id))
        if item is not None and "due_at" in item:
            kept = {name: value for name, value in item.items() if not name.startswith("due_")}
            with suppress(ItemChangedError):
                self._items.put(kept, Same("version", item["version"]))

    def delete(self, case: StoredCase) -> None:
        """Remove a case as it was read; raises StaleCaseError when it has changed since."""
        try:
            self._items.delete(case_key(case.account, case.order_id), Same("version", case.version))
        except ItemChangedError as changed:
            old = changed.current
            raise StaleCaseError(_from_item(old) if old else None) from None


def _to_item(case: StoredCase) -> dict[str, Any]:
    summary = dict(case.summary)
    # attributes of their own: an index has no keys and projects nothing below the top
    month, figures = summary.pop("month", None), summary.pop("figures", None)
    optional = {
        "lease": lease_to_store(case.lease) if case.lease else None,
        "waits": case.waits or None,
        "holds": holds_to_store(case.holds) or None,
        "refused": refused_to_store(case.refused) or None,
        "posted": posted_to_store(case.posted) or None,
        "gone": gone_to_store(case.gone) or None,
        "figures": figures,
    }
    return {
        **case.unknown,
        **case_key(case.account, case.order_id),
        **due_key(case.account, case.order_id, case.next),
        "schema": SCHEMA,
        "version": case.version,
        # one line of JSON an event: readable in the console, and numbers come back as they were
        "events": [_event_line(event) for event in case.events],
        "tracks": [_line(track.to_store()) for track in case.tracks],
        "delivered": dict(case.delivered),
        "summary": summary,
        **month_key(case.account, case.order_id, month),
        **open_key(case.urgent_by, _last_missed(case)),
        **{name: value for name, value in optional.items() if value is not None},
    }


_KNOWN = frozenset({
    "pk", "sk", "schema", "version", "writer", "events", "tracks", "delivered", "lease", "holds",
    "refused", "posted", "gone", "due_shard", "due_at", "urgent_by", "waits", "summary", "figures",
    "month_pk", "month_sk",
})  # fmt: skip


def _last_missed(case: StoredCase) -> datetime | None:
    if case.urgent_by is not None or not case.waits:
        return None
    return max(
        each.missed_after for each in read_waits(case.account, case.order_id, case.waits).rounds
    )


def _from_item(item: dict[str, Any]) -> StoredCase:
    if int(item.get("schema", 1)) > SCHEMA:
        order = str(item["sk"])[-4:]
        raise NewerItemError(
            f"case …{order} is of schema {item['schema']}; this code reads {SCHEMA}"
        )
    whose = {"account": item["pk"].partition("#")[2], "order_id": item["sk"].partition("#")[2]}
    return StoredCase(
        **whose,
        version=int(item["version"]),
        events=tuple(
            ClaimEvent.from_store({**json.loads(line), **whose}) for line in item["events"]
        ),
        tracks=tuple(Track.from_store(json.loads(line)) for line in item["tracks"]),
        delivered=item["delivered"],
        lease=lease_from_store(item["lease"]) if "lease" in item else None,
        holds=holds_from_store(item.get("holds", {})),
        refused=refused_from_store(item.get("refused", {})),
        posted=posted_from_store(item.get("posted", {})),
        gone=gone_from_store(item.get("gone", {})),
        next=stored(item["due_at"]) if "due_at" in item else None,
        urgent_by=urgency(item.get("urgent_by")),
        waits=item.get("waits", ""),
        summary=_summary(item),
        unknown={name: value for name, value in item.items() if name not in _KNOWN},
    )


def _summary(item: dict[str, Any]) -> dict[str, Any]:
    if "month_sk" not in item:
        return cast("dict[str, Any]", item["summary"])
    month = item["month_sk"].partition("#")[0]
    return {**item["summary"], "month": month, "figures": item["figures"]}


def _event_line(event: ClaimEvent) -> str:
    values = event.to_store()
    return _line({name: values[name] for name in values if name not in {"account", "order_id"}})


def _event(line: str, whose: dict[str, str]) -> ClaimEvent:
    return ClaimEvent.from_store({**json.loads(line), **whose})


def _line(values: dict[str, Any] | list[Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
