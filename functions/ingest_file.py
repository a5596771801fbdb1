"""Read Amazon's mails and reports, announced by SES and S3, into claim events."""

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
from shared.steps.files import Files
from shared.wiring import services

processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)


def ingest(record: SQSRecord, step: Files) -> None:
    """Read one file and count what was in it."""
    told = step.take_in(record.body)
    logger.info("file read", message_id=record.message_id, findings=dict(told))
    for kind in ("found", "refused", "set_aside"):
        name = f"File{kind.title().replace('_', '')}"
        metrics.add_metric(name, MetricUnit.Count, told[kind])


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Read a batch of files; only those that could not be fetched go back to the queue."""
    use = services()
    step = Files(
        use.files, use.accounts, use.claim_events, use.quarantine, use.mailer, use.sender,
        use.stack, use.pack, use.now,
    )  # fmt: skip
    return process_partial_response(event, partial(ingest, step=step), processor, context)
