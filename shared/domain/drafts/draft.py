"""What a draft is made of, and how a gap in it is marked."""

import re
from dataclasses import dataclass

_GAP = re.compile(r"\[[^\[\]\n]+\]")


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter or a form to be finished by the seller, in English."""

    kind: str
    to: str
    """Where it goes, in words."""
    parts: tuple[str, ...]
    """Paragraphs in order."""
    notes: tuple[str, ...]
    """Procedures of the knowledge tables that explain it."""
    doubts: tuple[str, ...] = ()
    """Contradictions of the sources about letters of this kind."""

    @property
    def text(self) -> str:
        """The whole of it."""
        return "\n\n".join(self.parts)

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
