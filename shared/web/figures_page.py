"""The figures of an account as a page: pictures with a table behind each, and as CSV."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from shared.domain.accounts import Account
from shared.domain.answers import VERDICTS, Promptness, Spans
from shared.domain.errors import InputError
from shared.domain.figures import Share, Sums, Tally
from shared.domain.ladder import RUNGS
from shared.domain.ledger import UNPROMPTED
from shared.mail.dates import day
from shared.mail.language import Tongue, mark
from shared.mail.reasons import REASONS, STATUSES
from shared.mail.safe import clean
from shared.mail.wording import PROGRAMMES
from shared.policy.pack import load_pack
from shared.web.accounting import Report, as_rows, hours, report
from shared.web.charts import Chart, chart
from shared.web.exchange import Answer
from shared.web.filters import UnknownChoiceError
from shared.web.found import Tools
from shared.web.history import rung_words
from shared.web.pages import html, page
from shared.web.periods import period, today
from shared.web.safe_csv import csv_file
from shared.web.view import View

COLUMNS = ("account", "store", "from", "until", "figure", "value", "currency")
_MONTHS = 6
_RUNG_ORDER = (UNPROMPTED, "opens", "arrival", *RUNGS, "changed", "late", "after")
_VERDICTS: Mapping[str, str] = {
    "on_time": mark("on time"),
    "in_doubt": mark("in doubt"),
    "late": mark("late"),
    "never": mark("never"),
    "open": mark("open"),
    "cancelled": mark("no longer needed"),
}


_PREVENT: Mapping[str, str] = {
    "listing": mark("check that pictures, description and measurements match what is shipped"),
    "carrier": mark("look at packaging and handling time, and consider another carrier"),
    "returns": mark("check that the return policy says who pays and what you can keep to"),
    "service": mark("answer buyers sooner, and offer a remedy with the first answer"),
    "peak": mark("claims come in peaks; look at the account every day while sales are up"),
    "product": mark("compare this product's listing and packaging with its claims"),
}


@dataclass(frozen=True, slots=True)
class Programme:
    """The figures of one programme, ready to print."""

    name: str
    facts: Sequence[tuple[str, str]]
    charts: Sequence[Chart]


def figures(name: str, account: Account, tools: Tools, seen: View, home: str) -> Answer:
    """Answer with the figures of an account; raises UnknownChoiceError for a month that is none."""
    pack, month = load_pack(), seen.query.get("month", "")
    here = today(pack.stores[account.store], seen.now)
    try:
        days = period(month or None, None, None, here)
    except InputError:
        raise UnknownChoiceError(seen.say("That is not a month like 2026-03.")) from None
    found = report(tools.cases, account, days, seen.now, pack)
    if name == "figures.csv":
        named = f'attachment; filename="{account.slug}-{days.first}-{days.last}.csv"'
        kept = {"Content-Disposition": named}
        whole = csv_file(COLUMNS, as_rows(found)).decode()
        return Answer(whole, 200, "text/csv; charset=utf-8", kept)
    months = [
        (f"{first:%Y-%m}", seen.to(seen.path, month=f"{first:%Y-%m}"))
        for first in _last_months(here)
    ]
    shown = {
        **_shown([found], seen),
        "home": home,
        "month": month,
        "months": months,
        "usual": seen.to(seen.path),
        "csv": seen.to(f"{seen.path}.csv", month=month),
    }
    return page("figures", seen, shown)


def figures_html(reports: Iterable[Report], seen: View) -> str:
    """Return the figures of several accounts as one page that stands alone."""
    return html("figures", seen, _shown(list(reports), seen))


def _shown(reports: Sequence[Report], seen: View) -> dict[str, Any]:
    say = seen.say
    return {
        "title": say("Figures"),
        "reports": [
            {
                "account": found.account.slug,
                "store": found.account.store,
                "period": say(
                    "%(first)s to %(last)s",
                    first=day(say, found.period.first),
                    last=day(say, found.period.last),
                ),
                "programmes": [
                    _programme(each, found, say) for each in found.tallies if _any(each)
                ],
                "answers": _answers(found, say),
                "spans": list(_spans(found.promptness, say)),
                "advice": found.advice,
                "prevent": say.known(_PREVENT[found.advice.about]) if found.advice else "",
                "product": clean(say, found.advice.product) if found.advice else "",
            }
            for found in reports
        ],
        "month": "", "months": [], "csv": "", "usual": "",
    }  # fmt: skip


def _any(of: Tally) -> bool:
    return bool(of.opened or of.open or of.to_file or of.won.whole or of.lost or of.ended_otherwise)


def _programme(of: Tally, found: Report, say: Tongue) -> Programme:
    own, name = f"{found.account.slug}-{of.programme}", say.known(PROGRAMMES[of.programme])
    won = say("Reimbursed") if of.programme == "safet" else say("Kept")
    claims = say("claims")
    decided = [(say.known(STATUSES[status]), count) for status, count in of.decisions.items()]
    reasons = [(_reason(each.code, each.words, say), each.claims) for each in of.reasons[:5]]
    products = [(clean(say, each.product), each.claims) for each in of.products]
    charts = [
        chart(f"{own}-decided", say("Decisions"), claims, decided),
        chart(f"{own}-why", say("Why lost"), claims, reasons),
        chart(f"{own}-products", say("Products with the most claims"), claims, products),
    ]
    facts = [
        (say("Opened"), str(of.opened)),
        (say("Granted"), _share(of.granted, say)),
        (say("Won"), _share(of.won, say)),
        (won, _sums(of.won_sums)),
        (say("At stake"), _sums(of.at_stake)),
        (say("Lost"), _sums(of.lost_sums) if of.lost_sums else str(of.lost)),
        (say("Won with full proofs"), _share(of.full_proofs, say)),
        (say("Won with proofs missing"), _share(of.missing_proofs, say)),
    ]
    said = [(words, value) for words, value in facts if value]
    return Programme(name, said, [each for each in charts if each.bars])


def _answers(found: Report, say: Tongue) -> list[Chart]:
    of, own = found.promptness, found.account.slug
    judged = [(say.known(_VERDICTS[name]), of.verdicts.get(name, 0)) for name in VERDICTS]
    order = {name: place for place, name in enumerate(_RUNG_ORDER)}
    ranked = sorted(of.rungs.items(), key=lambda each: (order.get(each[0], len(order)), each[0]))
    rungs = [
        (say("before any") if name == UNPROMPTED else rung_words(name, say), n)
        for name, n in ranked
    ]
    told = [
        chart(f"{own}-answers", say("Answers, by their earliest cut-off"), say("answers"), judged),
        chart(f"{own}-rungs", say("The last reminder before somebody acted"), say("times"), rungs),
    ]
    return [each for each in told if any(bar.count for bar in each.bars)]


def _rung(name: str, say: Tongue) -> str:
    return say("before any") if name == UNPROMPTED else rung_words(name, say)


def _spans(of: Promptness, say: Tongue) -> Iterator[str]:
    named = ((say("To acknowledge"), of.to_acknowledge), (say("To answer"), of.to_answer))
    for words, spans in named:
        if spans.count:
            yield _span(words, spans, say)


def _span(words: str, of: Spans, say: Tongue) -> str:
    return say(
        "%(what)s: median %(median)s h, nine in ten within %(tenth)s h; outside quiet hours "
        "%(awake)s h and %(awake_tenth)s h. Timed: %(count)d.",
        what=words,
        median=hours(of.median),
        tenth=hours(of.ninth_tenth),
        awake=hours(of.waking_median),
        awake_tenth=hours(of.waking_ninth_tenth),
        count=of.count,
    )


def _reason(code: str, words: str, say: Tongue) -> str:
    if code in REASONS and not words:
        return say.known(REASONS[code])
    return clean(say, words) or (
        say("not given") if code == "not_given" else code.replace("_", " ")
    )


def _share(of: Share, say: Tongue) -> str:
    if not of.whole:
        return ""
    counts = say("%(part)d of %(whole)d", part=of.part, whole=of.whole)
    return counts if of.value is None else f"{counts} ({of.value * 100:.0f} %)"


def _sums(sums: Sums) -> str:
    return " · ".join(f"{value} {currency}" for currency, value in sums.items()) or "0"


def _last_months(today_: date) -> Iterator[date]:
    first = today_.replace(day=1)
    for _ in range(_MONTHS):
        yield first
        first = (first - timedelta(days=1)).replace(day=1)
