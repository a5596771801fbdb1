"""Sentences about one obligation: how long, until when, what it is and what follows."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from shared.domain.events import ClaimEvent
from shared.domain.rounds import Round
from shared.mail.dates import awake, between, hours, in_full, short, span, told, when
from shared.mail.language import Tongue, mark
from shared.mail.notes import sentence
from shared.mail.reasons import CLOSERS, PROOFS, REASONS
from shared.mail.safe import clean
from shared.mail.scene import Phase, Scene, cut_off, money
from shared.mail.wording import NOT_IN_HASTE, Wording

_SOON = timedelta(hours=48)
"""Within this it is worth saying how much of the time left a person sleeps through."""
_LITTLE = timedelta(minutes=30)
_A_MINUTE = timedelta(minutes=1)
_PROBABLY_LEFT = mark(
    "Probably %(left)s left as of %(now)s; by the earliest reading it passed %(ago)s ago."
)
_PERHAPS_LEFT = mark(
    "Perhaps %(left)s left as of %(now)s; by the earliest reading it passed %(ago)s ago."
)


def name_of(each: Round, words: Wording, scene: Scene) -> str:
    """Return what the obligation is called; a later round says so."""
    return numbered(scene.say, each, words)


def numbered(say: Tongue, each: Round, words: Wording) -> str:
    """Return the name of an obligation, with the round where there was one before."""
    name = say.known(words.name)
    if each.number == 1:
        return name
    return say("%(name)s, round %(number)d", name=name, number=each.number)


def kicker(words: Wording, stands: Phase, scene: Scene) -> str:
    """Return what stands above the cut-off."""
    if stands == "ahead":
        return scene.say.known(words.kicker)
    if stands == "probable":
        return scene.say("Probably until")
    if stands == "doubt":
        return scene.say("You may have until")
    return scene.say("The cut-off was")


def left(each: Round, stands: Phase, scene: Scene) -> str:
    """Return how much time is left, always with the moment for which that is true."""
    return time_left(scene.say, each, stands, scene.now, scene.contact.zone)


def time_left(say: Tongue, each: Round, stands: Phase, now: datetime, zone: ZoneInfo) -> str:
    """Return how much time is left at ``now``, or since when there is none."""
    at, as_of = cut_off(each, stands), short(say, now, zone)
    if stands == "passed":
        ago = span(say, between(at, now))
        return say("It passed %(ago)s ago, as of %(now)s.", ago=ago, now=as_of)
    left = span(say, between(now, at))
    if stands == "ahead":
        return say("%(left)s left as of %(now)s.", left=left, now=as_of)
    ago = span(say, between(each.deadline.remind_by, now))
    words = _PROBABLY_LEFT if stands == "probable" else _PERHAPS_LEFT
    return say(words, left=left, ago=ago, now=as_of)


def waking(each: Round, stands: Phase, scene: Scene) -> str:
    """Return how much of the time left lies outside the reader's quiet hours."""
    say, quiet = scene.say, scene.contact.quiet
    until = cut_off(each, stands)
    remaining = until - scene.now
    if quiet is None or not timedelta() < remaining <= _SOON:
        return ""
    outside = awake(scene.now, until, quiet)
    if outside >= remaining:
        return say("All of it lies outside your quiet hours (%(hours)s).", hours=hours(quiet))
    if outside < _LITTLE:
        return say("Almost all of it lies in your quiet hours (%(hours)s).", hours=hours(quiet))
    return say(
        "Without your quiet hours (%(hours)s) that is %(awake)s.",
        awake=span(say, outside),
        hours=hours(quiet),
    )


def elsewhere(each: Round, stands: Phase, scene: Scene) -> str:
    """Return the cut-off on the store's clock, where that is another."""
    at = cut_off(each, stands)
    return in_the_store(scene.say, at, scene.case.store.zone, scene.contact.zone)


def in_the_store(say: Tongue, at: datetime, store: ZoneInfo, reader: ZoneInfo) -> str:
    """Return a cut-off on the store's clock, empty where the reader's is the same."""
    if str(store) == str(reader):
        return ""
    return say("In the store's time that is %(when)s.", when=when(say, at, store))


def latest(each: Round, stands: Phase, scene: Scene) -> str:
    """Return until when it may run by another reading."""
    by, end = each.deadline.remind_by, each.deadline.missed_after
    if stands == "probable" and between(cut_off(each, stands), end) > _A_MINUTE:
        return scene.say("At the latest it may run until %(when)s.", when=scene.here(end))
    if stands == "passed" and between(by, end) > timedelta():
        return scene.say("By the earliest reading it was %(when)s.", when=scene.here(by))
    if stands == "ahead" and between(by, end) > timedelta():
        return scene.say(
            "By another reading it may run until %(when)s; keep to the earlier one.",
            when=scene.here(end),
        )
    return ""


def opens(each: Round, scene: Scene) -> str:
    """Return from when it may be done, while that is still to come."""
    opens_at = each.deadline.opens_at
    if opens_at is None or opens_at <= scene.now:
        return ""
    return opening(scene.say, opens_at, scene.contact.zone)


