"""Once a minute, hand every case that is due to the senders."""

from datetime import timedelta
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.domain.errors import InputError
from shared.domain.instants import parse_instant
from shared.observability import count, logger, measured
from shared.steps.sweep import Sweep
from shared.wiring import services

LATE = timedelta(minutes=2)
"""What fell due since the last sweep is not late."""


@logger.inject_lambda_context(clear_state=True)
@measured
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Sweep up to the scheduled time, or to now where the event names none."""
    use = services()
    try:
        now = parse_instant("time", event.get("time"))
    except InputError:
        now = use.now()
    swept = Sweep(use.due_index, use.reminders, lambda: use.accounts).run(now)
    if swept.oldest > LATE:
        count("OldestOverdueSeconds", swept.oldest.total_seconds(), MetricUnit.Seconds)
    count("SweepCompleted")
    if swept.enqueued < swept.due:
        logger.warning("not all enqueued", due=swept.due, enqueued=swept.enqueued)
    return {"due": swept.due, "enqueued": swept.enqueued}
