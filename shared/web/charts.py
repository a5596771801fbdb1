"""Bars as pictures: each with its numbers in words, and a table behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, ROW, BAR, LABEL = 640, 28, 16, 240
_ROOM = WIDTH - LABEL - 90
"""For the longest bar, with its number after it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar and its label."""

    words: str
    count: int
    top: int = 0
    length: int = 0


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under a heading."""

    id: str
    title: str
    unit: str
    """What is counted."""
    bars: Sequence[Bar]
    note: str = ""

    @property
    def height(self) -> int:
        """How high the picture is."""
        return ROW * len(self.bars)

    @property
    def spoken(self) -> str:
        """The picture in words."""
        return ", ".join(f"{each.words} {each.count}" for each in self.bars)


def chart(
    id_: str, title: str, unit: str, counts: Sequence[tuple[str, int]], note: str = ""
) -> Chart:
    """Return bars as long as their counts, the longest as long as there is room."""
    most = max((count for _, count in counts), default=0)
    bars = [
        Bar(words, count, ROW * number, round(_ROOM * count / most) if most else 0)
        for number, (words, count) in enumerate(counts)
    ]
    return Chart(id_, title, unit, bars, note)
