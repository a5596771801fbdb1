"""Once an hour, hold the due index against the cases; repair what differs and say so."""

from datetime import timedelta
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.observability import count, logger, measured
from shared.steps.reconcile import Reconcile
from shared.wiring import services


@logger.inject_lambda_context(clear_state=True)
@measured
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Walk the cases; a repair is an alarm, because something had gone wrong before it."""
    use = services()
    step = Reconcile(use.cases, use.accounts, use.rules, use.now)
    done = step.run(lambda: timedelta(milliseconds=context.get_remaining_time_in_millis()))
    for case in done.repaired:
        logger.error("case was not on the due index as it should be", case=case)
    for name in done.broken:
        logger.error("could not be read or judged", name=name)
    count("Drift", len(done.repaired) + len(done.broken))
    count("AccountsLeftOut", done.left_out)
    logger.info("walked", overdue=done.overdue, due_within_a_day=done.soon)
    if done.followed or done.forgotten:
        logger.info("brought up", followed=done.followed, forgotten=done.forgotten)
    for obligation, still in done.open.items():
        logger.info("open", obligation=obligation, count=still)
    return {"cases": done.cases, "repaired": len(done.repaired), "overdue": done.overdue}
