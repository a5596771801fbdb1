"""AWS in memory, as far as claimwatch uses it, at the level of boto3's own calls.

The shipped adapters run above it, so their expressions, their serialising and their handling of
errors are simulated too. Each call is a point of the clockwork.
"""

import json
import re
from bisect import bisect_right, insort
from collections import deque
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError

from shared.adapters.table import to_wire
from tests.simulation.clockwork import Clockwork
from tests.simulation.journal import Accepted, Journal, Stored, Told

Item = dict[str, Any]
_Key = tuple[str, str]
_LAST = "\uffff"
"""Sorts after every key."""


class ConditionalCheckFailedError(ClientError):
    """The item is not as the writer thought."""


class MemoryTable:
    """A table with one sparse index, which lags behind; a page holds few items."""

    def __init__(self, clock: Clockwork, journal: Journal, *, lag: float, page: int) -> None:
        self._clock, self._journal = clock, journal
        self.lag, self._page = lag, page
        self.on_due: Callable[[str], None] = lambda _: None
        """Learns when each case that was written needs a look."""
        self.items: dict[_Key, Item] = {}
        self.index: dict[str, list[tuple[str, _Key]]] = {}
        self._shown: dict[_Key, Item] = {}
        self._coming: deque[tuple[float, _Key, Item | None]] = deque()
        exceptions = SimpleNamespace(ConditionalCheckFailedException=ConditionalCheckFailedError)
        self.meta = SimpleNamespace(client=SimpleNamespace(exceptions=exceptions))

    # ── the calls ───────────────────────────────────────────────────────────────────────────

    def get_item(self, *, Key: Item, **_: object) -> Item:  # noqa: N803 - boto3's own
        def effect() -> Item:
            found = self.items.get((Key["pk"], Key["sk"]))
            return {} if found is None else {"Item": dict(found)}

        return self._call("get", Key["sk"], effect)

    def put_item(
        self,
        *,
        Item: Item,  # noqa: N803
        ConditionExpression: str = "",  # noqa: N803
        ExpressionAttributeValues: Mapping[str, Any] | None = None,  # noqa: N803
        **_: object,
    ) -> Item:
        def effect() -> dict[str, Any]:
            key = (Item["pk"], Item["sk"])
            old = self.items.get(key)
            if not _holds(ConditionExpression, ExpressionAttributeValues or {}, old):
                raise _condition_failed(old)
            self.write(key, Item)
            return {}

        return self._call("put", Item["sk"], effect)

    def delete_item(
        self,
        *,
        Key: Item,  # noqa: N803
        ConditionExpression: str = "",  # noqa: N803
        ExpressionAttributeValues: Mapping[str, Any] | None = None,  # noqa: N803
    ) -> Item:
        def effect() -> Item:
            key = (Key["pk"], Key["sk"])
            old = self.items.get(key)
            if not _holds(ConditionExpression, ExpressionAttributeValues or {}, old):
                raise _condition_failed(old)
            self.items.pop(key, None)
            self._put_on_index(key, None)
            return {}

        return self._call("delete", Key["sk"], effect)

    def query(
        self,
        *,
        KeyConditionExpression: str,  # noqa: N803
        ExpressionAttributeValues: Mapping[str, str],  # noqa: N803
        IndexName: str = "",  # noqa: N803
        ExclusiveStartKey: Item | None = None,  # noqa: N803
        **_: object,
    ) -> Item:
        partition, low, high = _bounds(KeyConditionExpression, ExpressionAttributeValues)

        def effect() -> Item:
            if IndexName:
                return self._paged(self._due(partition, high, ExclusiveStartKey))
            after = _key(ExclusiveStartKey)
            inside = (key for key in self.items if key[0] == partition and key > after)
            inside = (key for key in inside if low <= key[1] <= high)
            return self._paged([self.items[key] for key in sorted(inside)])

        return self._call("query" if IndexName else "list", partition, effect)

    def scan(self, *, ExclusiveStartKey: Item | None = None, **_: object) -> Item:  # noqa: N803
        def effect() -> Item:
            after = _key(ExclusiveStartKey)
            return self._paged([self.items[key] for key in sorted(self.items) if key > after])

        return self._call("scan", "", effect)

    def _call(self, name: str, key: str, effect: Callable[[], Item]) -> Item:
        answer: Item = self._clock.call(f"table.{name}", key.removeprefix("ORDER#"), effect)
        return answer

    # ── what lies behind them ───────────────────────────────────────────────────────────────

    def write(self, key: _Key, item: Item) -> None:
        """Put an item, and its entry into the index a little later."""
        self.items[key] = item
        self._note(key, item)
        if "due_at" in item:
            self.on_due(item["due_at"])
        self._put_on_index(key, item if "due_shard" in item else None)

    def _put_on_index(self, key: _Key, entry: Item | None) -> None:
        if not self.lag:
            self._show(key, entry)
            return
        self._coming.append((self._clock.seconds + self.lag, key, entry))

    def take_off_index(self, order: str) -> None:
        """Remove what puts an order on the index, as a mistake by hand would."""
        for key in [key for key in self.items if key[1] == f"ORDER#{order}"]:
            self.items[key] = {
                name: value
                for name, value in self.items[key].items()
                if not name.startswith("due_")
            }
            self._coming.append((self._clock.seconds, key, None))

    def saved(self) -> dict[_Key, Item]:
        """Return a backup."""
        return dict(self.items)

    def restore(self, backup: Mapping[_Key, Item]) -> None:
        """Put a backup in the place of everything."""
        self.items = dict(backup)
        for key in list(self._shown):
            self._show(key, None)
        self._coming.clear()
        for key, item in backup.items():
            if "due_shard" in item:
                self._show(key, item)
                self.on_due(item["due_at"])

    def is_due(self, by: str) -> bool:
        """Say whether anything is due, or will be seen to be once the index has caught up."""
        self._catch_up(lag=0)
        return any(entries and entries[0][0] <= by for entries in self.index.values())

    def _due(self, shard: str, by: str, start: Item | None) -> list[Item]:
        self._catch_up()
        entries = self.index.get(shard, [])
        begin = bisect_right(entries, (start["due_at"], _key(start))) if start else 0
        upto = bisect_right(entries, (by, (_LAST, "")))
        return [self._shown[key] for _, key in entries[begin:upto]]

    def _catch_up(self, lag: float | None = None) -> None:
        while self._coming and (lag == 0 or self._coming[0][0] <= self._clock.seconds):
            _, key, entry = self._coming.popleft()
            self._show(key, entry)

    def _show(self, key: _Key, entry: Item | None) -> None:
        old = self._shown.pop(key, None)
        if old is not None:
            self.index[old["due_shard"]].remove((old["due_at"], key))
        if entry is not None:
            insort(self.index.setdefault(entry["due_shard"], []), (entry["due_at"], key))
            self._shown[key] = entry

    def _paged(self, found: list[Item]) -> Item:
        page = [dict(each) for each in found[: self._page]]
        last = {"LastEvaluatedKey": page[-1]} if len(found) > len(page) else {}
        return {"Items": page, **last}

    def _note(self, key: _Key, item: Item) -> None:
        if "events" not in item:
            return
        clock = self._clock
        ids = frozenset(json.loads(line)["event_id"] for line in item["events"])
        point, look = clock.here()
        order = key[1].removeprefix("ORDER#")
        self._journal.stored.append(Stored(clock.seconds, point, look, order, ids))
        if "due_shard" in item:
            second = (item["due_shard"], int(clock.seconds))
            writes = self._journal.index_writes
            writes[second] = writes.get(second, 0) + 1


