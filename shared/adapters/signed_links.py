"""Links that are their own key: what one allows is signed into it, until when, by a live secret."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError
from itsdangerous import BadData, URLSafeSerializer
from itsdangerous.encoding import base64_decode, base64_encode

from shared.domain.errors import ClaimwatchError
from shared.domain.plan import Slot

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager.client import SecretsManagerClient

    from shared.domain.accounts import Contact
    from shared.domain.case import Case
    from shared.domain.rounds import Round

EVERY_ACCOUNT = "*"
"""In place of an account: a board of all of them. No account can be named so."""
AFTER_THE_CUT_OFF = timedelta(days=7)
"""How long a button still works when it is too late: for whoever records it afterwards."""
A_PAGE, A_STOP = timedelta(days=30), timedelta(days=180)
"""How long the page of a case opens, and how long a mail can be used to end the mails."""
_FRESH, _AT_MOST_EVERY = timedelta(minutes=10), timedelta(minutes=1)
"""How long keys that were read are believed, and how soon they are asked for again at most."""
_LONGEST = 1000
_SALT = "claimwatch.link"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a link allows: one thing, of one account, until one moment."""

    purpose: str
    account: str
    until: int
    """Seconds since 1970, UTC; from then on the link has expired."""
    order: str = ""
    obligation: str = ""
    round: int = 0
    contact: str = ""
    """Whose link it is, by ``contact_mark``."""
    once: str = ""
    """Tells two links to the same thing apart: a link is used once, another one is another use."""


class ForgedLinkError(ClaimwatchError):
    """A link nobody here has signed, or that has been changed since; it is not repeated."""

    def __init__(self) -> None:
        """Say no more than that."""
        super().__init__("this link is not one of ours")


class ExpiredLinkError(ClaimwatchError):
    """A link whose time is over."""


class NoKeysError(ClaimwatchError):
    """The keys of the links cannot be read, and none are known from before."""


class LinkKeys:
    """The live keys: the first of the secret in force signs, all others open what they signed.

    A secret holds one key, or several, a line each; the secret before it counts as well. Keys once
    read are used for as long as they cannot be read anew, and what failed is not asked for again at
    once: a mail must not wait for its links.
    """

    def __init__(
        self,
        client: SecretsManagerClient,
        secret: str,
        now: Callable[[], datetime],
        missing: Callable[[Exception], None] = lambda _: None,
    ) -> None:
        """Read the two live versions of ``secret``, an ARN or a name.

        ``missing`` is told when they cannot be read.
        """
        self._client, self._secret, self._now, self._missing = client, secret, now, missing
        self._keys: list[str] = []
        self._asked: datetime | None = None
        self._ask_after, self._why = _FRESH, ""

    def read(self) -> Sequence[str]:
        """Return the live keys, the one that signs last; raises NoKeysError."""
        if self._asked is None or self._now() - self._asked >= self._ask_after:
            self._refresh()
        if not self._keys:
            raise NoKeysError(f"the keys of the links cannot be read: {self._why}")
        return self._keys

    def read_again(self) -> Sequence[str]:
        """Return the keys for a signature that none of them made: it may be of a newer one.

        Strangers can ask for this as often as they like, so AWS is asked once a minute at most.
        """
        if self._asked is None or self._now() - self._asked >= _AT_MOST_EVERY:
            self._refresh()
        return self._keys

    def _refresh(self) -> None:
        self._asked = self._now()
        try:
            self._keys = [*self._before(), *self._version("AWSCURRENT")]
            self._ask_after = _FRESH
        except (BotoCoreError, ClientError) as wrong:
            self._ask_after, self._why = _AT_MOST_EVERY, str(wrong)
            self._missing(wrong)

    def _before(self) -> list[str]:
        try:
            return self._version("AWSPREVIOUS")
        except self._client.exceptions.ResourceNotFoundException:  # never been changed
            return []

    def _version(self, stage: str) -> list[str]:
        answer = self._client.get_secret_value(SecretId=self._secret, VersionStage=stage)
        return str(answer["SecretString"]).split()[::-1]


