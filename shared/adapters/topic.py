"""The topic every reminder and outcome is published to, and text messages to phones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from shared.adapters.provider import provider_errors

if TYPE_CHECKING:
    from mypy_boto3_sns.client import SNSClient


_AT_ANY_HOUR: dict[str, Any] = {
    "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}
}
"""Promotional ones, which an account sends by default, wait for the morning in many countries."""


class Topic:
    """Publishes through SNS; failures as in ``Mailer``."""

    def __init__(self, client: SNSClient, arn: str) -> None:
        """Publish to the topic ``arn``."""
        self._client, self._arn = client, arn

    def publish(self, message: Mapping[str, Any], attributes: Mapping[str, str]) -> None:
        """Publish one message as JSON with string attributes for filtering.

        Who subscribed a phone or a mailbox gets its ``text``, the words for people.
        """
        whole = json.dumps(message, ensure_ascii=False)
        words = str(message.get("text") or whole)
        with provider_errors():
            self._client.publish(
                TopicArn=self._arn,
                MessageStructure="json",
                Message=json.dumps({"default": whole, "sms": words, "email": words}),
                MessageAttributes={
                    name: {"DataType": "String", "StringValue": value}
                    for name, value in attributes.items()
                    if value
                },
            )

    def text(self, phone: str, words: str) -> None:
        """Send a text message to a phone number in E.164 form."""
        with provider_errors():
            self._client.publish(PhoneNumber=phone, Message=words, MessageAttributes=_AT_ANY_HOUR)
