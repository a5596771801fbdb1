"""The logger and the metrics every function shares."""

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import Metrics

NAMESPACE = "Claimwatch"
logger = Logger(service="claimwatch")
metrics = Metrics(namespace=NAMESPACE, service="claimwatch")