@dataclass(frozen=True, slots=True)
class Seal:
    """Signs grants and reads them back."""

    keys: Callable[[], Sequence[str]]
    """The live keys, the one that signs last."""
    now: Callable[[], datetime]
    keys_again: Callable[[], Sequence[str]] | None = None
    """The keys, read anew where that was not done a moment ago."""

    def sign(self, grant: Grant) -> str:
        """Return the token of a grant: letters, digits, hyphens, underscores and dots."""
        told = list(astuple(grant))
        while not told[-1]:  # what is not said takes no room; a board has a link a line
            told.pop()
        return str(_serializer(self.keys()).dumps(told))

    def open(self, token: str) -> Grant:
        """Return what a token grants; raises ForgedLinkError or ExpiredLinkError."""
        if not _as_written(token):
            raise ForgedLinkError
        grant = self._read(token, self.keys()) or (
            self._read(token, self.keys_again()) if self.keys_again else None
        )
        if grant is None:
            raise ForgedLinkError
        if grant.until <= self.now().timestamp():
            raise ExpiredLinkError(grant.purpose)
        return grant

    def until(self, length: timedelta, after: datetime | None = None) -> int:
        """Return when a link ends that lives for ``length`` from now, or after a later moment."""
        begin = max(self.now(), after) if after else self.now()
        return int((begin + length).timestamp())

    @staticmethod
    def _read(token: str, keys: Sequence[str]) -> Grant | None:
        try:
            return Grant(*_serializer(keys).loads(token))
        except (BadData, TypeError):
            return None


def _serializer(keys: Sequence[str]) -> URLSafeSerializer:
    return URLSafeSerializer(
        list(keys),
        salt=_SALT,
        signer_kwargs={"key_derivation": "hmac", "digest_method": sha256},
    )


@dataclass(frozen=True, slots=True)
class AccountLinks:
    """The links of one account's mails; opening one never changes anything by itself."""

    url: str
    """Of the web page, without a slash at its end."""
    account: str
    seal: Seal

    def verb(self, name: str, of: Slot | Round) -> str:
        """Return the page on which the reader of a slot says something about its obligation."""
        slot, each = (of, of.of) if isinstance(of, Slot) else (None, of)
        if each is None:
            raise ValueError("a slot that is about no round has nothing to be said about")
        contact = slot.contact if slot else None
        return self._link(
            "say",
            Grant(
                name,
                self.account,
                self.seal.until(AFTER_THE_CUT_OFF, each.deadline.missed_after),
                str(each.openings[0].event.body["order_id"]),
                each.obligation,
                each.number,
                contact_mark(contact) if contact else "",
                slot.id.partition(":email:")[0] if slot else "",
            ),
        )

    def page(self, case: Case) -> str:
        """Return the page that shows everything about a case."""
        order = str(case.events[0].body["order_id"])
        return self._link("case", Grant("case", self.account, self.seal.until(A_PAGE), order))

    def unsubscribe(self, contact: Contact) -> str:
        """Return the page that ends the mails to a contact; a POST to it does so in one click."""
        until, mark = self.seal.until(A_STOP), contact_mark(contact)
        return self._link("stop", Grant("stop", self.account, until, contact=mark))

    def _link(self, kind: str, grant: Grant) -> str:
        return f"{self.url}/{kind}/{self.seal.sign(grant)}"


@dataclass(frozen=True, slots=True)
class SignedLinks:
    """Where the web page is, and what signs the links to it."""

    url: str
    seal: Seal

    def of(self, account: str) -> AccountLinks | None:
        """Return the links of one account, None while nothing can be signed."""
        try:
            self.seal.keys()
        except NoKeysError:
            return None
        return AccountLinks(self.url.rstrip("/"), account, self.seal)

    def board(self, account: str, length: timedelta) -> str:
        """Return the board of an account, or of ``EVERY_ACCOUNT``, that opens for ``length``."""
        grant = Grant("board", account, self.seal.until(length))
        return f"{self.url.rstrip('/')}/board/{self.seal.sign(grant)}"


def contact_mark(contact: Contact) -> str:
    """Return what names a contact in a link, which passes through many hands."""
    return sha256(contact.key.encode()).hexdigest()[:12]


def _as_written(token: str) -> bool:
    """Say whether a token is spelt as we spell it: base64 has several ways to write one signature.

    Otherwise one link could be used as often as its last letter can be changed.
    """
    signature = token.rpartition(".")[2]
    if len(token) > _LONGEST or not token.isascii():
        return False
    try:
        return base64_encode(base64_decode(signature)).decode() == signature
    except BadData:
        return False