def opening(say: Tongue, opens_at: datetime, zone: ZoneInfo) -> str:
    """Return from when something may be done."""
    return say(
        "It may be filed from %(when)s on; filed earlier it may be refused.",
        when=when(say, opens_at, zone),
    )


def ended(say: Tongue, closer: ClaimEvent, zone: ZoneInfo) -> str:
    """Return what ended an obligation, and when."""
    why = say.known(CLOSERS.get(closer.type, closer.type.replace("_", " ")))
    known = told(say, closer.when, lambda at: in_full(say, at, zone))
    return say("What ended it: %(why)s, %(when)s.", why=why, when=known)


def asked(each: Round, name: str, scene: Scene) -> Iterator[str]:
    """Yield what is wanted: which obligation, of which order and product, and in which words."""
    say = scene.say
    yield say("%(name)s, order %(order)s.", name=name, order=scene.of.order_id)
    if asks := clean(say, each.asks()):
        yield say("Amazon asks: “%(asks)s”", asks=asks)
    if given := reason(each, scene):
        known = say.known(REASONS[given]) if given in REASONS else ""
        words = known or say("“%(words)s”", words=clean(say, given))
        yield say("Reason given: %(reason)s.", reason=words)
    yield at_stake(each, scene)


def at_stake(each: Round, scene: Scene) -> str:
    """Return the sum it is about, where one is known."""
    amount = money(scene.case.amount(each.programme))
    return scene.say("At stake: %(sum)s.", sum=amount) if amount else ""


def known(each: Round, scene: Scene) -> Iterator[str]:
    """Yield what else is known about the obligation and its claim."""
    say = scene.say
    yield say(
        "Account %(account)s, store %(store)s.",
        account=scene.account.slug,
        store=scene.case.store.name,
    )
    if products := say.listed(_products(each, scene)):
        yield say("Product: %(products)s.", products=products)
    if label := clean(say, _label(each)):
        yield say("Amazon calls it: “%(label)s”", label=label)
    if owner := clean(say, scene.case.owner):
        yield say("Looked after by %(owner)s.", owner=owner)
    if each.acknowledged_at is not None:
        yield say("Marked as seen on %(when)s.", when=scene.briefly(each.acknowledged_at))


def _products(each: Round, scene: Scene) -> Iterator[str]:
    """Yield the products of the claim, or of the order, as its listing numbers them."""
    claim = scene.case.claims.get(each.programme)
    opened = claim.opened if claim else None
    of_claim = [{"asin": opened.get("asin"), "sku": opened.get("sku")}] if opened else []
    of_order = scene.case.order_facts.get("items")
    listed = of_claim if any(of_claim[0].values() if of_claim else ()) else of_order
    for item in listed if isinstance(listed, list) else ():
        numbers = (f"{kind.upper()} {item[kind]}" for kind in ("asin", "sku") if item.get(kind))
        if words := clean(scene.say, " · ".join(numbers)):
            yield words


def if_missed(each: Round, scene: Scene) -> Iterator[str]:
    """Yield what follows when nothing is done."""
    say, rule = scene.say, each.deadline.rule
    if rule is None:
        yield say("What follows is not known here; Seller Central says it.")
    else:
        yield sentence(say.known(rule.if_missed))
        orders = scene.account.orders_60d
        if orders and "counts in ODR" in rule.if_missed:
            yield say(
                "One defect is %(share)s%% of the %(orders)d orders of 60 days; Amazon's limit is "
                "below 1%%.",
                share=(Decimal(100) / orders).quantize(Decimal("0.01")),
                orders=orders,
            )


def step(words: Wording, stands: Phase, scene: Scene) -> str:
    """Return what to do in Seller Central."""
    if stands == "passed":
        return scene.say("See in Seller Central whether it is still taken; if so, send it at once.")
    return scene.say.known(words.step)


def good(
    each: Round, words: Wording, stands: Phase, scene: Scene, *, listed: bool
) -> Iterator[str]:
    """Yield what a good answer holds and what a poor one costs, while there is time for one.

    ``listed``: the proofs stand in a checklist already.
    """
    if stands == "passed":
        return
    yield scene.say.known(words.good)
    if words.loses:
        yield scene.say.known(words.loses)
    if not words.once:
        return
    proofs = PROOFS.get(reason(each, scene))
    if proofs and not listed:
        yield scene.say.known(proofs)
    yield scene.say.known(words.once)
    if words.verb == "Answer":
        yield scene.say.known(NOT_IN_HASTE)


def reason(each: Round, scene: Scene) -> str:
    """Return why there is a claim, or of an appeal why it was decided as it was."""
    claim = scene.case.claims.get(each.programme)
    if claim is None:
        return ""
    decided = claim.outcome if each.obligation.endswith(".appeal") else None
    return str((decided or {}).get("reason") or claim.reason)


def _label(each: Round) -> str:
    labels = [opening.event.get("claim_label") for opening in each.openings]
    return next((str(label) for label in reversed(labels) if label), "")
