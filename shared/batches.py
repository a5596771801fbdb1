"""Batches of queue messages: what fails, or has no time left, goes back to its queue alone.

Powertools can do this too, but its batch module loads the shapes of every kind of event there is,
a tenth of a cold start, and knows no threads; ours come from queues only.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import chain
from typing import Any, TypedDict, TypeVar

from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.observability import logger
from shared.settings import choice

Record = Mapping[str, Any]
"""One message as SQS hands it over: ``body``, ``messageId`` and more."""
Done = TypeVar("Done")
AT_ONCE = 8
"""Cases that are worked on side by side, where the environment names no CASES_AT_ONCE."""
ENOUGH = 5_000
"""Milliseconds a record must have before Lambda ends the function, which would lose the answer."""


class Answer(TypedDict):
    """What SQS is told: the ids of the messages to deliver again."""

    batchItemFailures: list[dict[str, str]]


def each_record(
    event: Mapping[str, Any], context: LambdaContext, do: Callable[[Record], object]
) -> Answer:
    """Do something with every record of a batch; what raised or is left is delivered again."""
    return _told(_tried(do, event["Records"], context), lambda _, __: None)


def each_case(
    event: Mapping[str, Any],
    context: LambdaContext,
    case_of: Callable[[Record], str],
    do: Callable[[Record], Done],
    tell: Callable[[Record, Done], None],
) -> Answer:
    """Do something with every record, of several cases at a time, of one case in turn.

    What waits for AWS waits together. ``do`` runs in threads; ``tell``, which logs and counts what
    came of a record, does not. Two records of one case that ``case_of`` takes for two have to
    bear with one another.
    """
    cases: dict[str, list[Record]] = {}
    for record in event["Records"]:
        cases.setdefault(case_of(record), []).append(record)
    at_once = int(choice("CASES_AT_ONCE") or AT_ONCE)
    work = map if min(at_once, len(cases)) == 1 else _threads(at_once).map
    tried = work(lambda records: list(_tried(do, records, context)), cases.values())
    return _told(chain.from_iterable(tried), tell)


_Tried = tuple[Record, Done | None, Exception | None]


def _tried(
    do: Callable[[Record], Done], records: Iterable[Record], context: LambdaContext
) -> Iterator[_Tried[Done]]:
    for record in records:
        if context.get_remaining_time_in_millis() < ENOUGH:
            yield record, None, TimeoutError("no time is left for this message")
            continue
        try:
            yield record, do(record), None
        except Exception as failure:  # noqa: BLE001 - its neighbours are not to be delivered again
            yield record, None, failure


def _told(tried: Iterable[_Tried[Any]], tell: Callable[[Record, Any], None]) -> Answer:
    failed = []
    for record, done, failure in tried:
        if failure is None:
            tell(record, done)
            continue
        name = record["messageId"]
        logger.error("message goes back to its queue", message_id=name, exc_info=failure)
        failed.append({"itemIdentifier": name})
    return {"batchItemFailures": failed}


@cache
def _threads(number: int) -> ThreadPoolExecutor:
    """Return the threads of this container; they wait, at no cost, between two batches."""
    return ThreadPoolExecutor(number, thread_name_prefix="case")
