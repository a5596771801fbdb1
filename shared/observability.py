"""The logger and the metrics every function shares.

A metric is what somebody is paged for, and nothing else: in each hour in which it is sent it costs
as much as three alarms. So trouble is counted only where there is some, and what is merely good to
know is a line of the log, which the dashboard reads.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import Metrics, MetricUnit

from shared.settings import choice

NAMESPACE = "Claimwatch"
SERVICE = "claimwatch"
Answer = TypeVar("Answer")
Handler = Callable[[dict[str, Any], Any], Answer]
logger = Logger(service=SERVICE)
metrics = Metrics(namespace=NAMESPACE, service=SERVICE)
metrics.set_default_dimensions(stack=choice("STACK_NAME") or SERVICE)


def measured(handler: Handler[Answer]) -> Handler[Answer]:
    """Write down what a handler counted, whatever became of it; an idle one writes nothing."""

    @wraps(handler)
    def inner(event: dict[str, Any], context: Any) -> Answer:  # noqa: ANN401 - Lambda's or a test's
        try:
            return handler(event, context)
        finally:
            if metrics.provider.metric_set:
                metrics.flush_metrics()

    return inner


def count(name: str, of: float = 1, unit: MetricUnit = MetricUnit.Count) -> None:
    """Count what an alarm watches; none is not written: the alarms take silence for none."""
    if of > 0:
        metrics.add_metric(name, unit, of)
