"""Builds what a function may use, once per container and only what it uses; owns the clock."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, cached_property

import boto3
from botocore.config import Config

from shared.adapters.account_table import AccountTable
from shared.adapters.case_table import CaseTable
from shared.adapters.mailer import Mailer
from shared.adapters.object_store import ObjectStore
from shared.adapters.queues import ClaimEventQueue, Quarantine, ReminderQueue
from shared.adapters.rule_table import RuleTable
from shared.adapters.signed_links import LinkKeys, Seal, SignedLinks
from shared.adapters.topic import Topic
from shared.domain.rules import Pack
from shared.policy.pack import load_pack
from shared.settings import choice, setting

_ASK = Config(retries={"mode": "standard", "total_max_attempts": 3})
_SEND_ONCE = Config(retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=5)
"""A retry below the protocol would be a repeated message."""


def _system_clock() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


class _Clock:
    read: Callable[[], datetime] = staticmethod(_system_clock)


def utc_now() -> datetime:
    """Return the time in whole seconds, UTC: the only clock there is."""
    return _Clock.read()


def use_clock(read: Callable[[], datetime] | None) -> None:
    """Replace the clock, by a virtual one in tests and replays; None brings the real one back."""
    _Clock.read = staticmethod(read or _system_clock)


class Services:
    """What a handler may use; each part is built when it is first asked for."""

    now = staticmethod(utc_now)

    @cached_property
    def pack(self) -> Pack:
        """The rules that ship."""
        return load_pack()

    @cached_property
    def cases(self) -> CaseTable:
        """The case table."""
        return CaseTable(self._table)

    @cached_property
    def accounts(self) -> AccountTable:
        """The settings of the accounts."""
        return AccountTable(self._table, self.pack, self.now)

    @cached_property
    def rules(self) -> RuleTable:
        """The rules that hold for an account, the deployer's own included."""
        return RuleTable(self._table, self.pack, self.now)

    @cached_property
    def files(self) -> ObjectStore:
        """The mails and reports that came in."""
        return ObjectStore(boto3.client("s3", config=_ASK))

    @cached_property
    def reminders(self) -> ReminderQueue:
        """The queue to the senders."""
        return ReminderQueue(self._sqs, setting("REMINDERS_QUEUE_URL"))

    @cached_property
    def claim_events(self) -> ClaimEventQueue:
        """The queue every claim event comes in by."""
        return ClaimEventQueue(self._sqs, setting("CLAIM_EVENTS_QUEUE_URL"))

    @cached_property
    def quarantine(self) -> Quarantine:
        """Where refused messages go."""
        return Quarantine(self._sqs, setting("QUARANTINE_QUEUE_URL"))

    @cached_property
    def mailer(self) -> Mailer:
        """Mail to people."""
        client = boto3.client("sesv2", config=_SEND_ONCE)
        return Mailer(client, setting("CONFIGURATION_SET"))

    @cached_property
    def topic(self) -> Topic:
        """The topic, and text messages."""
        return Topic(boto3.client("sns", config=_SEND_ONCE), setting("TOPIC_ARN"))

    @cached_property
    def sender(self) -> str:
        """The address mails come from."""
        return setting("SENDER")

    @cached_property
    def stack(self) -> str:
        """The name of the deployed stack."""
        return setting("STACK_NAME")

    @cached_property
    def seal(self) -> Seal:
        """What signs links and reads them."""
        client = boto3.client("secretsmanager", config=_ASK)
        return Seal(LinkKeys(client, setting("LINK_SECRET_ARN"), self.now).read, self.now)

    @cached_property
    def links(self) -> SignedLinks | None:
        """The links of mails into the web page, where there is one."""
        url = choice("WEB_URL")
        return SignedLinks(url, self.seal) if url else None

    @cached_property
    def _table(self):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a type of the stubs only
        return boto3.resource("dynamodb", config=_ASK).Table(setting("TABLE_NAME"))

    @cached_property
    def _sqs(self):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a type of the stubs only
        return boto3.client("sqs", config=_ASK)


@cache
def services() -> Services:
    """Return the services of this container."""
    return Services()
