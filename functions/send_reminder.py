"""Send what is due of each case on the reminder queue: lease, send, mark."""

from functools import partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.adapters.queues import Request
from shared.batches import Answer, Record, each_record
from shared.observability import count, logger, measured
from shared.steps.posting import Posting
from shared.steps.send import Send
from shared.wiring import services


def send(record: Record, step: Send) -> None:
    """Send for some cases of one account and log what the providers took."""
    request = Request.from_body(record["body"])
    sent = step.look_at(request.account, request.orders, request.horizon, request.settings)
    for post in sent.posts:
        logger.info("sent", rung=post.name, account=request.account)
    for post, failure in sent.failures:
        logger.warning("not taken", failure=failure, rung=post.name, account=request.account)
    count("MessagesFailed", len(sent.failures))
    count("NobodyReachable", sent.stranded)


@logger.inject_lambda_context(clear_state=True)
@measured
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> Answer:
    """Send for a batch of requests; only the records that failed go back to the queue."""
    use = services()
    posting = Posting(use.mailer, use.topic, use.sender, use.stack, use.now, use.links)
    step = Send(use.cases, use.accounts, use.rules, posting, use.now)
    return each_record(event, context, partial(send, step=step))