class MemoryQueues:
    """The queues that are written to; ``deliver`` gets each message and its queue."""

    def __init__(self, clock: Clockwork, deliver: Callable[[str, str], None]) -> None:
        self._clock, self._deliver = clock, deliver

    def send_message_batch(self, *, QueueUrl: str, Entries: list[Item]) -> Item:  # noqa: N803
        def effect() -> Item:
            if len(Entries) > 10:
                raise ValueError("more than ten entries")
            for entry in Entries:
                self._deliver(QueueUrl, entry["MessageBody"])
            return {"Successful": [{"Id": entry["Id"]} for entry in Entries]}

        answer: Item = self._clock.call(f"{QueueUrl}.add", "", effect)
        return answer

    def send_message(self, *, QueueUrl: str, MessageBody: str, **_: object) -> Item:  # noqa: N803
        def effect() -> Item:
            self._deliver(QueueUrl, MessageBody)
            return {}

        answer: Item = self._clock.call(f"{QueueUrl}.add", "", effect)
        return answer


class MemoryProvider:
    """SES and SNS: takes messages, writes them down, and limits how many a second."""

    def __init__(self, clock: Clockwork, journal: Journal) -> None:
        self._clock, self._journal = clock, journal
        self.on_mail: Callable[[str, str], None] = lambda *_: None
        """Learns of each mail taken: the recipient, and the header that says what it covers."""
        self.rate = 0
        """Mails taken in a second; 0 is as many as come."""
        self._taken: tuple[int, int] = (0, 0)
        self.throttled = 0

    def send_email(
        self,
        *,
        Destination: Item,  # noqa: N803
        Content: Item,  # noqa: N803
        **_: object,
    ) -> Item:
        [to] = Destination["ToAddresses"]
        said = json.loads(Content["Raw"]["Data"])
        tells = tuple(Told(*each) for each in said["tells"])
        return self._take("mail.send", "email", to, tells, said["covers"])

    def publish(self, *, Message: str, PhoneNumber: str = "", **_: object) -> Item:  # noqa: N803
        if PhoneNumber:
            tells = tuple(Told(*each) for each in json.loads(Message)["tells"])
            return self._take("sms.send", "sms", PhoneNumber, tells)
        said = json.loads(json.loads(Message)["default"])
        told = Told(
            said["kind"],
            said["order_id"],
            said.get("obligation", ""),
            said.get("rung", said.get("notice", "")),
            said.get("remind_by", ""),
            # a change that is told again is another one when it stands for other slots
            "" if said["kind"] == "reminder" and said["rung"] != "changed" else said["ref"],
        )
        return self._take("topic.publish", "topic", "topic", (told,))

    def _take(
        self, call: str, channel: str, to: str, tells: tuple[Told, ...], covers: str = ""
    ) -> Item:
        clock = self._clock

        def effect() -> Item:
            if channel == "email" and self.rate:
                second = int(clock.seconds)
                taken = self._taken[1] if self._taken[0] == second else 0
                if taken >= self.rate:
                    self.throttled += 1
                    raise refusal(call, "TooManyRequestsException")
                self._taken = (second, taken + 1)
            accepted = Accepted(clock.seconds, *clock.here(), channel, to, tells)
            self._journal.accepted.append(accepted)
            if channel == "email":
                self.on_mail(to, covers)
            return {"MessageId": f"m-{len(self._journal.accepted)}"}

        answer: Item = clock.call(call, to, effect)
        return answer


