"""One request and its answer, whatever carries them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

HTML = "text/html; charset=utf-8"
LARGEST_FORM = 4096
"""Bytes a posted form may have."""
READING = ("GET", "HEAD")
METHODS = (*READING, "POST")


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked for."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    too_large: bool = False

    @property
    def parts(self) -> list[str]:
        """The path between its slashes."""
        return [part for part in self.path.split("/") if part]

    @property
    def here(self) -> str:
        """The path as a link on this site, whatever was written into it."""
        return "/" + quote("/".join(self.parts))


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back."""

    body: str
    status: int = 200
    kind: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)
