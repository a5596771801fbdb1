"""Cases, claims and outcomes as rows: what leaves claimwatch for a spreadsheet or another system.

Plain values only: money as decimal text beside its currency, instants in UTC, dates of the store.
No reason for a row to hold who the buyer is, and none does.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from shared.domain.accounts import Account
from shared.domain.booking import booked
from shared.domain.case import Case
from shared.domain.claims import Claim
from shared.domain.events import CLAIM_PROGRAMMES
from shared.domain.instants import iso
from shared.domain.ledger import Entry, read_entry
from shared.domain.odr import EFFECTS, standing
from shared.domain.protocol import StoredCase

Kept = tuple[Account, StoredCase, Case]
Row = dict[str, Any]


def _case_rows(account: Account, stored: StoredCase, case: Case) -> Iterator[Row]:
    entry = _entry(stored, case)
    rounds = case.all_rounds()
    yield {
        "account": account.slug,
        "order_id": stored.order_id,
        "store": case.store.code,
        "ordered_on": entry.ordered_on.isoformat() if entry and entry.ordered_on else None,
        "claims": " ".join(name for name in CLAIM_PROGRAMMES if _known(case, name)),
        "owner": case.owner or None,
        "first_event": iso(case.events[0].occurred),
        "last_event": iso(case.events[-1].occurred),
        "events": len(case.events),
        "obligations": len(rounds),
        "not_ended": sum(each.closed_as is None for each in rounds),
        "doubts": len(case.flags),
    }


def _claim_rows(account: Account, stored: StoredCase, case: Case) -> Iterator[Row]:
    entry = _entry(stored, case)
    for each in entry.claims if entry else ():
        claim, amount = case.claims[each.programme], case.amount(each.programme) or {}
        if claim.known:
            yield {
                **_name(account, stored, claim),
                "store": case.store.code,
                "status": claim.status,
                "opened_on": each.opened_on.isoformat(),
                "amount": amount.get("value"),
                "currency": amount.get("currency"),
                "reason": claim.reason or None,
                "product": each.product or None,
                "claim_ref": claim.claim_ref or None,
                "withdrawn": claim.withdrawn or None,
            }


def _outcome_rows(account: Account, stored: StoredCase, case: Case) -> Iterator[Row]:
    entry = _entry(stored, case)
    for each in entry.claims if entry else ():
        claim = case.claims[each.programme]
        if claim.outcome is not None and claim.decided_by is not None:
            amount, how = claim.outcome["amount"] or {}, standing(each)
            yield {
                **_name(account, stored, claim),
                "decision": claim.outcome["decision"],
                "status": claim.status,
                "who_pays": claim.outcome["who_pays"] or None,
                "amount": amount.get("value"),
                "currency": amount.get("currency"),
                "reason": claim.outcome["reason"] or None,
                "date": iso(claim.decided_by.occurred),
                "odr": EFFECTS[how].weight if how else None,
            }


def total_rows(cases: Iterable[Kept]) -> list[Row]:
    """Return how many claims there are, and their sums: of each store, then of all.

    By programme, status and currency: no sum holds two currencies, and one without a sum is in a
    row without a currency.
    """
    counted: dict[tuple[str, str, str, str], list[Decimal]] = {}
    for account, stored, case in cases:
        for row in _claim_rows(account, stored, case):
            sum_ = Decimal(row["amount"] or 0)
            for store in (row["store"], ""):
                key = (store, row["programme"], row["status"], row["currency"] or "")
                counted.setdefault(key, []).append(sum_)
    return [
        {
            "store": store or None,
            "programme": programme,
            "status": status,
            "claims": len(sums),
            "amount": str(sum(sums, Decimal(0))) if currency else None,
            "currency": currency or None,
        }
        for (store, programme, status, currency), sums in sorted(
            counted.items(), key=lambda each: (not each[0][0], each[0])
        )
    ]


_ROWS: Mapping[str, tuple[Callable[[Account, StoredCase, Case], Iterator[Row]], tuple[str, ...]]]
_ROWS = {
    "cases": (_case_rows, (
        "account", "order_id", "store", "ordered_on", "claims", "owner", "first_event",
        "last_event", "events", "obligations", "not_ended", "doubts",
    )),
    "claims": (_claim_rows, (
        "account", "claim", "order_id", "programme", "store", "status", "opened_on", "amount",
        "currency", "reason", "product", "claim_ref", "withdrawn",
    )),
    "outcomes": (_outcome_rows, (
        "account", "claim", "order_id", "programme", "decision", "status", "who_pays", "amount",
        "currency", "reason", "date", "odr",
    )),
}  # fmt: skip
TOTALS = "store", "programme", "status", "claims", "amount", "currency"
KINDS = (*_ROWS, "totals")


def rows(kind: str, cases: Iterable[Kept]) -> Iterator[Row]:
    """Yield the rows of a kind of ``KINDS``."""
    if kind == "totals":
        yield from total_rows(cases)
        return
    make, _ = _ROWS[kind]
    for account, stored, case in cases:
        yield from make(account, stored, case)


def table(kind: str, cases: Iterable[Kept]) -> tuple[Sequence[str], Iterator[Row]]:
    """Return the heading and the rows of a kind, as CSV is made of them."""
    columns = TOTALS if kind == "totals" else _ROWS[kind][1]
    return columns, rows(kind, cases)


def _entry(stored: StoredCase, case: Case) -> Entry | None:
    line = booked(case, stored.tracks, stored.delivered).get("figures")
    return read_entry(stored.order_id, line) if line else None


def _known(case: Case, programme: str) -> bool:
    return programme in case.claims and case.claims[programme].known


def _name(account: Account, stored: StoredCase, claim: Claim) -> Row:
    return {
        "account": account.slug,
        "claim": f"{account.slug}/{claim.programme}/{stored.order_id}",
        "order_id": stored.order_id,
        "programme": claim.programme,
    }
