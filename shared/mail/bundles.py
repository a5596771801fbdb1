"""Many reminders in one mail, when many fall due for one person at once."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from email.message import EmailMessage

from shared.domain.accounts import Account, Contact
from shared.domain.case import Case
from shared.domain.plan import Slot
from shared.domain.protocol import StoredCase
from shared.mail import lines, rungs
from shared.mail.dates import short
from shared.mail.links import Links
from shared.mail.notices import notice_facts
from shared.mail.overview import Item, Occasion, Overview, Section, overview_mail, round_item
from shared.mail.scene import Scene, cut_off, phase
from shared.mail.wording import wording

_URGENT = ("2h", "30m")


def bundle(  # noqa: PLR0913 - a message depends on all of it
    entries: Sequence[tuple[Sequence[Slot], Case, StoredCase]],
    account: Account,
    contact: Contact,
    now: datetime,
    sender: str,
    *,
    ref: str = "",
    stack: str = "",
    links: Links | None = None,
) -> EmailMessage:
    """Return one mail that stands for many reminders and notices, the most urgent first."""
    told = [
        (slot, Scene(case, of, account, contact, now, (), stack, links))
        for slots, case, of in entries
        for slot in slots
    ]
    told.sort(key=lambda pair: (_when(pair[0], now), pair[1].of.order_id, pair[0].id))
    serves = [f"{scene.of.order_id} {slot.id}" for slot, scene in told]
    urgent = any(slot.name in _URGENT for slot, _ in told)
    on = Occasion(account, contact, now, sender, ref, stack, links, serves, urgent)
    say, soonest = on.say, min(_ahead(told, now), default=None)
    if soonest is None:
        subject = say("%(number)d messages · %(account)s", number=len(told), account=account.slug)
    else:
        subject = say(
            "%(number)d messages, the soonest by %(when)s · %(account)s",
            number=len(told),
            when=short(say, soonest, contact.zone),
            account=account.slug,
        )
    return overview_mail(
        Overview(
            "bundle",
            subject,
            say("%(number)d at once", number=len(told)),
            say("So many fell due together that they share this one message; none is left out."),
            (),
            (Section("", [_told(slot, scene) for slot, scene in told]),),
            told[0][1].seller_central,
        ),
        on,
    )


def _ahead(told: Sequence[tuple[Slot, Scene]], now: datetime) -> Iterator[datetime]:
    """Yield the cut-offs that can still be kept."""
    for slot, _ in told:
        if slot.of is not None and slot.kind == "reminder":
            stands = phase(slot.of, slot.name, now)
            if stands != "passed":
                yield cut_off(slot.of, stands)


def _when(slot: Slot, now: datetime) -> tuple[int, datetime]:
    """Return what a bundle is ordered by: what can still be met, what has passed, then news."""
    if slot.of is None or slot.kind != "reminder":
        return 2, slot.due
    stands = phase(slot.of, slot.name, now)
    return int(stands == "passed"), cut_off(slot.of, stands)


def _told(slot: Slot, scene: Scene) -> Item:
    if slot.of is None or slot.kind != "reminder":
        notice = notice_facts(slot, scene)
        return Item(notice.kicker, (notice.headline, *notice.said))
    each, say, words = slot.of, scene.say, wording(slot.of.obligation)
    stands = phase(each, slot.name, scene.now)
    name = lines.name_of(each, words, scene)
    said = (
        *lines.asked(each, name, scene),
        lines.left(each, stands, scene),
        lines.latest(each, stands, scene),
        lines.elsewhere(each, stands, scene),
        lines.opens(each, scene),
        *rungs.told_first(slot, scene),
        say.known(words.menu),
        lines.step(words, stands, scene),
    )
    kicker = lines.kicker(words, stands, scene)
    title = say("%(what)s %(when)s", what=kicker, when=scene.here(cut_off(each, stands)))
    return round_item(title, said, each, scene)
