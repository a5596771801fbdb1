"""Write the public holidays of every store's country into the policy pack: `make calendars`."""

import csv
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import holidays

FIRST_YEAR, LAST_YEAR = 2014, 2035
COUNTRY_OF_STORE = {"UK": "GB"}
"""Where Amazon's code of a store is not the country's."""


def main() -> None:
    """Regenerate ``calendars.csv``: default category, no subdivision, English names."""
    folder = Path(str(files("shared.policy")))
    with (folder / "stores.csv").open(encoding="utf-8", newline="") as source:
        stores = [row["store"] for row in csv.DictReader(source)]
    with (folder / "calendars.csv").open("w", encoding="utf-8", newline="") as target:
        lines = csv.writer(target, lineterminator="\n")
        lines.writerow(["# generated from holidays", version("holidays"), FIRST_YEAR, LAST_YEAR])
        for store in stores:
            for day, name in _public_holidays(COUNTRY_OF_STORE.get(store, store)):
                lines.writerow([store, day, name])


def _public_holidays(country: str) -> list[tuple[str, str]]:
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    try:
        found = holidays.country_holidays(country, years=years, language="en_US")
    except (NotImplementedError, ValueError):
        found = holidays.country_holidays(country, years=years)
    return [(day.isoformat(), name) for day, name in sorted(found.items())]


if __name__ == "__main__":
    main()
