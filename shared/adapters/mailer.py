"""Mail through SES: one attempt a send, and every failure named by what it means."""

from __future__ import annotations

from email.message import EmailMessage
from typing import TYPE_CHECKING

from shared.adapters.provider import provider_errors

if TYPE_CHECKING:
    from mypy_boto3_sesv2.client import SESV2Client


class Mailer:
    """Sends finished messages."""

    def __init__(self, client: SESV2Client, configuration_set: str) -> None:
        """Send through ``client``, whose retries are off: a retry below us would be a repeat."""
        self._client = client
        self._options = {"ConfigurationSetName": configuration_set} if configuration_set else {}

    def send(self, message: EmailMessage, tags: dict[str, str]) -> None:
        """Hand one message to SES; returns when it was taken.

        Raises RefusedError when it certainly was not, UnsureError when nobody knows.
        """
        with provider_errors():
            self._client.send_email(
                FromEmailAddress=str(message["From"]),
                Destination={"ToAddresses": [str(message["To"])]},
                Content={"Raw": {"Data": message.as_bytes()}},
                EmailTags=[{"Name": name, "Value": value} for name, value in tags.items()],
                **self._options,  # type: ignore[arg-type]
            )
