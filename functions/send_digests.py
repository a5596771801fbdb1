"""Once an hour, write the daily digest to whoever's morning it is."""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.observability import logger, metrics
from shared.steps.digests import Digests
from shared.wiring import services


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Send what is due; what a provider did not take is tried again an hour later."""
    use = services()
    step = Digests(
        use.cases, use.accounts, use.rules, use.mailer, use.sender, use.stack, use.now, use.links
    )
    done = step.run()
    metrics.add_metric("DigestsSent", MetricUnit.Count, done["sent"])
    metrics.add_metric("DigestsFailed", MetricUnit.Count, done["failed"])
    return done
