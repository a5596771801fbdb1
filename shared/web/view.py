"""In whose words and on whose clock a page is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.accounts import LANGUAGES
from shared.domain.accounts import Contact, QuietHours
from shared.mail.dates import short, when
from shared.mail.language import Tongue, tongue

NAMES = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}
_KEPT = ("lang", "zone")


@dataclass(frozen=True, slots=True)
class View:
    """One reader at one moment."""

    language: str
    zone: ZoneInfo
    now: datetime
    """UTC."""
    path: str
    """Where the reader is."""
    query: Mapping[str, str]
    quiet: QuietHours | None = None
    """When the reader sleeps, for the hours that are left awake."""

    @property
    def say(self) -> Tongue:
        """Speak the reader's language."""
        return tongue(self.language)

    def here(self, instant: datetime) -> str:
        """Return an instant in full on the reader's clock."""
        return str(when(self.say, instant, self.zone))

    def briefly(self, instant: datetime) -> str:
        """Return an instant on the reader's clock; one of another year names it."""
        if instant.astimezone(self.zone).year == self.now.astimezone(self.zone).year:
            return short(self.say, instant, self.zone)
        return when(self.say, instant, self.zone).moment

    def to(self, path: str, **more: str) -> str:
        """Return a link within the site that keeps language and zone as they were chosen."""
        asked = {name: self.query[name] for name in _KEPT if name in self.query} | more
        said = urlencode({name: value for name, value in asked.items() if value})
        return f"{path}?{said}" if said else path

    def languages(self) -> list[tuple[str, str, str]]:
        """Return tag, name and link of every language of this page."""
        own = {name: value for name, value in self.query.items() if name != "lang"}
        return [(tag, NAMES[tag], self.to(self.path, **{**own, "lang": tag})) for tag in LANGUAGES]


def view(path: str, query: Mapping[str, str], now: datetime, contact: Contact | None) -> View:
    """Return how a page is shown: as its link asks, else as its reader's settings say."""
    asked = query.get("lang", "")
    language = asked if asked in LANGUAGES else contact.language if contact else "en"
    usual = contact.zone if contact else ZoneInfo("UTC")
    return View(
        language=language,
        zone=_zone(query.get("zone", ""), usual),
        now=now,
        path=path,
        query=query,
        quiet=contact.quiet if contact else None,
    )


def alone(contact: Contact, now: datetime) -> View:
    """Return how a page is shown that is no part of a site, in English."""
    return View("en", contact.zone, now, "", {}, contact.quiet)


def _zone(name: str, usual: ZoneInfo) -> ZoneInfo:
    try:
        return ZoneInfo(name) if name else usual
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return usual
