"""From the bytes of a mail to claim events, refusals and what is no claim."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo

from shared.domain.accounts import Account
from shared.domain.errors import InputError
from shared.domain.rules import Pack, Store
from shared.intake.findings import Finding, Found, Refused, SetAside
from shared.intake.mails.facts import before_message, naming, the_order
from shared.intake.mails.forwards import forwarded, own_words, undated
from shared.intake.mails.letters import Letter, Opened, open_mail
from shared.intake.mails.notices import Notice, UnreadableError, tellings
from shared.intake.mails.text import MailError, fold, sentences
from shared.intake.mails.topics import Topic, amazon_senders, topic_of
from shared.intake.mails.traces import trace_in
from shared.intake.mails.voices import above_buyers, beside_buyers, is_amazons
from shared.messages import read_message

_MOST_LETTERS = 20
_MOST_COMPARED = 100_000
"""Characters of a letter in which wording is looked for; Amazon's have about five thousand."""
_WHAT: Mapping[Topic, str] = {
    "atoz": "A-to-z claim",
    "safet": "SAFE-T claim",
    "chargeback": "chargeback",
    "return": "return request",
    "refund": "refund",
    "message": "message of a buyer",
    "reply": "copy of your own message",
    "cancellation": "cancellation request",
}
_TYPE_IN_LINK = re.compile(
    rb"(?:communicationName|[?&;]nt|customAttribute1Value)=(?:3D)?([A-Z][A-Z0-9_]{5,60})"
)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every letter of a mail is read with."""

    account: Account
    pack: Pack
    verified: bool
    source: str
    amazon: re.Pattern[str]
    raw: bytes


def read_mail(
    raw: bytes, account: Account, pack: Pack, *, verified: bool, source: str = "mail"
) -> list[Finding]:
    """Return what a mail tells; never empty, never an exception for what stands in the mail.

    ``verified`` is the verdict on the mail as it came (`shared.intake.trust`). The mail's own Date,
    or that of the mail it forwards, is when it happened. Found: a queue message. Refused: it looks
    like a claim and cannot be read, somebody has to look. SetAside: it is no claim.
    """
    try:
        opened = open_mail(raw)
    except MailError as wrong:
        return [unopened(raw, str(wrong))]
    desk = _Desk(
        account,
        pack,
        verified and opened.senders == 1,
        source,
        amazon_senders(pack.stores.values()),
        raw,
    )
    found: list[Finding] = []
    for letter in _letters(opened, desk):
        if len(found) >= _MOST_LETTERS:
            found.append(
                Refused("mail", f"more than {_MOST_LETTERS} mails in it; send the rest alone")
            )
            break
        found.extend(_read(letter, desk))
    if opened.outlook and not any(isinstance(each, Found) for each in found):
        found = [Refused("attachment", "an Outlook .msg file; forward the mail inline or as .eml")]
    return found


def _letters(opened: Opened, desk: _Desk) -> Iterator[Letter]:
    """Yield the mail itself, or those it passes on.

    Amazon passes nothing on: what looks like it in a mail of theirs is a buyer's doing.
    """
    letter = opened.letter
    if letter.type or desk.amazon.fullmatch(letter.sender):
        yield replace(letter, text=own_words(letter.text))
    elif opened.attached:
        for each in opened.attached:
            for inner in _letters(each, desk):
                yield replace(inner, forwarded=True)
    elif inner_letter := forwarded(letter, opened.offset, desk.amazon, _clocks(desk.account)):
        yield replace(inner_letter, type=_type_in_links(inner_letter, desk))
    else:
        yield undated(letter)


def _clocks(account: Account) -> list[tzinfo]:
    """Return the zones by which somebody of an account may have printed a time."""
    return list(dict.fromkeys(contact.zone for contact in account.contacts))


def _type_in_links(letter: Letter, desk: _Desk) -> str:
    """Return the type that Amazon's links repeat; a buyer can write links, so not from buyers."""
    if not desk.amazon.fullmatch(letter.sender) or letter.domain.startswith("marketplace."):
        return ""
    found = {
        each.decode("ascii") for each in _TYPE_IN_LINK.findall(desk.raw.replace(b"=\r\n", b""))
    }
    return found.pop() if len(found) == 1 else ""


