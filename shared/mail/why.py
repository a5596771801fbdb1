"""Why a cut-off is when it is: anchor, window, rule, sources, and what is uncertain about it."""

import re
from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from shared.domain.deadlines import Deadline
from shared.domain.instants import stored
from shared.domain.rules import Rule, Window
from shared.mail.dates import day, when
from shared.mail.language import Tongue, mark
from shared.mail.reasons import ANCHORS, STATUSES
from shared.mail.safe import clean
from shared.mail.wording import PROGRAMMES

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")
_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_CODE = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b|\batoz\b|\bsafet\b")
_VERIFIED = {
    "yes": mark("checked against Amazon's own pages"),
    "seed": mark("known from one older document only: check the time in Seller Central"),
    "no": mark("not confirmed by Amazon's pages: check the time in Seller Central"),
}


def reasons_why(say: Tongue, deadline: Deadline, zone: ZoneInfo) -> tuple[str, ...]:
    """Return the sentences that explain a deadline to a reader in ``zone``."""
    return tuple(_reasons(say, deadline, zone))


def readable(say: Tongue, words: str, zone: ZoneInfo) -> str:
    """Return words of the engine with its instants, dates and codes as a reader knows them."""
    words = _INSTANT.sub(lambda found: str(when(say, stored(found[0]), zone)), clean(say, words))
    words = _DATE.sub(lambda found: day(say, date.fromisoformat(found[0])), words)
    return _CODE.sub(lambda found: say.known(_code(found[0])), words)


def _code(code: str) -> str:
    known = STATUSES.get(code) or ANCHORS.get(code) or PROGRAMMES.get(code)
    return known or code.replace("_", " ")


def sentence(words: str) -> str:
    """Return words as a sentence: a capital first, a full stop last."""
    return f"{words[:1].upper()}{words[1:].rstrip('.')}." if words else ""


def _reasons(say: Tongue, deadline: Deadline, zone: ZoneInfo) -> Iterator[str]:
    rule = deadline.rule
    if deadline.stated is not None and deadline.stated == deadline.missed_after:
        yield say("Amazon states this time itself, and that outranks every rule.")
    if rule is not None and deadline.counted_from is not None:
        yield _counted(say, rule, str(when(say, deadline.counted_from, zone)))
        if rule.may_run_to is None:
            yield say("The rule gives %(window)s.", window=_window(say, rule.window))
        else:
            yield say(
                "The rule gives %(window)s; it may run to %(longer)s.",
                window=_window(say, rule.window),
                longer=_window(say, rule.may_run_to),
            )
        yield say(
            "Rule %(rule)s, %(verified)s. Sources: %(sources)s.",
            rule=rule.rule_id,
            verified=say.known(_VERIFIED.get(rule.verified, _VERIFIED["no"])),
            sources=", ".join(rule.sources),
        )
    for note in deadline.notes:
        yield sentence(readable(say, note, zone))
    yield say("If Seller Central shows another time, trust Seller Central.")


def _counted(say: Tongue, rule: Rule, moment: str) -> str:
    named = [say.known(ANCHORS.get(name, name.replace("_", " "))) for name in rule.anchors]
    if len(named) == 1:
        return say("Counted from %(anchor)s, %(when)s.", anchor=named[0], when=moment)
    anchors = say(" or ").join(named)
    if rule.later_of:
        return say(
            "Counted from %(when)s, the later of what is known of: %(anchors)s.",
            when=moment,
            anchors=anchors,
        )
    return say(
        "Counted from %(when)s, the earlier of what is known of: %(anchors)s.",
        when=moment,
        anchors=anchors,
    )


def _window(say: Tongue, window: Window) -> str:
    number = window.amount
    if window.unit == "elapsed_hours":
        return say.count("%(n)d hour", "%(n)d hours", number)
    if window.unit == "calendar_days":
        return say.count("%(n)d calendar day", "%(n)d calendar days", number)
    return say.count("%(n)d business day", "%(n)d business days", number)
