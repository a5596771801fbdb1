"""What a reader's language changes: sentences come from a catalogue, with named placeholders."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files

TRANSLATED = ("zh-Hans", "zh-Hant")
"""Languages that have a catalogue; what the sources say themselves is English."""


def mark(text: str) -> str:
    """Mark a text of a table for the catalogues; it is looked up where it is used."""
    return text


@dataclass(frozen=True, slots=True, eq=False)
class Tongue:
    """One language: its tag and its catalogue."""

    tag: str
    catalogue: NullTranslations

    def __call__(self, text: str, /, **values: object) -> str:
        """Return a whole sentence with its values filled in."""
        return self.catalogue.gettext(text) % values

    def known(self, text: str) -> str:
        """Return a text of a table or of the policy pack as the catalogue has it."""
        return self.catalogue.gettext(text) if text else ""  # no text is the catalogue's own head

    def count(self, one: str, many: str, number: int) -> str:
        """Return a number with its noun."""
        return self.catalogue.ngettext(one, many, number) % {"n": number}

    def listed(self, parts: Iterable[str]) -> str:
        """Return several things of a kind, one after the other."""
        return self.known(mark(", ")).join(parts)


@cache
def tongue(language: str) -> Tongue:
    """Return what speaks a language: English where there is no catalogue to read."""
    if language in TRANSLATED:
        place = files(__package__).joinpath("locale", language.replace("-", "_"), "LC_MESSAGES")
        try:
            with place.joinpath("claimwatch.mo").open("rb") as file:
                return Tongue(language, GNUTranslations(file))
        except OSError:  # an English message in time beats none
            pass
    return Tongue("en", NullTranslations())
