"""The figures of several accounts added up: of each store, and of all.

Only what can be added is: counts and sums, each currency for itself. Medians, reasons and products
belong to an account.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shared.domain.answers import VERDICTS
from shared.domain.figures import Share, Sums, Tally
from shared.domain.instants import iso
from shared.web.accounting import Report, figure_rows, tally_values

_NOT_ADDED = ("reasons", "products")


@dataclass(frozen=True, slots=True)
class Total:
    """The reports of some accounts as one."""

    store: str
    """Whose accounts; empty for those of every store."""
    reports: Sequence[Report]
    tallies: Sequence[Tally]
    verdicts: Mapping[str, int]


def totals(reports: Sequence[Report]) -> list[Total]:
    """Return the total of each store, then that of all; nothing where there is one account only."""
    if len(reports) < 2:  # noqa: PLR2004 - nothing to add
        return []
    stores = sorted({each.account.store for each in reports})
    of_stores = [
        _total(store, [each for each in reports if each.account.store == store]) for store in stores
    ]
    return [*(of_stores if len(stores) > 1 else []), _total("", reports)]


def total_values(of: Total) -> dict[str, Any]:
    """Return a total as plain values, in the words of a report."""
    return {
        "account": None,
        "store": of.store or None,
        "accounts": len(of.reports),
        "from": min(each.period.first for each in of.reports).isoformat(),
        "until": max(each.period.last for each in of.reports).isoformat(),
        "as_of": iso(of.reports[0].as_of),
        "programmes": {each.programme: _values(each) for each in of.tallies},
        "answers": {"total": {name: of.verdicts.get(name, 0) for name in VERDICTS}},
    }


def total_rows(of: Total) -> Iterator[dict[str, str]]:
    """Yield a total as rows of one figure each; account is empty, and store where it is of all."""
    return figure_rows(total_values(of), ("programmes", "answers"))


def _values(of: Tally) -> dict[str, Any]:
    return {name: value for name, value in tally_values(of).items() if name not in _NOT_ADDED}


def _total(store: str, reports: Sequence[Report]) -> Total:
    names = [each.programme for each in reports[0].tallies]
    return Total(
        store,
        reports,
        [_added([report.tallies[place] for report in reports]) for place in range(len(names))],
        _counts(report.promptness.verdicts for report in reports),
    )


def _added(tallies: Sequence[Tally]) -> Tally:
    def number(value: Callable[[Tally], int]) -> int:
        return sum(map(value, tallies))

    def share(value: Callable[[Tally], Share]) -> Share:
        parts = [value(each) for each in tallies]
        return Share(sum(each.part for each in parts), sum(each.whole for each in parts))

    return Tally(
        programme=tallies[0].programme,
        opened=number(lambda of: of.opened),
        decisions=_counts(of.decisions for of in tallies),
        granted=share(lambda of: of.granted),
        won=share(lambda of: of.won),
        won_sums=_sums(of.won_sums for of in tallies),
        won_without_sum=number(lambda of: of.won_without_sum),
        open=number(lambda of: of.open),
        to_file=number(lambda of: of.to_file),
        at_stake=_sums(of.at_stake for of in tallies),
        lost=number(lambda of: of.lost),
        lost_sums=_sums(of.lost_sums for of in tallies),
        ended_otherwise=_counts(of.ended_otherwise for of in tallies),
        never_filed=number(lambda of: of.never_filed),
        full_proofs=share(lambda of: of.full_proofs),
        missing_proofs=share(lambda of: of.missing_proofs),
        no_checklist=number(lambda of: of.no_checklist),
    )


def _counts(of: Iterable[Mapping[Any, int]]) -> dict[Any, int]:
    found: Counter[Any] = Counter()
    for each in of:
        found.update(each)
    return dict(sorted(found.items()))


def _sums(of: Iterable[Sums]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for each in of:
        for currency, value in each.items():
            found[currency] = found.get(currency, Decimal(0)) + value
    return dict(sorted(found.items()))
