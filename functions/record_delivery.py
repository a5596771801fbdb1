"""Take in what SES reports of our mails: sent, delivered, bounced, complained of, rejected."""

from functools import partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.batches import Answer, Record, each_record
from shared.observability import count, logger, measured
from shared.steps.deliveries import Deliveries
from shared.wiring import services


def record(record: Record, step: Deliveries) -> None:
    """Apply one report and log what it said."""
    reported = step.take_in(record["body"])
    if reported.what in {"bounced", "complained", "rejected"}:
        logger.warning("mail did not arrive", what=reported.what, account=reported.account)
        count("ContactsLost")
    count("NobodyReachable", reported.stranded)
    logger.info("report", what=reported.what, cases=reported.changed)


@logger.inject_lambda_context(clear_state=True)
@measured
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> Answer:
    """Take in a batch of reports; only the records that failed go back to the queue."""
    use = services()
    step = Deliveries(use.cases, use.accounts, use.rules, use.now)
    return each_record(event, context, partial(record, step=step))
