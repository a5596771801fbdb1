"""Why a cut-off is when it is: anchor, window, rule, sources, and what is uncertain about it.

Each function says one thing; a mail tells some of them, ``claimwatch explain`` all.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.domain.deadlines import Deadline
from shared.domain.rules import Rule
from shared.domain.spans import spanned
from shared.mail.dates import day, in_full, told
from shared.mail.language import Tongue, mark
from shared.mail.notes import anchor_words, readable, sentence, window_words
from shared.mail.policy_words import PUBLISHERS
from shared.policy.pack import load_pack

__all__ = [
    "aged", "allowed", "checked", "counted", "in_force", "layer", "noted", "provenance", "readable",
    "reasons_why", "sentence", "shorter", "sources", "stated", "trust",
]  # fmt: skip
_PROVENANCE = {
    "Amazon": mark("It was checked against Amazon's own pages."),
    "reports": mark(
        "It is known from reports about Amazon's notices, not from Amazon's own pages."
    ),
    "own": mark("Whoever set it here has marked it as checked."),
    "seed": mark("It is known from one older document only: check the time in Seller Central."),
    "advice": mark(
        "It is our advice and no time that Amazon sets: nothing is lost when it passes."
    ),
    "no": mark("It is not confirmed by Amazon's pages: check the time in Seller Central."),
}
_YEAR = re.compile(r"20\d\d")
_OLD = 3
"""Years after which a copy of a page is called old."""
_LOOK_AGAIN = timedelta(days=180)
_LAYERS = {
    "deployment": mark("It was set for this deployment of Claim watch."),
    "account": mark("It was set for this account."),
}


def reasons_why(say: Tongue, deadline: Deadline, zone: ZoneInfo) -> tuple[str, ...]:
    """Return what a mail says to a reader in ``zone`` about where its cut-off comes from."""
    return tuple(_reasons(say, deadline, zone))


def _reasons(say: Tongue, deadline: Deadline, zone: ZoneInfo) -> Iterator[str]:
    yield from stated(say, deadline)
    yield from counted(say, deadline, zone)
    if rule := deadline.rule:
        yield allowed(say, rule)
    yield from noted(say, deadline, zone)
    if rule is not None:
        yield in_force(say, rule)
        yield from layer(say, rule)
        yield provenance(say, rule)
        yield say("Sources: %(sources)s.", sources=sources(say, rule))


def stated(say: Tongue, deadline: Deadline) -> Iterator[str]:
    """Yield that Amazon's own date holds, when it does."""
    if deadline.stated_until is not None:
        yield say("Amazon states this time itself, and that outranks every rule.")


def counted(say: Tongue, deadline: Deadline, zone: ZoneInfo) -> Iterator[str]:
    """Yield what the rule counts from, and from when."""
    rule = deadline.rule
    if rule is None or deadline.counted_from is None:
        return
    moment = _counted_from(say, deadline.counted_from, deadline.counted_to, zone)
    named = [anchor_words(say, name) for name in rule.anchors]
    if len(named) == 1:
        yield say("Counted from %(anchor)s, %(when)s.", anchor=named[0], when=moment)
        return
    anchors = say(" or ").join(named)
    if rule.later_of:
        yield say(
            "Counted from %(when)s, the later of what is known of: %(anchors)s.",
            when=moment,
            anchors=anchors,
        )
    else:
        yield say(
            "Counted from %(when)s, the earlier of what is known of: %(anchors)s.",
            when=moment,
            anchors=anchors,
        )


def _counted_from(say: Tongue, first: datetime, last: datetime | None, zone: ZoneInfo) -> str:
    """Return when what a rule counts from happened, as exactly as is known."""
    happened = spanned(first, last or first)
    return told(say, happened, lambda at: in_full(say, at, zone))


def allowed(say: Tongue, rule: Rule) -> str:
    """Return how long the rule gives."""
    window = window_words(say, rule.window)
    if not rule.hard:
        return say("The advice is to look within %(window)s.", window=window)
    if rule.may_run_to is None:
        return say("The rule gives %(window)s.", window=window)
    longer = window_words(say, rule.may_run_to)
    return say("The rule gives %(window)s; it may run to %(longer)s.", window=window, longer=longer)


