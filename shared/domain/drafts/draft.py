"""What a draft is made of, and how a gap in it is marked."""

import re
from dataclasses import dataclass

_GAP = re.compile(r"\[[^\[\]\n]+\]")


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter or a form to be finished by the seller."""

    kind: str
    parts: tuple[str, ...]
    """Paragraphs in order."""
    notes: tuple[str, ...]
    """Procedures of the knowledge tables that explain it."""
    doubts: tuple[str, ...] = ()
    """Contradictions of the sources about letters of this kind."""
    language: str = "en"
    """What it is written in: a letter to a buyer in the language of the store."""
    english: tuple[str, ...] = ()
    """The same in English, where it is written in another language."""

    @property
    def text(self) -> str:
        """The whole of it."""
        return "\n\n".join(self.parts)

    @property
    def in_english(self) -> str:
        """The whole of it in English, empty where it is English already."""
        return "\n\n".join(self.english)

    @property
    def gaps(self) -> tuple[str, ...]:
        """What is still to be filled in."""
        return gaps(self.text)


def gap(words: str) -> str:
    """Return a marked gap for what is not known."""
    return f"[{words}]"


def gaps(text: str) -> tuple[str, ...]:
    """Return the marked gaps of a text, in order."""
    return tuple(found[0] for found in _GAP.finditer(text))
