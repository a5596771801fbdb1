"""The environment of a function, read when a value is first needed."""

import os

from shared.domain.errors import ClaimwatchError


class SettingError(ClaimwatchError):
    """A variable that the template sets is missing or empty."""


def setting(name: str) -> str:
    """Return a variable of the environment; raises SettingError when it is not set."""
    value = os.environ.get(name, "")
    if not value:
        raise SettingError(f"{name} is not set; the template sets it for this function")
    return value


def choice(name: str) -> str:
    """Return a variable the template may leave empty."""
    return os.environ.get(name, "")
