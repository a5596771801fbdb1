"""Mail through SES: every failure named by what it means.

Only a mail that SES turned away for coming too fast is handed over again at once: it certainly was
not taken, and a crowd would otherwise wait for minutes over a matter of seconds. A mail that SES
turned away because it does not know the sender any more goes out in the name of another one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from time import sleep
from typing import TYPE_CHECKING

from shared.adapters.provider import TooFastError, provider_errors
from shared.domain.errors import RefusedError

if TYPE_CHECKING:
    from mypy_boto3_sesv2.client import SESV2Client

_PAUSES = (0.2, 0.4, 0.8, 1.6)
"""Seconds before each further try; together far less than what a lease has to spare."""
_SENDER_UNKNOWN = {"MessageRejected", "MailFromDomainNotVerifiedException"}
"""What SES answers when nobody vouches for the sender any more, among other things."""


@dataclass(frozen=True, slots=True)
class Instead:
    """Who is named as the sender when SES does not take the usual one."""

    sender: str
    told: Callable[[], None]
    """Called when a mail went out in this name: somebody has to know."""


class Mailer:
    """Sends finished messages."""

    def __init__(
        self,
        client: SESV2Client,
        configuration_set: str,
        pause: Callable[[float], None] = sleep,
        instead: Instead | None = None,
    ) -> None:
        """Send through ``client``, whose retries are off: a retry below us would be a repeat."""
        self._client, self._pause, self._instead = client, pause, instead
        self._options = {"ConfigurationSetName": configuration_set} if configuration_set else {}

    def send(self, message: EmailMessage, tags: dict[str, str]) -> None:
        """Hand one message to SES; returns when it was taken.

        Raises RefusedError when it certainly was not, UnsureError when nobody knows.
        """
        try:
            self._patiently(message, tags)
        except RefusedError as refused:
            if self._instead is None or str(refused) not in _SENDER_UNKNOWN:
                raise
            message.replace_header("From", f"Claim watch <{self._instead.sender}>")
            self._patiently(message, tags)
            self._instead.told()

    def _patiently(self, message: EmailMessage, tags: dict[str, str]) -> None:
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
