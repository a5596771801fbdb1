"""Once an hour, write the daily digest to whoever's morning it is."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.observability import count, logger, measured
from shared.steps.digests import Digests
from shared.wiring import services


@logger.inject_lambda_context(clear_state=True)
@measured
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Send what is due; what a provider did not take is tried again an hour later."""
    use = services()
    step = Digests(
        use.cases, use.accounts, use.rules, use.mailer, use.sender, use.stack, use.now, use.links
    )
    done = step.run()
    logger.info("digests", sent=done["sent"], failed=done["failed"])
    count("DigestsFailed", done["failed"])
    return done
