"""Mail through SES: every failure named by what it means.

Only a mail that SES turned away for coming too fast is handed over again at once: it certainly was
not taken, and a crowd would otherwise wait for minutes over a matter of seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from time import sleep
from typing import TYPE_CHECKING

from shared.adapters.provider import TooFastError, provider_errors

if TYPE_CHECKING:
    from mypy_boto3_sesv2.client import SESV2Client

_PAUSES = (0.2, 0.4, 0.8, 1.6)
"""Seconds before each further try; together far less than what a lease has to spare."""


class Mailer:
    """Sends finished messages."""

    def __init__(
        self,
        client: SESV2Client,
        configuration_set: str,
        pause: Callable[[float], None] = sleep,
    ) -> None:
        """Send through ``client``, whose retries are off: a retry below us would be a repeat."""
        self._client, self._pause = client, pause
        self._options = {"ConfigurationSetName": configuration_set} if configuration_set else {}

    def send(self, message: EmailMessage, tags: dict[str, str]) -> None:
        """Hand one message to SES; returns when it was taken.

        Raises RefusedError when it certainly was not, UnsureError when nobody knows.
        """
        for pause in _PAUSES:
            try:
                return self._send(message, tags)
            except TooFastError:
                self._pause(pause)
        return self._send(message, tags)

    def _send(self, message: EmailMessage, tags: dict[str, str]) -> None:
        with provider_errors():
            self._client.send_email(
                FromEmailAddress=str(message["From"]),
                Destination={"ToAddresses": [str(message["To"])]},
                Content={"Raw": {"Data": message.as_bytes()}},
                EmailTags=[{"Name": name, "Value": value} for name, value in tags.items()],
                **self._options,  # type: ignore[arg-type]
            )
