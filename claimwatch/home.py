"""Where the rest of the product lies: beside the command in a checkout, below it in a wheel.

``shared`` and ``functions`` are the product's own names for Lambda. Installed under these names
they would be everybody's, so a wheel carries them inside ``claimwatch``, and the command alone, in
its own process, looks there first: before any other package that owns such a name.
"""

import sys
from pathlib import Path

_INSIDE = Path(__file__).parent / "inside"
HOME = _INSIDE if _INSIDE.is_dir() else Path(__file__).parent.parent
"""The folder of ``shared``, ``functions``, ``events`` and ``template.yaml``."""


def look_here_first() -> None:
    """Import ``shared`` and ``functions`` from home, whoever else owns these names."""
    sys.path.insert(0, str(HOME))
