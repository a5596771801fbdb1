"""Twice an hour, send a synthetic claim through and look what became of the last one."""

from typing import Any
from urllib.request import urlopen

from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.observability import count, logger, measured
from shared.settings import choice
from shared.steps.canary import Canary
from shared.steps.overseeing import Overseeing
from shared.wiring import services


@logger.inject_lambda_context(clear_state=True)
@measured
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Count what arrived, then look after what the stack stands on and cannot make by itself.

    A canary that is missed for an hour is an alarm, and so no look is missed for longer.
    """
    use = services()
    told = Canary(use.cases, use.accounts, use.claim_events, use.pack, use.now).run()
    count("CanaryReminded", told["arrived"])
    if told["lost"]:
        logger.error("a synthetic claim was not reminded of", lost=told["lost"])
    heartbeat = choice("HEARTBEAT_URL")
    if heartbeat and told["arrived"]:
        urlopen(heartbeat, timeout=5).close()  # noqa: S310 - the template takes https only  # nosec B310
    overseen = Overseeing(use.paging, use.identities, use.receiving, use.now).run(
        use.sender, choice("INTAKE_BUCKET")
    )
    logger.info("overseen", heard_by=overseen.heard_by, rung_again=overseen.rung_again)
    count("SenderLost", not overseen.sender_known)
    count("InboundInactive", not overseen.mail_comes_in)
    return told
