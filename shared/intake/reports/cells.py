"""The cells of one row, read by what they should hold; a cell that does not is refused by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from shared.domain.instants import Moment
from shared.intake.reports.dates import moment
from shared.intake.reports.entry import Entry
from shared.intake.reports.values import currency_code, sum_of_money

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Cells:
    """Reads cells for ``entry``; a wrong one costs itself, not the row."""

    texts: Mapping[str, str]
    """Our name of a column → what it holds in this row."""
    titles: Mapping[str, str]
    """Our name of a column → what the file calls it."""
    entry: Entry
    day_first: bool | None = None
    """How ``05/11/2026`` is meant; None refuses it."""

    def text(self, name: str) -> str:
        """Return a cell as it is, empty when there is none."""
        return self.texts.get(name, "")

    def read(self, name: str, reading: Callable[[str], _Value]) -> _Value | None:
        """Return a cell as ``reading`` reads it; None when it is empty or refused."""
        text = self.texts.get(name)
        if not text:
            return None
        try:
            return reading(text)
        except ValueError as wrong:
            self.entry.refuse(f"{self.titles[name]}: {wrong}")
            return None

    def moment(self, name: str) -> Moment | None:
        """Return a cell that holds a date."""
        return self.read(name, lambda text: moment(text, day_first=self.day_first))

    def newest(self, *names: str) -> Moment | None:
        """Return the newest of some dates of the row, those after the report left out."""
        reading = self.entry.reading
        read = [at for name in names if (at := self.moment(name)) is not None]
        known = [at for at in read if reading.local_date(at) <= reading.as_of]
        return max(known, key=reading.local_date, default=None)

    def sum(self, name: str, currency: str) -> Decimal | None:
        """Return a cell that holds a sum of money."""
        return self.read(name, lambda text: sum_of_money(text, currency))

    def currency(self) -> str:
        """Return the currency of the row: its own, or the store's."""
        return self.read("currency", currency_code) or self.entry.reading.store.currency
