"""Read Amazon's mails and reports, announced by SES and S3, into claim events."""

from functools import partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.batches import Answer, Record, each_record
from shared.observability import logger, measured
from shared.steps.files import Files
from shared.steps.refusals import Refusals
from shared.wiring import services


def ingest(record: Record, step: Files) -> None:
    """Read one file and log what was in it."""
    told = step.take_in(record["body"])
    logger.info("file read", message_id=record["messageId"], findings=dict(told))


@logger.inject_lambda_context(clear_state=True)
@measured
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> Answer:
    """Read a batch of files; only those that could not be fetched go back to the queue."""
    use = services()
    told = use.accounts, use.mailer, use.sender, use.stack, use.now
    refusals = Refusals(use.quarantine, *told)
    step = Files(use.files, use.accounts, use.claim_events, refusals, use.pack, use.now)
    return each_record(event, context, partial(ingest, step=step))
