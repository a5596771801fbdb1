"""Take claim events from their queue into the case table; refuse what cannot be used."""

import re
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.batches import Answer, Record, each_case
from shared.observability import logger, measured
from shared.steps.ingest import Ingest, Taken
from shared.wiring import services

_ORDER = re.compile(r'"order_id"\s*:\s*"([^"]*)"')


def case_of(record: Record) -> str:
    """Return the order a message names, before it is read; two of one order go in turn."""
    found = _ORDER.search(record["body"])
    return found[1] if found else ""


def tell(record: Record, taken: Taken) -> None:
    """Log what became of a message."""
    logger.info(
        "event taken in",
        message_id=record["messageId"],
        outcome=taken.outcome,
        reason=taken.reason,
        doubts=taken.doubts,
    )


@logger.inject_lambda_context(clear_state=True)
@measured
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> Answer:
    """Take in a batch; only the records that failed go back to the queue."""
    use = services()
    step = Ingest(use.cases, use.accounts, use.quarantine, use.rules, use.now)
    return each_case(
        event, context, case_of, lambda each: step.take_in(each["body"], each["messageId"]), tell
    )
