"""Once a minute, hand every case that is due to the senders."""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.domain.errors import InputError
from shared.domain.instants import parse_instant
from shared.observability import logger, metrics
from shared.steps.sweep import Sweep
from shared.wiring import services


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Sweep up to the scheduled time, or to now where the event names none."""
    use = services()
    try:
        now = parse_instant("time", event.get("time"))
    except InputError:
        now = use.now()
    swept = Sweep(use.due_index, use.reminders).run(now)
    metrics.add_metric("CasesDue", MetricUnit.Count, swept.due)
    metrics.add_metric("OldestOverdueSeconds", MetricUnit.Seconds, swept.oldest.total_seconds())
    metrics.add_metric("SweepCompleted", MetricUnit.Count, 1)
    if swept.enqueued < swept.due:
        logger.warning("not all enqueued", due=swept.due, enqueued=swept.enqueued)
    return {"due": swept.due, "enqueued": swept.enqueued}
