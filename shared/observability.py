"""The logger and the metrics every function shares."""

import os
from collections.abc import Mapping

from aws_lambda_powertools import single_metric
from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import Metrics, MetricUnit

NAMESPACE = "Claimwatch"
logger = Logger(service="claimwatch")
metrics = Metrics(namespace=NAMESPACE, service="claimwatch")


def tally(name: str, dimension: str, counts: Mapping[str, int]) -> None:
    """Count something apart by what it was: a metric for each, with one dimension alone.

    Powertools' switch for metrics does not reach single ones, so it is looked at here.
    """
    if os.environ.get("POWERTOOLS_METRICS_DISABLED", "").lower() == "true":
        return
    for what, count in counts.items():
        with single_metric(name, MetricUnit.Count, count, namespace=NAMESPACE) as metric:
            metric.add_dimension(dimension, what)