def refusal(call: str, code: str = "BadRequestException") -> ClientError:
    """Return the error of a call that certainly did nothing."""
    about = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": 400}}
    return ClientError(about, call)  # type: ignore[arg-type]


def _key(of: Item | None) -> _Key:
    return (of["pk"], of["sk"]) if of else ("", "")


def _holds(condition: str, values: Mapping[str, Any], old: Item | None) -> bool:
    if condition == "attribute_not_exists(pk)":
        return old is None
    if condition == "version = :read":
        return old is not None and bool(old["version"] == values[":read"])
    if condition:
        raise ValueError(f"this table does not know the condition {condition!r}")
    return True


def _condition_failed(old: Item | None) -> ConditionalCheckFailedError:
    about: dict[str, Any] = {"Error": {"Code": "ConditionalCheckFailedException"}}
    if old is not None:
        about["Item"] = to_wire(old)
    return ConditionalCheckFailedError(about, "PutItem")  # type: ignore[arg-type]


def _bounds(condition: str, values: Mapping[str, str]) -> tuple[str, str, str]:
    """Return the partition and the lowest and highest sort key of a key condition."""
    equal, _, sort = condition.partition(" AND ")
    partition = values[equal.partition(" = ")[2]]
    if not sort:
        return partition, "", _LAST
    if begun := re.fullmatch(r"begins_with\(\w+, (:\w+)\)", sort):
        return partition, values[begun[1]], values[begun[1]] + _LAST
    if most := re.fullmatch(r"\w+ <= (:\w+)", sort):
        return partition, "", values[most[1]]
    raise ValueError(f"this table does not know the condition {condition!r}")