def in_force(say: Tongue, rule: Rule) -> str:
    """Return the rule's name and for which dates it holds."""
    since, until = rule.effective_from, rule.effective_to
    if since and until:
        return say(
            "Rule %(rule)s, in force from %(since)s to %(until)s.",
            rule=rule.rule_id,
            since=day(say, since),
            until=day(say, until),
        )
    if since:
        return say(
            "Rule %(rule)s, in force since %(since)s.", rule=rule.rule_id, since=day(say, since)
        )
    if until:
        return say(
            "Rule %(rule)s, in force until %(until)s.", rule=rule.rule_id, until=day(say, until)
        )
    return say("Rule %(rule)s, in force for as long as is known.", rule=rule.rule_id)


def layer(say: Tongue, rule: Rule) -> Iterator[str]:
    """Yield who set a rule that did not come with the product."""
    kind = rule.layer.partition(" ")[0]  # an account's layer carries the account's name
    if kind in _LAYERS:
        yield say.known(_LAYERS[kind])


def provenance(say: Tongue, rule: Rule) -> str:
    """Return how far a rule may be relied on."""
    if not rule.hard:
        return say.known(_PROVENANCE["advice"])
    if rule.verified != "yes":
        return say.known(_PROVENANCE["seed" if rule.verified == "seed" else "no"])
    known = load_pack().sources
    publishers = {known[name].publisher for name in rule.sources if name in known}
    if "Amazon" in publishers:
        return say.known(_PROVENANCE["Amazon"])
    return say.known(_PROVENANCE["reports" if publishers else "own"])


def sources(say: Tongue, rule: Rule) -> str:
    """Return the sources of a rule, by who published them."""
    known, published = load_pack().sources, dict[str, list[str]]()
    for name in rule.sources:
        publisher = known[name].publisher if name in known else ""
        published.setdefault(publisher, []).append(name)
    return say.listed(
        say(
            "%(publisher)s (%(sources)s)",
            publisher=say.known(PUBLISHERS.get(publisher, publisher)),
            sources=say.listed(names),
        )
        if publisher
        else say.listed(say.known(name) for name in names)
        for publisher, names in published.items()
    )


def aged(say: Tongue, rule: Rule, today: date) -> Iterator[str]:
    """Yield of when the sources of a rule are, and when they should be looked at again."""
    known = load_pack().sources
    years = {
        name: [int(year) for year in _YEAR.findall(known[name].dated)]
        for name in rule.sources
        if name in known
    }
    if years:
        each = (
            say("%(source)s: %(dated)s", source=name, dated=_span_of(found) or say("undated"))
            for name, found in years.items()
        )
        yield say("Of when they are: %(dates)s.", dates=say.known(mark("; ")).join(each))
    newest = max((year for found in years.values() for year in found), default=today.year)
    if newest <= today.year - _OLD:
        yield say(
            "The newest copy with a date is of %(year)d: check the time in Seller Central.",
            year=newest,
        )
    if rule.checked is not None and today - rule.checked > _LOOK_AGAIN:
        yield say("That is more than %(days)d days ago: look at its sources again.",
                  days=_LOOK_AGAIN.days)  # fmt: skip


def _span_of(years: Sequence[int]) -> str:
    return "–".join(dict.fromkeys((str(min(years)), str(max(years))))) if years else ""  # noqa: RUF001


def shorter(say: Tongue, rule: Rule) -> str:
    """Return why the shorter of two windows is kept."""
    if len(rule.sources) > 1:
        return say("The sources do not agree how long there is, so the shorter time is kept.")
    return say(
        "The longer time is the source's; the shorter one is kept to be on the safe side, since "
        "nothing confirms it."
    )


def noted(say: Tongue, deadline: Deadline, zone: ZoneInfo) -> Iterator[str]:
    """Yield what else the engine has to say."""
    for note in deadline.notes:
        yield sentence(readable(say, note, zone))


def trust(say: Tongue) -> str:
    """Return what outranks everything said here."""
    return say("If Seller Central shows another time, trust Seller Central.")


def checked(say: Tongue, on: date) -> str:
    """Return when somebody last compared a rule with its sources."""
    return say("Last compared with its sources on %(day)s.", day=day(say, on))
