"""Send what is due of each case on the reminder queue: lease, send, mark."""

from collections import Counter
from functools import partial
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.adapters.queues import Request
from shared.batches import Answer, Record, each_record
from shared.observability import logger, metrics, tally
from shared.steps.posting import Posting
from shared.steps.send import Send
from shared.wiring import services


def send(record: Record, step: Send) -> None:
    """Send for some cases of one account and count what the providers took."""
    request = Request.from_body(record["body"])
    sent = step.look_at(request.account, request.orders, request.horizon)
    metrics.add_metric("MessagesSent", MetricUnit.Count, len(sent.posts))
    tally("MessagesSent", "rung", Counter(post.name for post in sent.posts))
    for _, failure in sent.failures:
        logger.warning("not taken", failure=failure, account=request.account)
        metrics.add_metric("MessagesFailed", MetricUnit.Count, 1)
    tally("MessagesFailed", "rung", Counter(post.name for post, _ in sent.failures))


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> Answer:
    """Send for a batch of requests; only the records that failed go back to the queue."""
    use = services()
    posting = Posting(use.mailer, use.topic, use.sender, use.stack, use.now, use.links)
    step = Send(use.cases, use.accounts, use.rules, posting, use.now)
    return each_record(event, context, partial(send, step=step))
