"""Until when a buyer may still open an A-to-z claim, as plain values and in words."""

from typing import Any

from shared.domain.exposure import Exposure


def as_values(found: Exposure) -> dict[str, Any]:
    """Return an exposure as plain values."""
    return {
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "excluded": list(found.excluded),
    }


def in_words(found: Exposure) -> str:
    """Return an exposure as one line."""
    but = f"; but {'; '.join(found.excluded)}" if found.excluded else ""
    return f"a buyer may open an A-to-z claim from {found.first} to {found.last}{but}"
