"""AWS in memory, as far as claimwatch uses it: items, and boto3's own calls of all the rest.

The shipped tables and adapters run above it, so what an item looks like, its conditions and the
handling of errors are simulated too. Each call is a point of the clockwork.
"""

import json
from bisect import bisect_right, insort
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from shared.adapters.items import Item, ItemChangedError, Key, When, holds
from shared.adapters.keys import DUE_SHARDS, due_shard
from tests.simulation.clockwork import Clockwork
from tests.simulation.journal import Accepted, Journal, Stored, Told

_Key = tuple[str, str]
_LAST = "\uffff"
"""Sorts after every key."""


LARGEST_ITEM = 400 * 1024
"""What DynamoDB takes of one item, names of attributes included."""


def item_size(item: Mapping[str, Any]) -> int:
    """Return how many bytes DynamoDB counts of an item."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: Any) -> int:  # noqa: ANN401 - whatever an attribute may be
    match value:
        case str():
            return len(value.encode())
        case Mapping():
            return 3 + len(value) + item_size(value)
        case list() | tuple():
            return 3 + sum(1 + _value_size(each) for each in value)
        case bool() | None:
            return 1
    return len(str(value)) // 2 + 2


class MemoryTable:
    """Items with one sparse index, which lags behind; a page holds few of them."""

    def __init__(self, clock: Clockwork, journal: Journal, *, lag: float, page: int) -> None:
        self._clock, self._journal = clock, journal
        self.lag, self._page = lag, page
        self.on_due: Callable[[str], None] = lambda _: None
        """Learns when each case that was written needs a look."""
        self.items: dict[_Key, Item] = {}
        self.largest = 0
        """Bytes of the largest item there ever was."""
        self.index: dict[str, list[tuple[str, _Key]]] = {}
        self._shown: dict[_Key, Item] = {}
        self._coming: deque[tuple[float, _Key, Item | None]] = deque()

    # ── the calls ───────────────────────────────────────────────────────────────────────────

    def get(self, key: Key, *, latest: bool = True) -> Item | None:  # noqa: ARG002 - all is latest
        def effect() -> Item | None:
            found = self.items.get(_key(key))
            return None if found is None else dict(found)

        found: Item | None = self._call("get", key["sk"], effect)
        return found

    def put(self, item: Item, when: When | None = None) -> None:
        def effect() -> None:
            old = self.items.get(_key(item))
            if not holds(when, old):
                raise ItemChangedError(old)
            if (size := item_size(item)) > LARGEST_ITEM:
                raise refusal("PutItem", "ValidationException")
            self.largest = max(self.largest, size)
            self.write(_key(item), item)

        self._call("put", item["sk"], effect)

    def delete(self, key: Key, when: When | None = None) -> None:
        def effect() -> None:
            old = self.items.get(_key(key))
            if not holds(when, old):
                raise ItemChangedError(old)
            self.items.pop(_key(key), None)
            self._put_on_index(_key(key), None)

        self._call("delete", key["sk"], effect)

    def under(self, partition: str, begin: str = "", *, latest: bool = True) -> Iterator[Item]:  # noqa: ARG002
        def inside(last: Item | None) -> list[Item]:
            after = _key(last) if last else ("", "")
            mine = (key for key in self.items if key[0] == partition and key > after)
            return [self.items[key] for key in sorted(mine) if key[1].startswith(begin)]

        return self._pages("list", partition, inside)

    def places(
        self, partition: str, begin: str, after: str = "", *, latest: bool = True
    ) -> Iterator[str]:
        found = self.under(partition, begin, latest=latest)
        return (item["sk"] for item in found if item["sk"] > after)

    def due(self, by: str) -> Iterator[Item]:
        for number in range(DUE_SHARDS):
            yield from self._shard(due_shard(number), by)

    def _shard(self, shard: str, by: str) -> Iterator[Item]:
        return self._pages("query", shard, lambda last: self._due(shard, by, last))

    def begun(self, partition: str, first: str, last: str) -> Iterator[Item]:
        raise NotImplementedError("nothing simulated asks for months")

    def open(self, partition: str, last: str) -> Iterator[Item]:
        raise NotImplementedError("nothing simulated lists what is open")

    def count(self, key: Key, period: str) -> int:
        def effect() -> int:
            item = self.items.get(_key(key), {})
            told = item.get("count", 0) + 1 if item.get("period") == period else 1
            self.items[_key(key)] = {**key, "period": period, "count": told}
            return told

        counted: int = self._call("count", key["sk"], effect)
        return counted

    def _pages(
        self, name: str, key: str, found: Callable[[Item | None], list[Item]]
    ) -> Iterator[Item]:
        """Yield everything found, each page of it by a call of its own."""
        last: Item | None = None
        while True:
            page, more = self._call(name, key, lambda: self._paged(found(last)))  # noqa: B023
            yield from page
            if not more:
                return
            last = page[-1]

    def _call(self, name: str, key: str, effect: Callable[[], Any]) -> Any:  # noqa: ANN401
        return self._clock.call(f"table.{name}", key.removeprefix("ORDER#"), effect)

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

    def _due(self, shard: str, by: str, last: Item | None) -> list[Item]:
        self._catch_up()
        entries = self.index.get(shard, [])
        begin = bisect_right(entries, (last["due_at"], _key(last))) if last else 0
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

    def _paged(self, found: list[Item]) -> tuple[list[Item], bool]:
        page = [dict(each) for each in found[: self._page]]
        return page, len(found) > len(page)

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


def _key(of: Mapping[str, Any]) -> _Key:
    return of["pk"], of["sk"]
