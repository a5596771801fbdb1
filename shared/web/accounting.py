"""The figures of an account, gathered from the ledger and written as plain values."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from shared.adapters.case_table import CaseTable
from shared.domain.accounts import Account
from shared.domain.answers import VERDICTS, Promptness, Spans, promptness
from shared.domain.booking import booked
from shared.domain.case import Case
from shared.domain.events import CLAIM_PROGRAMMES
from shared.domain.figures import Period, Share, Sums, Tally, tally
from shared.domain.instants import iso
from shared.domain.ledger import Entry, read_entry
from shared.domain.prevention import Advice, advice
from shared.domain.proofs import proofs_by
from shared.domain.protocol import StoredCase
from shared.domain.rules import Pack
from shared.policy.knowledge import load_knowledge

LOOK_BACK = timedelta(days=400)
"""A case that began longer before the period is not looked for: as far back as a fact may lie."""
WON_SUMS = {"atoz": "kept", "safet": "reimbursed", "chargeback": "kept"}


@dataclass(frozen=True, slots=True)
class Report:
    """Everything `claimwatch figures` says about one account."""

    account: Account
    period: Period
    as_of: datetime
    since: date
    """Cases that began before this month were not read."""
    tallies: Sequence[Tally]
    promptness: Promptness
    advice: Advice | None


def report(cases: CaseTable, account: Account, period: Period, now: datetime, pack: Pack) -> Report:
    """Gather the figures of one account; ``now`` is UTC."""
    since = (period.first - LOOK_BACK).replace(day=1)
    entries = list(cases.begun(account.slug, since, period.last))
    return of_entries(account, entries, period, since, now, pack)


def of_cases(
    cases: Iterable[tuple[Account, StoredCase, Case]], period: Period, now: datetime, pack: Pack
) -> list[Report]:
    """Make the report of each account among cases at hand, in the order of their names."""
    since = (period.first - LOOK_BACK).replace(day=1)
    entries: dict[str, list[Entry]] = {}
    accounts: dict[str, Account] = {}
    for account, stored, case in cases:
        accounts[account.slug] = account
        if line := booked(case, stored.tracks, stored.delivered).get("figures"):
            entries.setdefault(account.slug, []).append(read_entry(stored.order_id, line))
    return [
        of_entries(accounts[slug], entries.get(slug, []), period, since, now, pack)
        for slug in sorted(accounts)
    ]


def of_entries(  # noqa: PLR0913, PLR0917 - whose, what, over which days, seen from when
    account: Account,
    entries: Sequence[Entry],
    period: Period,
    since: date,
    now: datetime,
    pack: Pack,
) -> Report:
    """Make the report of entries that were read already."""
    zone, proofs = pack.stores[account.store].zone, proofs_by(load_knowledge(), account.store)
    return Report(
        account=account,
        period=period,
        as_of=now,
        since=since,
        tallies=[tally(name, entries, period, now, zone, proofs) for name in CLAIM_PROGRAMMES],
        promptness=promptness(entries, period, now, zone, account.first.quiet),
        advice=advice(entries, period),
    )


def as_values(found: Report) -> dict[str, Any]:
    """Return a report as plain values; sums are decimal text, spans hours, shares 0 to 1."""
    prompt = found.promptness
    return {
        "account": found.account.slug,
        "store": found.account.store,
        "from": found.period.first.isoformat(),
        "until": found.period.last.isoformat(),
        "as_of": iso(found.as_of),
        "cases_since": found.since.isoformat()[:7],
        "programmes": {each.programme: tally_values(each) for each in found.tallies},
        "answers": {
            "total": {name: prompt.verdicts.get(name, 0) for name in VERDICTS},
            "by_obligation": {name: dict(by) for name, by in prompt.by_obligation.items()},
            "untimed": prompt.untimed,
        },
        "to_acknowledge": _spans(prompt.to_acknowledge),
        "to_answer": _spans(prompt.to_answer),
        "acted_after": dict(prompt.rungs),
        "prevention": _advice(found.advice),
    }


def as_rows(found: Report) -> Iterator[dict[str, str]]:
    """Yield a report as rows of one figure each, for a spreadsheet."""
    names = ("programmes", "answers", "to_acknowledge", "to_answer", "acted_after")
    return figure_rows(as_values(found), names)


def figure_rows(values: Mapping[str, Any], names: Sequence[str]) -> Iterator[dict[str, str]]:
    """Yield some of the values of a report or a total, one figure a row."""
    period = {name: values[name] or "" for name in ("account", "store", "from", "until")}
    for name in names:
        for path, value, currency in _leaves((name,), values[name]):
            yield {
                **period,
                "figure": ".".join(path),
                "value": "" if value is None else str(value),
                "currency": currency,
            }


def _leaves(path: tuple[str, ...], value: object) -> Iterator[tuple[tuple[str, ...], object, str]]:
    if isinstance(value, Mapping) and value.keys() == {"value", "currency"}:
        yield path, value["value"], value["currency"]
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from _leaves((*path, name), part)
    elif isinstance(value, list):
        for number, part in enumerate(value, start=1):
            yield from _leaves((*path, str(number)), part)
    else:
        yield path, value, ""


def tally_values(of: Tally) -> dict[str, Any]:
    """Return the figures of one programme as plain values."""
    return {
        "opened": of.opened,
        "decided": of.won.whole,
        "decisions": dict(of.decisions),
        "granted": _share(of.granted),
        "won": _share(of.won),
        WON_SUMS[of.programme]: amounts(of.won_sums),
        "won_without_sum": of.won_without_sum,
        "open": of.open,
        "to_file": of.to_file,
        "at_stake": amounts(of.at_stake),
        "lost": of.lost,
        "lost_sums": amounts(of.lost_sums),
        "ended_otherwise": dict(of.ended_otherwise),
        "never_filed": of.never_filed,
        "reasons": [
            {"code": each.code, "words": each.words, "claims": each.claims} for each in of.reasons
        ],
        "products": [
            {"product": each.product, "claims": each.claims, "sums": amounts(each.sums)}
            for each in of.products
        ],
        "proofs": {
            "full": _share(of.full_proofs),
            "missing": _share(of.missing_proofs),
            "no_checklist": of.no_checklist,
        },
    }


def amounts(sums: Sums) -> list[dict[str, str]]:
    """Return sums as plain values, one for each currency."""
    return [{"value": str(value), "currency": currency} for currency, value in sums.items()]


def _share(of: Share) -> dict[str, Any]:
    value = of.value
    return {
        "claims": of.part,
        "of": of.whole,
        "share": None if value is None else str(value.quantize(Decimal("0.0001"))),
    }


def _spans(of: Spans) -> dict[str, Any]:
    if not of.count:
        return {"count": 0}
    return {
        "count": of.count,
        "median_hours": hours(of.median),
        "p90_hours": hours(of.ninth_tenth),
        "median_waking_hours": hours(of.waking_median),
        "p90_waking_hours": hours(of.waking_ninth_tenth),
    }


def hours(span: timedelta) -> float:
    """Return a span in hours, to a tenth."""
    return round(span / timedelta(hours=1), 1)


def _advice(of: Advice | None) -> dict[str, Any] | None:
    if of is None:
        return None
    return {
        "about": of.about,
        "words": of.words,
        "claims": of.claims,
        "of": of.of,
        "product": of.product,
        "source": of.source,
    }
