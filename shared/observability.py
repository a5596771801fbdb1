"""The logger and the metrics every function shares."""

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import Metrics

logger = Logger(service="claimwatch")
metrics = Metrics(namespace="Claimwatch", service="claimwatch")
