"""Wherever a command, a mail or the template points into the guides, something is there."""

import re
from collections.abc import Iterator

import pytest

from tests.template import ROOT

_POINTER = re.compile(r"(docs/[\w-]+\.md|\{_GUIDE\})#([\w-]+)")


def headings(page: str) -> set[str]:
    found = re.findall(r"^#+ (.+)$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in found}


def pointers() -> Iterator[tuple[str, str]]:
    sources = [ROOT / "template.yaml"]
    for folder in ("claimwatch", "functions", "shared", "tools"):
        sources += (ROOT / folder).rglob("*.py")
    for source in sources:
        for page, heading in _POINTER.findall(source.read_text(encoding="utf-8")):
            yield "docs/deploy.md" if page == "{_GUIDE}" else page, heading


@pytest.mark.parametrize(("page", "heading"), sorted(set(pointers())))
def test_what_is_pointed_to_is_there(page: str, heading: str) -> None:
    assert heading in headings(page)
