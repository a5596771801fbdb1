"""What a reader's language changes: sentences come from a catalogue, with named placeholders."""

from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations


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
        return self.catalogue.gettext(text)

    def count(self, one: str, many: str, number: int) -> str:
        """Return a number with its noun."""
        return self.catalogue.ngettext(one, many, number) % {"n": number}


@cache
def tongue(language: str) -> Tongue:
    """Return what speaks a language: English until there is a catalogue for another."""
    del language
    return Tongue("en", NullTranslations())
