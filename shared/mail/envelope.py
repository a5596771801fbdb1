"""Headers and MIME: everything of a message but its words; the same input gives the same bytes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from shared.mail.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a message's headers are made of."""

    sender: str
    to: str
    subject: str
    account: str
    about: str
    """The order, or what else the message is about."""
    slots: tuple[str, ...]
    """Ids of the slots the message serves, or what else makes it the only one of its kind."""
    mark: str
    """Obligation and rung, or the kind of notice."""
    ref: str
    """What names the message to people."""
    language: str = "en"
    urgent: bool = False
    programmes: tuple[str, ...] = ()
    """Those of the claims the message is about."""
    reply_to: str = ""
    """A person: nobody reads what reaches the sender."""
    unsubscribe: str = ""
    """Where one click ends these mails."""

    @property
    def roots(self) -> tuple[str, ...]:
        """The threads the message belongs to: its claims, then its tracks, or the order's own."""
        tracks = {slot.partition(".")[0] for slot in self.slots}
        names = sorted((name for name in tracks if name.isdecimal()), key=int)
        claims = [f"claim {programme}" for programme in sorted(set(self.programmes))]
        return tuple(
            self._id(f"ob-{self._digest('root', name)[:24]}")
            for name in [*claims, *names] or ["order"]
        )

    @property
    def message_id(self) -> str:
        """Derived from the slots, so that a repeated send is the same message."""
        return self._id(self._digest("message", *sorted(self.slots))[:32])

    def boundary(self, part: str) -> str:
        """Return what parts the body; never met in one: quoted-printable has no ``=_``."""
        return f"=_claimwatch_{self._digest(part, *sorted(self.slots))[:24]}"

    def _id(self, left: str) -> str:
        domain = self.sender.rpartition("@")[2]
        known = domain.isascii() and domain.replace("-", "").replace(".", "").isalnum()
        return f"<{left}@{domain if known else 'claimwatch.invalid'}>"

    def _digest(self, *parts: str) -> str:
        whole = "|".join((self.account, self.about, *parts))
        return sha256(whole.encode()).hexdigest()


def sealed(
    envelope: Envelope, now: datetime, text: str, html: str = "", calendar: Calendar | None = None
) -> EmailMessage:
    """Return the finished message; raises ValueError for a header that would break out."""
    message = EmailMessage(SMTP)
    for name, value in _headers(envelope, now).items():
        if any(char in value for char in "\r\n\0"):
            raise ValueError(f"a line break or NUL in the header {name}")
        message[name] = value
    message.set_content(text, cte="quoted-printable")
    if html:
        message.add_alternative(html, subtype="html", cte="quoted-printable")
        message.set_boundary(envelope.boundary("boundary"))
    if calendar is not None:
        message.add_attachment(
            calendar.text,
            subtype="calendar",
            cte="quoted-printable",
            params={"method": calendar.method},
            filename="deadline.ics",
        )
        message.set_boundary(envelope.boundary("mixed"))
    message["Content-Language"] = envelope.language  # last: setting content drops such headers
    return message


def _headers(envelope: Envelope, now: datetime) -> dict[str, str]:
    headers = {
        "From": f"Claim watch <{envelope.sender}>",
        "To": envelope.to,
        "Subject": envelope.subject,
        "Date": format_datetime(now.astimezone(UTC).replace(microsecond=0)),
        "Message-ID": envelope.message_id,
        "In-Reply-To": envelope.roots[-1],
        "References": " ".join(envelope.roots),
        "List-Id": f"<{envelope.account}.claimwatch>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "X-Claimwatch": f"{envelope.mark} ref={envelope.ref} v=1",
    }
    if envelope.reply_to:
        headers["Reply-To"] = envelope.reply_to
    if envelope.unsubscribe:
        headers["List-Unsubscribe"] = f"<{envelope.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if envelope.urgent:
        headers["Importance"] = "high"
    return headers
