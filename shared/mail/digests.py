"""The day's list, and the weekly word that all is quiet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from shared.domain.accounts import Account, Contact
from shared.domain.case import Case
from shared.domain.protocol import StoredCase
from shared.domain.rounds import Round
from shared.mail import lines
from shared.mail.dates import day, short
from shared.mail.language import Tongue
from shared.mail.links import Links
from shared.mail.overview import Item, Occasion, Overview, Section, overview_mail, round_item
from shared.mail.reasons import STATUSES
from shared.mail.safe import clean
from shared.mail.scene import Scene, cut_off, money, phase
from shared.mail.wording import wording


@dataclass(frozen=True, slots=True)
class Aside:
    """What no list of an account's mails holds, and is told beside it so that none seems whole."""

    unwatched: int = 0
    """Open obligations of kinds that the account's settings leave out."""
    unread: int = 0
    """Orders whose case cannot be read."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """What a week has to show in which nothing that is watched is open."""

    answered_on_time: int
    missed: int
    overdue: int
    """Cases that have been due for minutes and nobody has looked at."""
    aside: Aside = Aside()


def digest(  # noqa: PLR0913 - a message depends on all of it
    open_rounds: Sequence[tuple[Round, Case, StoredCase]],
    account: Account,
    contact: Contact,
    now: datetime,
    sender: str,
    *,
    aside: Aside = Aside(),
    ref: str = "",
    stack: str = "",
    links: Links | None = None,
) -> EmailMessage:
    """Return the day's list: what needs somebody, soonest first, then what waits at Amazon."""
    on = Occasion(account, contact, now, sender, ref, stack, links)
    say, zone = on.say, contact.zone
    every = sorted(open_rounds, key=lambda entry: (entry[0].deadline.remind_by, entry[2].order_id))
    scenes = [
        (each, Scene(case, of, account, contact, now, (), stack, links)) for each, case, of in every
    ]
    waiting = [(each, scene) for each, scene in scenes if _waits(each, scene)]
    needed = [pair for pair in scenes if pair not in waiting]
    stand = [(each, phase(each, "", now)) for each, _ in needed]
    ahead = [cut_off(each, stands) for each, stands in stand if stands != "passed"]
    if ahead:
        subject = say(
            "%(number)d to do, next by %(when)s · %(account)s",
            number=len(needed),
            when=short(say, min(ahead), zone),
            account=account.slug,
        )
    else:
        subject = say("%(number)d to do · %(account)s", number=len(needed), account=account.slug)
    sections = (
        Section(say("Needs you, soonest first"), [_owed(*pair) for pair in needed]),
        Section(say("Waiting at Amazon"), [_at_amazon(*pair) for pair in waiting]),
    )
    kicker = day(say, now.astimezone(zone).date())
    headline = say(
        "Account %(account)s: %(number)d to do, %(waiting)d waiting at Amazon.",
        account=account.slug,
        number=len(needed),
        waiting=len(waiting),
    )
    shown = tuple(section for section in sections if section.items)
    link = scenes[0][1].seller_central if scenes else ""
    said = tuple(_aside(aside, say))
    return overview_mail(Overview("digest", subject, kicker, headline, said, shown, link), on)


def all_quiet(  # noqa: PLR0913 - a message depends on all of it
    account: Account,
    contact: Contact,
    figures: Quiet,
    now: datetime,
    sender: str,
    *,
    ref: str = "",
    stack: str = "",
    links: Links | None = None,
) -> EmailMessage:
    """Return the weekly word that somebody is still watching."""
    on = Occasion(account, contact, now, sender, ref, stack, links)
    say = on.say
    ending = day(say, now.astimezone(contact.zone).date())
    aside = tuple(_aside(figures.aside, say))
    said = (
        *(aside or (say("Nothing is open."),)),
        say("Answered in time this week: %(number)d.", number=figures.answered_on_time),
        say("Missed this week: %(number)d.", number=figures.missed),
        say("Reminders that are due and have not gone out: %(number)d.", number=figures.overdue),
        say("If this mail stays away one week, something is wrong with Claim watch itself."),
    )
    if figures.missed:
        kicker = say("Missed this week: %(number)d.", number=figures.missed)
        subject = say(
            "%(number)d missed · week to %(day)s · %(account)s",
            number=figures.missed,
            day=ending,
            account=account.slug,
        )
    elif figures.aside.unread:
        kicker = aside[0]
        subject = say(
            "%(number)d orders could not be read · %(account)s",
            number=figures.aside.unread,
            account=account.slug,
        )
    elif figures.overdue:
        kicker = say(
            "Reminders that are due and have not gone out: %(number)d.", number=figures.overdue
        )
        subject = say(
            "%(number)d due and not sent · week to %(day)s · %(account)s",
            number=figures.overdue,
            day=ending,
            account=account.slug,
        )
    elif aside:
        kicker = aside[0]
        subject = say(
            "%(number)d open, not watched · week to %(day)s · %(account)s",
            number=figures.aside.unwatched,
            day=ending,
            account=account.slug,
        )
    else:
        kicker = say("All quiet")
        subject = say("All quiet · week to %(day)s · %(account)s", day=ending, account=account.slug)
    headline = say("Account %(account)s is being watched.", account=account.slug)
    told = Overview("all_quiet", subject, kicker, headline, said, ())
    return overview_mail(told, on)


def _aside(aside: Aside, say: Tongue) -> Iterator[str]:
    if aside.unread:
        yield say(
            "Orders that could not be read: %(number)d. Whether anything is open there is not "
            "known here; look in Seller Central.",
            number=aside.unread,
        )
    if aside.unwatched:
        yield say(
            "Open, of kinds that this account does not watch: %(number)d.", number=aside.unwatched
        )


def _owed(each: Round, scene: Scene) -> Item:
    say, words = scene.say, wording(each.obligation)
    stands = phase(each, "", scene.now)
    name = lines.name_of(each, words, scene)
    title = say(
        "%(what)s %(when)s",
        what=lines.kicker(words, stands, scene),
        when=scene.here(cut_off(each, stands)),
    )
    owner = clean(say, scene.case.owner)
    seen = say("Seen.") if each.acknowledged_at else say("Nobody has said yet that it is theirs.")
    said = (
        say("%(name)s, order %(order)s.", name=name, order=scene.of.order_id),
        lines.at_stake(each, scene),
        lines.left(each, stands, scene),
        say("Looked after by %(owner)s.", owner=owner) if owner else seen,
    )
    return round_item(title, said, each, scene)


def _at_amazon(each: Round, scene: Scene) -> Item:
    say, claim = scene.say, scene.case.claims[each.programme]
    name = lines.name_of(each, wording(each.obligation), scene)
    title = say("%(name)s, order %(order)s.", name=name, order=scene.of.order_id)
    status = say.known(STATUSES.get(claim.status, claim.status.replace("_", " ")))
    since = claim.waiting_since
    waiting = (
        say(
            "%(status)s, since %(when)s.",
            status=status,
            when=scene.briefly(since) if isinstance(since, datetime) else day(say, since),
        )
        if since
        else ""
    )
    sum_ = money(scene.case.amount(each.programme))
    return Item(title, tuple(part for part in (waiting, sum_) if part))


def _waits(each: Round, scene: Scene) -> bool:
    """Say whether it is Amazon's turn and nothing but a look is owed."""
    claim = scene.case.claims.get(each.programme)
    owed = each.hard and each.closed_as is None
    return not owed and claim is not None and claim.waiting_since is not None