def _read(letter: Letter, desk: _Desk) -> list[Finding]:
    from_amazon = bool(desk.amazon.fullmatch(letter.sender))
    subject, body = fold(letter.subject), fold(letter.text[:_MOST_COMPARED])
    trusted = from_amazon or bool(letter.type) or (letter.forwarded and not letter.sender)
    topic = topic_of(letter, subject, above_buyers(body), from_amazon=trusted)
    if topic is None:
        return _unrecognised(letter, subject, body, desk, trusted=trusted)
    if topic == "aside":
        return [SetAside("mail", "Amazon says that it is something else")]
    order_id, missing = _order(topic, subject, body)
    if not missing:
        try:
            return _findings(letter, topic, order_id, (subject, body), desk)
        except (UnreadableError, InputError) as wrong:
            missing = str(wrong)
    elif not trusted:
        return _unrecognised(letter, subject, body, desk, trusted=False)
    elif topic == "reply":
        return [SetAside("mail", "a copy of your own message that names no order")]
    return [_refused(letter, f"{_WHAT[topic]}: {missing}", subject, body)]


def _order(topic: Topic, subject: str, body: str) -> tuple[str, str]:
    """Return the order id, or why there is none; a buyer's words count only where none is above."""
    if topic == "message":
        return the_order(subject, before_message(body))
    found = the_order(subject, above_buyers(body))
    return found if found[0] else the_order(subject, body)


def _unrecognised(
    letter: Letter, subject: str, body: str, desk: _Desk, *, trusted: bool
) -> list[Finding]:
    """Set a mail aside, unless it bears traces of a notice or was too long to be read whole."""
    # of a mail attached in base64 the bytes as they came show nothing
    opened = letter.text[:_MOST_COMPARED].encode("utf-8", "replace")
    if trace := trace_in(desk.raw + b"\n" + opened, subject, body):
        return [_refused(letter, f"not recognised, but there is {trace} in it", subject, body)]
    if trusted and len(letter.text) > _MOST_COMPARED:
        reason = f"only its first {_MOST_COMPARED:,} characters were read"
        return [_refused(letter, reason, subject, body)]
    return [SetAside("mail", "no claim, return, refund or message of a buyer")]


def _findings(
    letter: Letter, topic: Topic, order_id: str, texts: tuple[str, str], desk: _Desk
) -> list[Finding]:
    home = desk.pack.store(desk.account.store)
    store = _store(letter, desk)
    if letter.at is None:
        raise UnreadableError("it does not say when it was sent, so no deadline can be counted")
    if store is not home and not desk.verified:
        raise UnreadableError(
            f"it is about {store.name}, account {desk.account.slug} sells on {home.name}"
        )
    subject, body = texts
    own = [part for part in sentences(above_buyers(body)) if is_amazons(part)]
    asking = [part for part in sentences(beside_buyers(body)) if is_amazons(part)]
    notice = Notice(letter.at, subject, body, own, asking, store, letter, order_id, topic)
    found: list[Finding] = []
    for telling in tellings(notice):
        message = {
            "schema": 1,
            **telling,
            "account": desk.account.slug,
            "order_id": order_id,
            **({"store": store.code} if store is not home else {}),
            "source": desk.source,
            "verified": desk.verified,
        }
        found.append(Found(read_message(json.dumps(message, ensure_ascii=False))))
    return found


def _store(letter: Letter, desk: _Desk) -> Store:
    """Return the store a letter is about: of its header, else of the sender's domain.

    ``amazon.com`` writes for every store. Raises UnreadableError when only the domain names another
    store: it does not say whose order it is.
    """
    home = desk.pack.store(desk.account.store)
    by_id = {store.marketplace_id: store for store in desk.pack.stores.values()}
    if letter.marketplace in by_id:
        return by_id[letter.marketplace]
    domain = letter.domain.removeprefix("marketplace.")
    other = next((store for store in by_id.values() if store.domain == domain), home)
    if domain not in (home.domain, "amazon.com") and other is not home:
        raise UnreadableError(
            f"the sender is of {other.name}, account {desk.account.slug} sells on {home.name}, "
            "and no X-Marketplace-ID says which store it is about"
        )
    return home


def unopened(raw: bytes, reason: str) -> Refused:
    """Refuse a mail that was not opened; its headers may still name the order."""
    return Refused("mail", *naming(reason, raw[:_MOST_COMPARED].decode("ascii", "replace")))


def _refused(letter: Letter, reason: str, subject: str, body: str) -> Refused:
    where = "forwarded mail" if letter.forwarded else "mail"
    return Refused(where, *naming(reason, f"{subject}\n{body}"))
