"""A report of figures for a person, in eighty columns."""

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

from claimwatch.bars import bar, money, share
from shared.domain.answers import VERDICTS, Promptness, Spans
from shared.domain.figures import Tally
from shared.domain.instants import iso
from shared.domain.ladder import RUNGS
from shared.domain.ledger import UNPROMPTED
from shared.web.accounting import WON_SUMS, Report, hours
from shared.web.totals import Total

WIDTH = 80
_LABEL = 15
_NAMES = {"atoz": "A-to-z", "safet": "SAFE-T", "chargeback": "Chargebacks"}
_RUNG_ORDER = (UNPROMPTED, "opens", "arrival", *RUNGS, "changed", "late", "after")


def figures_text(found: Report) -> Iterator[str]:
    """Yield the lines of a report."""
    period, account = found.period, found.account
    yield f"{account.slug} ({account.store})  {period.first} to {period.last}"
    yield f"as of {iso(found.as_of)}; of cases that began in {found.since:%B %Y} or later"
    for each in found.tallies:
        yield from _tally(each)
    yield from _answers(found.promptness)
    yield ""
    yield from _prevention(found)


def total_text(of: Total) -> Iterator[str]:
    """Yield the lines of a total: what can be added over accounts, and nothing else."""
    first = min(each.period.first for each in of.reports)
    last = max(each.period.last for each in of.reports)
    whose = f"Total of {of.store}" if of.store else "Total of all"
    count = len(of.reports)
    yield f"{whose} ({count} account{'' if count == 1 else 's'})  {first} to {last}"
    for each in of.tallies:
        yield from _tally(each)
    yield ""
    yield "Answers, by their earliest cut-off"
    yield from _verdicts(of.verdicts)


def _verdicts(verdicts: Mapping[Any, int]) -> Iterator[str]:
    whole = sum(verdicts.values())
    for name in VERDICTS:
        count = verdicts.get(name, 0)
        if count or name in ("on_time", "late", "never"):
            yield _line(name.replace("_", " "), f"{count:>4}  {bar(count, whole)}")


def _tally(of: Tally) -> Iterator[str]:
    yield ""
    yield _NAMES[of.programme]
    if not (of.opened or of.open or of.to_file or of.won.whole or of.lost or of.ended_otherwise):
        yield "  nothing in this period"
        return
    yield _line("opened", str(of.opened))
    if of.programme == "atoz":
        yield _line("granted", f"{share(of.granted)} decided, to the buyer")
        yield _line("won", f"{share(of.won):<20}  {bar(of.won.part, of.won.whole)}")
    else:
        word = "granted" if of.programme == "safet" else "won"
        yield _line(word, f"{share(of.granted):<20}  {bar(of.granted.part, of.granted.whole)}")
    yield from _long("decided", _counts(of.decisions))
    yield from _long("left out", _left_out(of))
    unknown = f"  ({of.won_without_sum} without a sum)" if of.won_without_sum else ""
    yield from _long(WON_SUMS[of.programme], money(of.won_sums) + unknown)
    filing = f", {of.to_file} to file" if of.programme == "safet" else ""
    yield from _long("at stake", f"{money(of.at_stake)}  ({of.open} open{filing})")
    yield from _long("lost", f"{money(of.lost_sums)}  ({_claims(of.lost)})")
    reasons = [(each.words or each.code.replace("_", " "), each.claims) for each in of.reasons[:5]]
    yield from _ranked("why lost", reasons)
    yield from _ranked("products", [(each.product, each.claims) for each in of.products])
    if of.won.whole:
        proofs = f"full {share(of.full_proofs)}, missing {share(of.missing_proofs)}"
        without = f", no checklist {of.no_checklist}" if of.no_checklist else ""
        yield from _long("won with proofs", proofs + without)


def _left_out(of: Tally) -> str:
    counts = {"open": of.open, **of.ended_otherwise}
    if of.programme == "safet":
        counts["never_filed"] = of.never_filed
    return _counts(counts)


def _answers(of: Promptness) -> Iterator[str]:
    yield ""
    yield "Answers, by their earliest cut-off"
    yield from _verdicts(of.verdicts)
    yield from _long("to acknowledge", _span(of.to_acknowledge))
    untimed = f"; {of.untimed} not timed" if of.untimed else ""
    yield from _long("to answer", _span(of.to_answer) + untimed)
    order = {name: place for place, name in enumerate(_RUNG_ORDER)}
    ranked = sorted(of.rungs.items(), key=lambda each: (order.get(each[0], len(order)), each[0]))
    yield from _ranked("acted after", ranked)


def _span(of: Spans) -> str:
    if not of.count:
        return "nothing timed"
    return (
        f"median {hours(of.median)} h, nine in ten within {hours(of.ninth_tenth)} h "
        f"({hours(of.waking_median)} h and {hours(of.waking_ninth_tenth)} h outside quiet hours), "
        f"timed {of.count}"
    )


def _prevention(found: Report) -> Iterator[str]:
    of = found.advice
    if of is None:
        yield "To prevent: too few claims to say"
        return
    product = f", most about {of.product}" if of.product else ""
    words = f"To prevent: {of.words} ({of.claims} of {_claims(of.of)}{product}; {of.source})"
    yield from wrap(words, WIDTH, subsequent_indent="  ")


def _claims(number: int) -> str:
    return "1 claim" if number == 1 else f"{number} claims"


def _counts(of: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in of.items()) or "none"


def _ranked(label: str, ranked: list[tuple[str, int]]) -> Iterator[str]:
    most = max((count for _, count in ranked), default=0)
    for number, (name, count) in enumerate(ranked):
        short = name if len(name) <= 34 else f"{name[:33]}…"  # noqa: PLR2004 - the column
        yield _line("" if number else label, f"{short:<34} {count:>4}  {bar(count, most)}")


def _long(label: str, words: str) -> Iterator[str]:
    for number, part in enumerate(wrap(words, WIDTH - _LABEL - 3)):
        yield _line("" if number else label, part)


def _line(label: str, words: str) -> str:
    return f"  {label:<{_LABEL}} {words}".rstrip()
