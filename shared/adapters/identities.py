"""SES's identities: addresses and domains of which it is proved that they are ours.

An account has one of each name in a region, whoever made it. So one that is there is used as it is,
one that is missing is made, and none is ever taken away.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_sesv2.client import SESV2Client
    from mypy_boto3_sesv2.type_defs import GetEmailIdentityResponseTypeDef

_BOUNCES = "bounce"
"""The name below the domain under which SES takes what comes back: for SPF, who sent the mail."""


@dataclass(frozen=True, slots=True)
class Identity:
    """One identity as SES has it."""

    name: str
    verified: bool
    records: tuple[str, ...] = ()
    """The DNS records that prove a domain and let mailboxes believe its mail."""


class Identities:
    """Looks identities up, and makes them."""

    def __init__(self, client: SESV2Client, region: str) -> None:
        """Ask ``client``, in the region it is of."""
        self._client, self._region = client, region

    def find(self, name: str) -> Identity | None:
        """Return an identity; None when nobody made it yet."""
        try:
            found = self._client.get_email_identity(EmailIdentity=name)
        except self._client.exceptions.NotFoundException:
            return None
        return Identity(name, found["VerifiedForSendingStatus"], tuple(self._records(name, found)))

    def ensure(self, name: str, *, bounces: bool = False) -> Identity:
        """Return an identity, made here where there was none; AWS then mails an address its link.

        ``bounces`` gives a domain that has none a name of its own for what comes back.
        """
        if self.find(name) is None:
            with suppress(self._client.exceptions.AlreadyExistsException):  # made this moment
                self._client.create_email_identity(EmailIdentity=name)
        if bounces and not self._bounces_to(name):
            self._client.put_email_identity_mail_from_attributes(
                EmailIdentity=name,
                MailFromDomain=f"{_BOUNCES}.{name}",
                BehaviorOnMxFailure="USE_DEFAULT_VALUE",
            )
        return self.find(name) or Identity(name, verified=False)

    def _bounces_to(self, name: str) -> str:
        found = self._client.get_email_identity(EmailIdentity=name)
        return found.get("MailFromAttributes", {}).get("MailFromDomain", "")

    def _records(self, name: str, found: GetEmailIdentityResponseTypeDef) -> list[str]:
        tokens = found.get("DkimAttributes", {}).get("Tokens", [])
        bounces = found.get("MailFromAttributes", {}).get("MailFromDomain", "")
        if "@" in name:
            return []
        records = [f"CNAME {each}._domainkey.{name} {each}.dkim.amazonses.com" for each in tokens]
        if bounces:
            records += [
                f"MX {bounces} 10 feedback-smtp.{self._region}.amazonses.com",
                f'TXT {bounces} "v=spf1 include:amazonses.com ~all"',
                f'TXT _dmarc.{name} "v=DMARC1; p=none" (unless it has one)',
            ]
        return records
