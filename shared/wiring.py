"""Builds what a function may use, once per container and only what it uses; owns the clock.

What a part needs is imported where it is built: a cold start pays for what its function uses and
for nothing else. For the same reason clients come from botocore, not from boto3, whose own layer
costs a tenth of a cold start and gives us nothing; docs/performance.md has the figures.
"""

# ruff: noqa: PLC0415 - see above: imports stand where a part is built

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.session import get_session

from shared.settings import choice, setting

if TYPE_CHECKING:
    from shared.adapters.account_table import AccountTable
    from shared.adapters.case_table import CaseTable
    from shared.adapters.due_index import DueIndex
    from shared.adapters.identities import Identities
    from shared.adapters.items import Items
    from shared.adapters.mailer import Mailer
    from shared.adapters.object_store import ObjectStore
    from shared.adapters.paging import Paging, Receiving
    from shared.adapters.queues import ClaimEventQueue, Quarantine, ReminderQueue
    from shared.adapters.rule_table import RuleTable
    from shared.adapters.signed_links import Seal, SignedLinks
    from shared.adapters.topic import Topic
    from shared.domain.rules import Pack

_ASK = Config(
    retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=1, read_timeout=2
)
"""Where AWS accepts and never answers, three tries and the pauses between take twelve seconds."""
_OF_TABLE = _ASK.merge(Config(parameter_validation=False, user_agent="claimwatch"))
"""The busiest client: checking what ``adapters/table.py`` has just written, and putting together
twice a request what we run on, would be a quarter of every call.
"""
_OF_KEYS = _ASK.merge(Config(retries={"mode": "standard", "total_max_attempts": 2}))
"""A mail waits for these, and goes without links where they do not come."""
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


def _rules_set_aside(wrong: Exception) -> None:
    """Tell the operator; threads that do so at once may lose a count, and never the last."""
    from shared.observability import count, logger

    logger.error("rules of one's own cannot be read; what ships holds", reason=str(wrong))
    count("RulesSetAside")


def _keys_missing(wrong: Exception) -> None:
    """Tell the operator that mails go without links."""
    from shared.observability import count, logger

    logger.error("the keys of the links cannot be read", reason=type(wrong).__name__)
    count("PlainLetters")


def _described_by_botocore(service: str, wrong: Exception) -> None:
    from shared.observability import logger

    logger.warning(
        "our description of a service does not fit this botocore; its own is used, and slower",
        service=service,
        reason=f"{type(wrong).__name__}: {wrong}"[:200],
    )


def _sender_lost() -> None:
    from shared.observability import count, logger

    logger.error("SES does not know the sender any more; the other one was named")
    count("SenderLost")


class Services:
    """What a handler may use; each part is built when it is first asked for."""

    now = staticmethod(utc_now)

    @cached_property
    def pack(self) -> Pack:
        """The rules that ship."""
        from shared.policy.pack import load_pack

        return load_pack()

    @cached_property
    def cases(self) -> CaseTable:
        """The case table."""
        from shared.adapters.case_table import CaseTable

        return CaseTable(self._items)

    @cached_property
    def due_index(self) -> DueIndex:
        """The index of what is due."""
        from shared.adapters.due_index import DueIndex

        return DueIndex(self._items)

    @cached_property
    def accounts(self) -> AccountTable:
        """The settings of the accounts."""
        from shared.adapters.account_table import AccountTable

        return AccountTable(self._items, self.pack, self.now)

    @cached_property
    def rules(self) -> RuleTable:
        """The rules that hold for an account, the deployer's own included."""
        from shared.adapters.rule_table import RuleTable

        return RuleTable(self._items, self.pack, self.now, _rules_set_aside)

    @cached_property
    def files(self) -> ObjectStore:
        """The mails and reports that came in."""
        from shared.adapters.object_store import ObjectStore

        return ObjectStore(self._client("s3", _ASK))

    @cached_property
    def reminders(self) -> ReminderQueue:
        """The queue to the senders."""
        from shared.adapters.queues import ReminderQueue

        return ReminderQueue(self._sqs, setting("REMINDERS_QUEUE_URL"))

    @cached_property
    def claim_events(self) -> ClaimEventQueue:
        """The queue every claim event comes in by."""
        from shared.adapters.queues import ClaimEventQueue

        return ClaimEventQueue(self._sqs, setting("CLAIM_EVENTS_QUEUE_URL"))

    @cached_property
    def quarantine(self) -> Quarantine:
        """Where refused messages go."""
        from shared.adapters.queues import Quarantine

        return Quarantine(lambda: self._sqs, setting("QUARANTINE_QUEUE_URL"))

    @cached_property
    def mailer(self) -> Mailer:
        """Mail to people."""
        from shared.adapters.mailer import Instead, Mailer

        client = self._client("sesv2", _SEND_ONCE)
        other = choice("OTHER_SENDER")
        instead = Instead(other, _sender_lost) if other else None
        return Mailer(client, setting("CONFIGURATION_SET"), instead=instead)

    @cached_property
    def identities(self) -> Identities:
        """What SES knows of our senders; too rarely asked to be among our own models."""
        from shared.adapters.identities import Identities

        client = self._rare("sesv2")
        return Identities(client, client.meta.region_name)

    @cached_property
    def paging(self) -> Paging:
        """Who hears alarms, and which ring."""
        from shared.adapters.paging import Paging

        sns, cloudwatch = (self._rare(each) for each in ("sns", "cloudwatch"))
        return Paging(sns, cloudwatch, self._items, setting("ALARMS_TOPIC_ARN"))

    @cached_property
    def receiving(self) -> Receiving:
        """What SES does with mail that comes in."""
        from shared.adapters.paging import Receiving

        return Receiving(self._rare("ses"))

    @staticmethod
    def _rare(service: str) -> Any:  # noqa: ANN401 - a type of the stubs only
        """Return a client for what is asked too rarely to be among our own models."""
        return get_session().create_client(service, config=_ASK)

    @cached_property
    def topic(self) -> Topic:
        """The topic, and text messages."""
        from shared.adapters.topic import Topic

        return Topic(self._client("sns", _SEND_ONCE), setting("TOPIC_ARN"))

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
        from shared.adapters.signed_links import LinkKeys, Seal

        client = self._client("secretsmanager", _OF_KEYS)
        keys = LinkKeys(client, setting("LINK_SECRET_ARN"), self.now, _keys_missing)
        return Seal(keys.read, self.now, keys.read_again)

    @cached_property
    def links(self) -> SignedLinks | None:
        """The links of mails into the web page, where there is one."""
        url = choice("WEB_URL")
        if not url:
            return None
        from shared.adapters.signed_links import SignedLinks

        return SignedLinks(url, self.seal)

    @cached_property
    def _items(self) -> Items:
        from shared.adapters.table import Table

        return Table(self._client("dynamodb", _OF_TABLE), setting("TABLE_NAME"))

    @cached_property
    def _sqs(self) -> Any:  # noqa: ANN401 - a type of the stubs only
        return self._client("sqs", _ASK)

    @cached_property
    def _client(self) -> Callable[[str, Config], Any]:
        from shared.adapters.clients import maker

        return maker(_described_by_botocore)


@cache
def services() -> Services:
    """Return the services of this container."""
    return Services()
