"""Take claim events from their queue into the case table; refuse what cannot be used."""

from functools import partial
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.observability import logger, metrics
from shared.steps.ingest import Ingest
from shared.wiring import services

processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)


def ingest(record: SQSRecord, step: Ingest) -> None:
    """Apply one message and count what became of it."""
    taken = step.take_in(record.body, record.message_id)
    logger.info(
        "event taken in",
        message_id=record.message_id,
        outcome=taken.outcome,
        reason=taken.reason,
        doubts=taken.doubts,
    )
    metrics.add_metric(f"Events{taken.outcome.capitalize()}", MetricUnit.Count, 1)
    metrics.add_metric("DoubtsNoted", MetricUnit.Count, len(taken.doubts))


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Take in a batch; only the records that failed go back to the queue."""
    use = services()
    step = Ingest(use.cases, use.accounts, use.quarantine, use.rules, use.now)
    return process_partial_response(event, partial(ingest, step=step), processor, context)
