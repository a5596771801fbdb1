"""Read account settings: a table of accounts.toml becomes an Account, or an error that names it."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.domain.accounts import Account, Contact, QuietHours
from shared.domain.errors import InputError
from shared.domain.instants import midnight, parse_moment
from shared.domain.ladder import RUNGS
from shared.domain.rules import Pack

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
CHANNELS = ("email", "sms")
_ACCOUNT = {
    "account", "store", "time_zone", "language", "quiet_hours", "channels",
    "ladder", "watch", "orders_60d", "topic", "contacts",
}  # fmt: skip
_CONTACT = {
    "name", "email", "phone", "order", "breakthrough",
    "time_zone", "language", "quiet_hours", "channels", "away_until",
}  # fmt: skip
_LONGEST = 200
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_EMAIL = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\"]+")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_QUIET = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


def read_account(settings: object, pack: Pack) -> Account:
    """Check the settings of one account; raises InputError naming account and field."""
    if not isinstance(settings, Mapping):
        raise InputError("accounts", f"{settings!r} is not a table")
    slug = settings.get("account")
    if not isinstance(slug, str) or not _SLUG.fullmatch(slug):
        raise InputError("account", f"{slug!r} is not a name like blue-kettle")
    try:
        return _read(slug, settings, pack)
    except InputError as wrong:
        raise InputError(f"account {slug}", str(wrong)) from None


def _read(slug: str, settings: Mapping[str, Any], pack: Pack) -> Account:
    _no_others("account", settings, _ACCOUNT)
    store = pack.store(_text("store", settings.get("store")))
    tables = settings.get("contacts")
    if not isinstance(tables, list) or not tables:
        raise InputError("contacts", "at least one is needed, or nobody would be reminded")
    contacts = tuple(_contact(index, table, settings) for index, table in enumerate(tables))
    if len({contact.key.lower() for contact in contacts}) < len(contacts):
        raise InputError("contacts", "the same address is listed twice")
    return Account(
        slug=slug,
        store=store.code,
        contacts=tuple(sorted(contacts, key=lambda contact: contact.order)),
        ladder=_ladder(settings.get("ladder")),
        watch=_watch(settings.get("watch"), pack),
        orders_60d=_orders(settings.get("orders_60d")),
        topic=_yes_or_no("topic", settings.get("topic", True)),
        source=dict(settings),
    )


def _contact(index: int, table: object, account: Mapping[str, Any]) -> Contact:
    where = f"contacts[{index}]"
    if not isinstance(table, Mapping):
        raise InputError(where, "must be a table with name, email and order")
    _no_others(where, table, _CONTACT)
    merged = {**account, **table}
    zone = _zone(f"{where}.time_zone", merged.get("time_zone"))
    language = merged.get("language", "en")
    if language not in LANGUAGES:
        raise InputError(f"{where}.language", f"{language!r}: use one of {', '.join(LANGUAGES)}")
    order = table.get("order", index + 1)
    if isinstance(order, bool) or not isinstance(order, int):
        raise InputError(f"{where}.order", f"{order!r} is not a whole number")
    contact = Contact(
        name=_text(f"{where}.name", table.get("name", "")),
        order=order,
        zone=zone,
        language=language,
        quiet=_quiet(f"{where}.quiet_hours", merged.get("quiet_hours", ""), zone),
        email=_matching(f"{where}.email", table.get("email", ""), _EMAIL, "an address"),
        phone=_matching(f"{where}.phone", table.get("phone", ""), _PHONE, "like +12065550100"),
        channels=_channels(f"{where}.channels", merged.get("channels", ["email"])),
        breakthrough=_yes_or_no(f"{where}.breakthrough", table.get("breakthrough", False)),
        away_until=_away(f"{where}.away_until", table.get("away_until"), zone),
    )
    for channel in contact.channels:
        if not contact.address(channel):
            raise InputError(where, f"has no address for channel {channel}")
    if contact.breakthrough and not contact.phone:
        raise InputError(f"{where}.phone", "is needed for breakthrough = true")
    return contact


def _no_others(where: str, table: Mapping[str, Any], known: set[str]) -> None:
    for name in table:
        if name not in known:
            raise InputError(f"{where}.{name}", f"unknown; known are {', '.join(sorted(known))}")


def _text(where: str, value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST or not value.isprintable():
        raise InputError(where, f"{value!r} is not a line of text")
    return value


def _yes_or_no(where: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise InputError(where, "must be true or false")
    return value


def _matching(where: str, value: object, form: re.Pattern[str], what: str) -> str:
    text = _text(where, value)
    if text and not form.fullmatch(text):
        raise InputError(where, f"{text!r} is not {what}")
    return text


def _zone(where: str, name: object) -> ZoneInfo:
    try:
        return ZoneInfo(_text(where, name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(where, f"unknown zone {name!r}; use one like Asia/Taipei") from None


def _quiet(where: str, value: object, zone: ZoneInfo) -> QuietHours | None:
    if value == "":
        return None
    found = _QUIET.fullmatch(_text(where, value))
    if found is None or value[:5] == value[6:]:  # type: ignore[index]
        raise InputError(where, f'{value!r} is not like "23:00-07:30", or "" for none')
    hours = [int(part) for part in found.groups()]
    return QuietHours(time(hours[0], hours[1]), time(hours[2], hours[3]), zone)


def _away(where: str, value: object, zone: ZoneInfo) -> datetime | None:
    """Read the first day on which a contact is back, as its midnight in the contact's zone."""
    if value is None:
        return None
    day = parse_moment(where, value) if isinstance(value, str) else value
    if isinstance(day, datetime) or not isinstance(day, date):
        raise InputError(where, f"{value!r} is not a date like 2026-08-01, the first day back")
    return midnight(day, zone)


def _channels(where: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or any(name not in CHANNELS for name in value):
        raise InputError(where, f"{value!r}: use one or more of {', '.join(CHANNELS)}")
    return tuple(dict.fromkeys(value))


def _ladder(value: object) -> tuple[str, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not all(
        isinstance(name, str) and name in RUNGS for name in value
    ):
        raise InputError("ladder", f"{value!r}: use rungs of {', '.join(RUNGS)}")
    return tuple(sorted(dict.fromkeys(value), key=lambda name: -RUNGS[name]))


def _watch(value: object, pack: Pack) -> tuple[str, ...]:
    if value is None:
        return ("*",)
    if not isinstance(value, list) or not value or not all(isinstance(x, str) for x in value):
        raise InputError("watch", f'{value!r} is not a list like ["atoz.*", "safet.*"]')
    account = Account("", "", (), watch=tuple(value))
    for pattern in value:
        if not any(Account("", "", (), watch=(pattern,)).watches(n) for n in pack.obligations):
            raise InputError("watch", f"{pattern!r} matches no obligation")
    return account.watch


def _orders(value: object) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        return value
    raise InputError("orders_60d", f"{value!r} is not a number of orders")
