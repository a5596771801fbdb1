"""An AWS inside this process, for trying claimwatch without an account: moto, and what it captured.

The table is made from template.yaml, so that a key changed there is changed here.
"""

import json
import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string
from email.message import Message
from typing import Any

import boto3
import yaml
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends
from moto.sns.models import sns_backends

from claimwatch.home import HOME
from shared import wiring
from shared.observability import logger

REGION = "eu-central-1"
SENDER = "claimwatch@example.com"
_TEMPLATE = HOME / "template.yaml"
_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "embedded",
    "AWS_SECRET_ACCESS_KEY": "embedded",
    "AWS_DEFAULT_REGION": REGION,
    "POWERTOOLS_METRICS_DISABLED": "true",
    "CASES_AT_ONCE": "1",  # nothing here is far away, and a replay says the same every time
    "CONFIGURATION_SET": "embedded",
    "SENDER": SENDER,
    "STACK_NAME": "claimwatch",
    "TABLE_NAME": "cases",
    "LINK_SECRET_ARN": "links",
}
_LINK_KEY = "embedded, so that the same claims give the same links"
_SIMULATED: dict[str, dict[str, Any]] = {
    "bounce@simulator.amazonses.com": {
        "eventType": "Bounce",
        "bounce": {"bounceType": "Permanent"},
    },
    "complaint@simulator.amazonses.com": {"eventType": "Complaint"},
    "suppressionlist@simulator.amazonses.com": {
        "eventType": "Bounce",
        "bounce": {"bounceType": "Permanent"},
    },
}
"""https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html"""
_DROPPED = ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_SESSION_TOKEN")


class Aws:
    """The parts of the embedded AWS that a runner looks at from outside."""

    def __init__(self) -> None:
        """Make table, queues, topic and sender, and point the functions' environment at them."""
        self.dynamodb = boto3.client("dynamodb")
        self.sqs, sns = boto3.client("sqs"), boto3.client("sns")
        self.dynamodb.create_table(TableName="cases", **table_properties())
        self.claim_events = self.sqs.create_queue(QueueName="claim-events")["QueueUrl"]
        self.reminders = self.sqs.create_queue(QueueName="reminders")["QueueUrl"]
        self.quarantine = self.sqs.create_queue(QueueName="quarantine")["QueueUrl"]
        self._published = self.sqs.create_queue(QueueName="published")["QueueUrl"]
        topic = sns.create_topic(Name="reminders")["TopicArn"]
        arn = self.sqs.get_queue_attributes(QueueUrl=self._published, AttributeNames=["QueueArn"])
        sns.subscribe(
            TopicArn=topic, Protocol="sqs", Endpoint=arn["Attributes"]["QueueArn"],
            Attributes={"RawMessageDelivery": "true"},
        )  # fmt: skip
        mail = boto3.client("sesv2")
        mail.create_email_identity(EmailIdentity=SENDER)
        mail.create_configuration_set(ConfigurationSetName="embedded")
        os.environ["CLAIM_EVENTS_QUEUE_URL"] = self.claim_events
        os.environ["REMINDERS_QUEUE_URL"] = self.reminders
        os.environ["QUARANTINE_QUEUE_URL"] = self.quarantine
        os.environ["TOPIC_ARN"] = topic
        os.environ["ALARMS_TOPIC_ARN"] = sns.create_topic(Name="alarms")["TopicArn"]
        boto3.client("secretsmanager").create_secret(Name="links", SecretString=_LINK_KEY)
        self._mails_read = self._texts_read = self._reported = 0

    def drain(self, queue: str) -> Iterator[dict[str, Any]]:
        """Yield the messages of a queue until it is empty, taking each away."""
        while True:
            answer = self.sqs.receive_message(
                QueueUrl=queue, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
            )
            if not answer.get("Messages"):
                return
            for message in answer["Messages"]:
                self.sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
                yield dict(message)

    def mails(self) -> list[bytes]:
        """Return the mails sent since the last look, as they went out."""
        sent = ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages
        fresh = [message.raw_data.encode() for message in sent[self._mails_read :]]
        self._mails_read = len(sent)
        return fresh

    def reports(self) -> list[str]:
        """Return what SES would report of the mails sent since the last look.

        Every mail arrives at once, but for the addresses of SES's own mailbox simulator.
        """
        sent = ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages
        fresh, self._reported = sent[self._reported :], len(sent)
        return [_report(message_from_string(message.raw_data)) for message in fresh]

    def texts(self) -> list[tuple[str, str]]:
        """Return phone and words of the text messages sent since the last look."""
        sent = list(sns_backends[DEFAULT_ACCOUNT_ID][REGION].sms_messages.values())
        fresh, self._texts_read = sent[self._texts_read :], len(sent)
        return fresh

    def published(self) -> list[dict[str, Any]]:
        """Return what was published on the topic since the last look, attributes included."""
        return [
            {
                **json.loads(message["Body"]),
                "attributes": {
                    name: value["StringValue"]
                    for name, value in message.get("MessageAttributes", {}).items()
                },
            }
            for message in self.drain(self._published)
        ]


@contextmanager
def embedded_aws(web_url: str = "") -> Iterator[Aws]:
    """Run the functions' code against an AWS inside this process, and leave no trace of it.

    ``web_url``: where somebody serves the pages, so that mails have links; empty for nowhere.
    """
    before = dict(os.environ)
    os.environ.update({**_ENVIRONMENT, "WEB_URL": web_url})
    for name in _DROPPED:
        os.environ.pop(name, None)
    level = logger.log_level
    logger.setLevel(logging.CRITICAL)  # what happened is told by what came out
    try:
        with warnings.catch_warnings(), mock_aws():
            warnings.filterwarnings("ignore", message="No application metrics to publish")
            wiring.services.cache_clear()
            yield Aws()
    finally:
        logger.setLevel(level)
        wiring.services.cache_clear()
        wiring.use_clock(None)
        os.environ.clear()
        os.environ.update(before)


def _report(mail: Message) -> str:
    to = str(mail["To"])
    what = _SIMULATED.get(to.lower(), {"eventType": "Delivery"})
    headers = [{"name": name, "value": str(value)} for name, value in mail.items()]
    return json.dumps({**what, "mail": {"destination": [to], "headers": headers}})


class _Template(yaml.SafeLoader):
    """Reads a SAM template; what !Ref and its kin would yield is not needed here."""


_Template.add_multi_constructor("!", lambda _loader, _tag, _node: None)


def table_properties() -> dict[str, Any]:
    """Return keys, indexes and billing of the table, as the template has them."""
    template = _Template(_TEMPLATE.read_text(encoding="utf-8")).get_single_data()
    properties = template["Resources"]["CasesTable"]["Properties"]
    names = ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "BillingMode")
    return {name: properties[name] for name in names}
