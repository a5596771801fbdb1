"""Take in what SES reports of our mails: sent, delivered, bounced, complained of, rejected."""

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
from shared.steps.deliveries import Deliveries
from shared.wiring import services

processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)


def record(record: SQSRecord, step: Deliveries) -> None:
    """Apply one report and count what it said."""
    reported = step.take_in(record.body)
    if reported.what in {"bounced", "complained", "rejected"}:
        logger.warning("mail did not arrive", what=reported.what, account=reported.account)
        metrics.add_metric("ContactsLost", MetricUnit.Count, 1)
    metrics.add_metric("ReportsApplied", MetricUnit.Count, reported.changed)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Take in a batch of reports; only the records that failed go back to the queue."""
    use = services()
    step = Deliveries(use.cases, use.accounts, use.rules, use.now)
    return process_partial_response(event, partial(record, step=step), processor, context)
