"""Notes and doubts of the engine as whole sentences of the reader's language."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from shared.domain.errors import InputError
from shared.domain.rules import Window, parse_window
from shared.domain.spans import parse_when
from shared.mail.dates import in_full, span, told
from shared.mail.language import Tongue, mark
from shared.mail.reasons import ANCHORS, CLOSERS, EVENTS, STATUSES
from shared.mail.safe import clean
from shared.mail.wording import PROGRAMMES, wording

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")
_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_CODE = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b|\batoz\b|\bsafet\b")
_WINDOW = r"\d+ (?:elapsed hour|calendar day|business day)s?"
_UNITS = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_APART = re.compile(r"(\d+) (d|h|min)\b")

_NOTES = (
    # of a deadline
    (
        r"anchor (?P<anchor>\w+) is not used by this rule and was ignored",
        mark("This rule does not count from %(anchor)s, although that is known."),
    ),
    (
        r"no anchor is known: only the date stated by Amazon counts",
        mark("What the rule counts from is not known here; only the stated time counts."),
    ),
    (
        (
            rf"the notice prints (?P<window>{_WINDOW}), "
            rf"which replaces the rule's (?P<usual>{_WINDOW})"
        ),
        mark("The notice prints %(window)s, and that replaces the %(usual)s of the rule."),
    ),
    (
        r"rule (?P<rule>\S+) takes effect inside the window, on (?P<at>\S+)",
        mark(
            "Rule %(rule)s takes effect inside the window, on %(at)s, so the one before it "
            "counts as well."
        ),
    ),
    (
        rf"an unverified notice prints (?P<window>{_WINDOW}): it may only remind earlier",
        mark(
            "A notice that is not confirmed prints %(window)s; it can only bring the reminders "
            "forward."
        ),
    ),
    (
        (
            r"public holidays are known for (?P<first>\d+) to (?P<last>\d+) only; "
            r"beyond, only the business week counts"
        ),
        mark(
            "Public holidays are known here for the years %(first)s to %(last)s; beyond these "
            "only the business week counts."
        ),
    ),
    (
        r"Amazon states (?P<at>\S+); the rule gives (?P<other>\S+), (?P<apart>.+) earlier",
        mark("Amazon states %(at)s; the rule gives %(other)s, which is %(apart)s earlier."),
    ),
    (
        r"Amazon states (?P<at>\S+); the rule gives (?P<other>\S+), (?P<apart>.+) later",
        mark("Amazon states %(at)s; the rule gives %(other)s, which is %(apart)s later."),
    ),
    (
        (
            r"(?P<anchor>\w+) is known only to lie between (?P<at>\S+) and (?P<other>\S+): "
            r"the earliest reading counts from the first, the others from the last"
        ),
        mark(
            "It is not known exactly when this happened: %(anchor)s, some time between %(at)s and "
            "%(other)s. The earliest reading counts from the beginning of that, the others from "
            "its end."
        ),
    ),
    (
        (
            r"what Amazon states can also be read as (?P<at>\S+); "
            r"that is after the latest the rule allows and was dropped"
        ),
        mark(
            "What Amazon states can also be read as %(at)s; that is after everything the rule "
            "allows, so it does not count."
        ),
    ),
    (
        (
            r"Amazon states a time between (?P<at>\S+) and (?P<other>\S+): "
            r"reminders follow the first, and only after the last is it missed"
        ),
        mark(
            "Amazon states some time between %(at)s and %(other)s: reminders follow the first, and "
            "only after the last is it missed."
        ),
    ),
    (
        r"the stated date comes from an unverified source: it may only remind earlier",
        mark(
            "The stated time comes from a source that is not confirmed; it can only bring the "
            "reminders forward."
        ),
    ),
    (
        r"(?P<groups>\d+) return groups: reminded on the earliest, missed on the latest",
        mark(
            "This order has %(groups)s returns: reminders follow the earliest, and only after "
            "the latest is it missed."
        ),
    ),
    # of a case
    (
        r"Amazon states (?P<at>\S+) for (?P<name>\S+); the rule gives (?P<other>\S+)",
        mark("%(name)s: Amazon states %(at)s; the rule gives %(other)s."),
    ),
    (
        r"names store (?P<store>\S+)",
        mark("Another message about this order names store %(store)s."),
    ),
    (
        r"reported, unconfirmed: (?P<event>\w+)",
        mark("Reported, but not confirmed: %(event)s."),
    ),
    (
        r"decided (?P<status>\w+) after (?P<before>\w+)",
        mark("Decided %(status)s after %(before)s."),
    ),
    (
        r"a second (?P<programme>\w+) claim on this order, of (?P<at>\S+)",
        mark("A second %(programme)s claim on this order, of %(at)s."),
    ),
    (
        r"(?P<event>\w+), but nothing was open",
        mark("Recorded: %(event)s. But nothing was open."),
    ),
    (
        r"filed before (?P<at>\S+), when it may be filed",
        mark("It was filed before %(at)s, and only from then on may it be filed."),
    ),
    (
        r"a report still asks after the answer: (?P<event>\w+)",
        mark("A report still asks after the answer: %(event)s."),
    ),
    (
        r"(?P<name>\S+): answered at (?P<at>\S+), asked at (?P<other>\S+)",
        mark(
            "%(name)s: the answer is dated %(at)s, just before the question of %(other)s, so it "
            "ends nothing. If it was the answer to it, record it once more."
        ),
    ),
    (
        r"a refund that names none of several returns",
        mark("A refund does not say which of several returns it is for, so it ends none."),
    ),
    (r"there is only one appeal", mark("There is only one appeal.")),
    (
        (
            r"anchors: nothing to count (?P<name>\S+) from; "
            r"give (?P<anchors>[\w, ]+), or a stated date"
        ),
        mark(
            "%(name)s: nothing to count from is known yet; what would do is %(anchors)s, or a "
            "date stated by Amazon."
        ),
    ),
    (
        r"nothing to count (?P<name>\S+) from is known yet",
        mark("%(name)s: nothing to count from is known yet."),
    ),
    (
        r"no rule for (?P<name>\S+) in store (?P<store>\S+) is in force on (?P<at>\S+)",
        mark("%(name)s: no rule is in force in store %(store)s on %(at)s."),
    ),
    (
        (
            r"store: no rule for (?P<name>\S+) in store (?P<store>\S+); "
            r"there is one in (?P<stores>.+)"
        ),
        mark("%(name)s: there is no rule in store %(store)s; there is one in %(stores)s."),
    ),
    (
        r"a date for (?P<name>\S+), which is closed",
        mark("%(name)s: Amazon stated a date after it had ended."),
    ),
    (
        r"(?P<name>\S+) has no closed round to reopen",
        mark("%(name)s: nothing has ended that could be reopened."),
    ),
    (r"(?P<name>\S+) is no longer owed", mark("%(name)s: no longer needed.")),
)
"""Compiled as they are needed: most readers need none, and all of them take as long as a mail."""


def readable(say: Tongue, words: str, zone: ZoneInfo) -> str:
    """Return words of the engine as a reader knows them.

    What is known here becomes a sentence of the reader's language; of anything else the instants,
    dates and codes do.
    """
    words = clean(say, words)
    for pattern, sentence_ in _NOTES:
        if found := re.fullmatch(pattern, words):
            parts = found.groupdict()
            return say(sentence_, **{name: _part(say, name, parts[name], zone) for name in parts})
    read = partial(_moment, say, zone=zone)
    words = _DATE.sub(lambda found: read(found[0]), _INSTANT.sub(lambda x: read(x[0]), words))
    return _CODE.sub(lambda found: _code(say, found[0]), words)


def sentence(words: str) -> str:
    """Return words as a sentence: a capital first, a full stop last."""
    if not words or words.endswith("。"):
        return words
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def window_words(say: Tongue, window: Window) -> str:
    """Return how long a window is."""
    number = window.amount
    if window.unit == "elapsed_hours":
        return say.count("%(n)d hour", "%(n)d hours", number)
    if window.unit == "calendar_days":
        return say.count("%(n)d calendar day", "%(n)d calendar days", number)
    return say.count("%(n)d business day", "%(n)d business days", number)


def anchor_words(say: Tongue, name: str) -> str:
    """Return what a rule counts from."""
    return say.known(ANCHORS.get(name, name.replace("_", " ")))


def _part(say: Tongue, name: str, text: str, zone: ZoneInfo) -> str:
    readers: dict[str, Callable[[], str]] = {
        "anchor": lambda: anchor_words(say, text),
        "anchors": lambda: say.listed(anchor_words(say, each) for each in text.split(", ")),
        "apart": lambda: span(say, _apart(text)),
        "at": lambda: _moment(say, text, zone),
        "before": lambda: say.known(STATUSES.get(text, text.replace("_", " "))),
        "event": lambda: _event(say, text),
        "name": lambda: say.known(wording(text).name),
        "other": lambda: _moment(say, text, zone),
        "programme": lambda: say.known(PROGRAMMES.get(text, text)),
        "status": lambda: say.known(STATUSES.get(text, text.replace("_", " "))),
        "usual": lambda: _window(say, text),
        "window": lambda: _window(say, text),
    }
    return readers.get(name, lambda: text)()


def _moment(say: Tongue, text: str, zone: ZoneInfo) -> str:
    try:
        known = parse_when("", text)
    except InputError:
        return text
    return told(say, known, partial(in_full, say, zone=zone))


def _apart(text: str) -> timedelta:
    found = _APART.findall(text)
    return sum((int(amount) * _UNITS[unit] for amount, unit in found), timedelta())


def _window(say: Tongue, text: str) -> str:
    amount, _, words = text.partition(" ")
    unit = f"{words.removesuffix('s').replace(' ', '_')}s"
    return window_words(say, parse_window("window", int(amount), unit))


def _event(say: Tongue, kind: str) -> str:
    return say.known(EVENTS.get(kind) or CLOSERS.get(kind) or kind.replace("_", " "))


def _code(say: Tongue, code: str) -> str:
    known = STATUSES.get(code) or ANCHORS.get(code) or PROGRAMMES.get(code)
    return say.known(known or code.replace("_", " "))
