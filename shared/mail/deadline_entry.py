"""A round as a calendar entry: the words and the name of what a calendar shows of it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from shared.domain.accounts import Account, Contact
from shared.domain.case import Case
from shared.domain.plan import Slot
from shared.domain.protocol import StoredCase
from shared.domain.rounds import Round
from shared.domain.slot_ids import SlotId
from shared.domain.tracks import track_of
from shared.mail import lines
from shared.mail.calendar import Entry, entry_uid, file_of
from shared.mail.scene import Scene
from shared.mail.subjects import cut_off_subject
from shared.mail.wording import wording


def deadline_entry(each: Round, scene: Scene) -> Entry:
    """Return what stands in the calendar of the scene's reader about a round."""
    track, words = track_of(each, scene.of.tracks), wording(each.obligation)
    number, generation = (track.number, track.generation) if track else (each.number, 1)
    cancelled = each.closed_as is not None
    name = lines.name_of(each, words, scene)
    said = [
        *lines.asked(each, name, scene),
        lines.elsewhere(each, "ahead", scene),
        lines.latest(each, "ahead", scene),
        *lines.if_missed(each, scene),
        lines.step(words, "ahead", scene),
        scene.say.known(words.menu),
    ]
    return Entry(
        uid=entry_uid(scene.account.slug, scene.of.order_id, each.obligation, number),
        sequence=2 * (generation - 1) + cancelled,  # a reopened one comes after its own end
        at=each.deadline.remind_by,
        summary=cut_off_subject(
            scene.say, each, scene.of.order_id, scene.contact.zone, each.deadline.remind_by
        ),
        details="\n".join(line for line in said if line),
        link=scene.seller_central,
        cancelled=cancelled,
    )


def first_told(slot: Slot, scene: Scene) -> bool:
    """Say whether a slot is the first word its reader gets of this cut-off."""
    own = SlotId.parse(slot.id)
    told = (SlotId.parse(key) for key in scene.of.delivered)
    mine = (own.announcement, own.channel, own.to)
    return mine not in ((key.announcement, key.channel, key.to) for key in told)


def open_deadlines(cases: Iterable[tuple[Account, StoredCase, Case]], now: datetime) -> list[Entry]:
    """Return every open deadline, soonest first, each for the first contact of its account."""
    entries = [entry for account, of, case in cases for entry in _open(account, of, case, now)]
    return sorted(entries, key=lambda entry: (entry.at, entry.uid))


def deadlines_ics(cases: Iterable[tuple[Account, StoredCase, Case]], now: datetime) -> str:
    """Return a calendar file of every open deadline."""
    return file_of(open_deadlines(cases, now), now)


def _open(account: Account, of: StoredCase, case: Case, now: datetime) -> Iterator[Entry]:
    reader: Contact = account.first
    scene = Scene(case, of, account, reader, now)
    for each in case.all_rounds():
        if each.is_open(now) and account.watches(each.obligation):
            # what may still be answered stands ahead, not on a day that has gone by
            yield replace(deadline_entry(each, scene), at=each.turn(now))
