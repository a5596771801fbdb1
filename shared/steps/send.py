"""Send what is due of one case: lease, send, mark."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from secrets import token_hex

from aws_lambda_powertools.metrics import MetricUnit

from shared.adapters.account_table import AccountTable
from shared.adapters.case_table import CaseTable
from shared.adapters.mailer import Mailer
from shared.adapters.rule_table import RuleTable
from shared.adapters.topic import Topic
from shared.domain.accounts import Account
from shared.domain.case import Case
from shared.domain.errors import RefusedError, StaleCaseError, UnsureError
from shared.domain.parcels import Parcel, parcels
from shared.domain.plan import Slot, plan
from shared.domain.protocol import StoredCase, World, mark, may_send, take
from shared.mail import letters
from shared.mail.topic_message import topic_message
from shared.observability import logger, metrics

MOST_TRIES = 8


@dataclass(slots=True)
class Sent:
    """What one look at a case sent, and what the provider did not take."""

    parcels: list[Parcel] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Send:
    """The step from the reminder queue to people; it alone leases."""

    cases: CaseTable
    accounts: AccountTable
    mailer: Mailer
    topic: Topic
    sender: str
    rules: RuleTable
    now: Callable[[], datetime]
    stack: str = ""
    """Named in the commands that mails print."""

    def look_at(self, account: str, order_id: str) -> Sent:
        """Send whatever is due of one case; nothing, when somebody else is at it."""
        done = Sent()
        stored = self.cases.get(account, order_id)
        if stored is None:
            return done
        world = World(self.rules.of(account), self.accounts.get(account))
        token = token_hex(8)
        leased, case, due = take(stored, world, self.now(), token)
        if leased == stored:
            return done
        try:
            leased = self.cases.put(leased)
        except StaleCaseError:  # the winner sends, or the next sweep brings the case again
            return done
        if due:
            sent = dict(self._sent(leased, case, due, world, done))
            self._mark(leased, world, token, sent, done)
        return done

    def _sent(
        self, leased: StoredCase, case: Case, due: list[Slot], world: World, done: Sent
    ) -> Iterator[tuple[str, str]]:
        """Yield slot ids with when and as which message the provider took them."""
        owed = plan(case, leased.tracks, leased.delivered, world.account)
        ahead = [slot for slot in owed if slot.id not in leased.delivered and slot not in due]
        for parcel in parcels(leased, due):
            if not may_send(leased, self.now()):
                done.unsure = True
                return
            try:
                self._hand_over(parcel, leased, case, world, ahead)
            except RefusedError as error:
                done.refused.add(parcel.first.to)
                done.failures.append(f"refused: {error}")
            except UnsureError as error:
                done.unsure = True
                done.failures.append(f"unsure: {error}")
            else:
                done.parcels.append(parcel)
                yield from ((slot, parcel.ref) for slot in parcel.stands_for)

    def _hand_over(
        self, parcel: Parcel, of: StoredCase, case: Case, world: World, ahead: list[Slot]
    ) -> None:
        first, now = parcel.first, self.now()
        if first.channel == "topic":
            self.topic.publish(*topic_message(parcel, of, case, now))
        elif first.channel == "sms":
            self.topic.text(first.to, letters.sms(parcel.slots, case, of, now))
        else:
            message = self._letter(parcel, of, case, world.account, ahead)
            self.mailer.send(message, {"account": of.account, "ref": parcel.ref})

    def _letter(
        self, parcel: Parcel, of: StoredCase, case: Case, account: Account, ahead: list[Slot]
    ) -> EmailMessage:
        first, ref, now = parcel.first, parcel.ref, self.now()
        later = [slot for slot in ahead if slot.to == first.to and slot.channel == "email"]
        try:
            if first.kind == "notice":
                return letters.notice(
                    first, case, of, account, now, self.sender, ref=ref, stack=self.stack
                )
            return letters.reminder(
                parcel.slots, case, of, account, later, now, self.sender, ref=ref, stack=self.stack
            )
        except Exception:  # noqa: BLE001 - a poor message in time beats a good one never
            logger.exception("letter could not be written", ref=ref)
            metrics.add_metric("PlainLetters", MetricUnit.Count, 1)
            return letters.plain(parcel.slots, of, now, self.sender, ref=ref)

    def _mark(
        self, leased: StoredCase, world: World, token: str, refs: dict[str, str], done: Sent
    ) -> None:
        current, now = leased, self.now()
        for _ in range(MOST_TRIES):
            marked = mark(
                current, world, now, token, refs, refused=done.refused, unsure=done.unsure
            )
            try:
                self.cases.put(marked)
            except StaleCaseError as stale:
                if not isinstance(stale.current, StoredCase):
                    return
                current = stale.current
            else:
                return
        raise StaleCaseError(current)
