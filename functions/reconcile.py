"""Once an hour, hold the due index against the cases; repair what differs and say so."""

from datetime import timedelta
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.observability import logger, metrics, tally
from shared.steps.reconcile import Reconcile
from shared.wiring import services


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Walk the cases; a repair is an alarm, because something had gone wrong before it."""
    use = services()
    step = Reconcile(use.cases, use.accounts, use.rules, use.now)
    done = step.run(lambda: timedelta(milliseconds=context.get_remaining_time_in_millis()))
    for case in done.repaired:
        logger.error("case was not on the due index as it should be", case=case)
    for name in done.broken:
        logger.error("could not be read or judged", name=name)
    metrics.add_metric("Drift", MetricUnit.Count, len(done.repaired) + len(done.broken))
    metrics.add_metric("CasesOverdue", MetricUnit.Count, done.overdue)
    metrics.add_metric("DueWithinADay", MetricUnit.Count, done.soon)
    metrics.add_metric("AccountsLeftOut", MetricUnit.Count, done.left_out)
    tally("OpenObligations", "obligation", done.open)
    return {"cases": done.cases, "repaired": len(done.repaired), "overdue": done.overdue}
