"""The catalogues hold every text there is, in both scripts, and say what they were made of."""

import ast
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from gettext import GNUTranslations
from pathlib import Path

import pytest
from jinja2 import Environment

from shared.mail.dates import CITIES, city
from shared.mail.language import TRANSLATED, tongue
from shared.mail.policy_words import IF_MISSED, OWN_CAUTION, PUBLISHERS
from shared.policy.pack import load_pack

ROOT = Path(__file__).parents[3]
LOCALE = ROOT / "shared/mail/locale"
CODE = [
    *ROOT.glob("shared/mail/*.py"),
    *ROOT.glob("shared/web/*.py"),
]
TABLES = {
    "doubts": ("one", "other", "reading"),
    **dict.fromkeys(("eligibility", "evidence", "places", "procedures", "schools"), ("words",)),
}
"""Tables of the policy pack, and their columns that hold sentences."""
TEMPLATES = [*ROOT.glob("shared/mail/templates/*.j2"), *ROOT.glob("shared/web/templates/*.j2")]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
HEADER = 1
"""A catalogue counts its own head as a text."""


@dataclass
class Entry:
    """One text of a .po file."""

    flags: set[str] = field(default_factory=set)
    msgid: str = ""
    plural: str = ""
    said: list[str] = field(default_factory=list)


def entries(language: str) -> list[Entry]:
    """Read a .po file as far as ours use the format."""
    path = LOCALE / language.replace("-", "_") / "LC_MESSAGES/claimwatch.po"
    found, part = [Entry()], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = found[-1]
        if not line:
            found.append(Entry())
        elif line.startswith("#,"):
            entry.flags |= {flag.strip() for flag in line[2:].split(",")}
        elif not line.startswith("#"):
            name, _, quoted = line.partition('"')
            part = name.strip() or part
            if name.startswith("msgstr"):
                entry.said.append("")
            text = ast.literal_eval(f'"{quoted}')
            if part == "msgid":
                entry.msgid += text
            elif part == "msgid_plural":
                entry.plural += text
            else:
                entry.said[-1] += text
    return [entry for entry in found if entry.msgid]


def marked() -> Iterator[tuple[str, str]]:
    """Yield every text of the sources that is to be translated, with its plural."""
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield from of_call(node)
    for name, columns in TABLES.items():
        with (ROOT / f"shared/policy/{name}.csv").open(encoding="utf-8", newline="") as table:
            for row in csv.DictReader(table):
                yield from ((row[column], "") for column in columns)
    for path in TEMPLATES:
        reading = Environment(extensions=["jinja2.ext.i18n"])  # noqa: S701 - renders nothing
        source = path.read_text(encoding="utf-8")
        for _, _, text in reading.extract_translations(source):  # type: ignore[attr-defined]
            yield (text if isinstance(text, str) else text[0]), ""


def of_call(call: ast.Call) -> Iterator[tuple[str, str]]:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    texts = [each.value for each in call.args if isinstance(each, ast.Constant)]
    if name in ("say", "mark") and texts:
        yield str(texts[0]), ""
    if name == "count" and len(texts) == 2:
        yield str(texts[0]), str(texts[1])


def compiled(language: str) -> GNUTranslations:
    catalogue = tongue(language).catalogue
    assert isinstance(catalogue, GNUTranslations)
    return catalogue


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_of_the_sources_is_there_and_nothing_else(language: str) -> None:
    assert {(each.msgid, each.plural) for each in entries(language)} == set(marked()), (
        "run `make catalogues` and translate what is new"
    )


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_and_no_translation_is_a_guess(language: str) -> None:
    for each in entries(language):
        assert len(each.said) == 1
        assert each.said[0].strip(), each.msgid
        assert "fuzzy" not in each.flags


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_has_the_same_placeholders(language: str) -> None:
    for each in entries(language):
        wanted = set(PLACEHOLDER.findall(each.plural or each.msgid))
        assert set(PLACEHOLDER.findall(each.said[0])) == wanted, each.msgid
        assert "%" not in PLACEHOLDER.sub("", each.said[0]).replace("%%", "")


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    catalogue, written = compiled(language), entries(language)

    for each in written:
        if each.plural:
            assert catalogue.ngettext(each.msgid, each.plural, 1) == each.said[0]
            assert catalogue.ngettext(each.msgid, each.plural, 2) == each.said[0]
        else:
            assert catalogue.gettext(each.msgid) == each.said[0]
    path = LOCALE / language.replace("-", "_") / "LC_MESSAGES/claimwatch.mo"
    assert int.from_bytes(path.read_bytes()[8:12], "little") == len(written) + HEADER


def test_each_script_keeps_to_itself() -> None:
    simplified = "".join(each.said[0] for each in entries("zh-Hans"))
    traditional = "".join(each.said[0] for each in entries("zh-Hant"))

    assert not set("亞馬遜賣買訂單號復覆訴時間說請為這個們後開關處證據幣") & set(simplified)
    assert not set("亚马逊卖买订单号复诉时间说请为这个们后开关处证据币") & set(traditional)


def test_an_english_reader_needs_no_catalogue() -> None:
    assert tongue("en").known("A-to-z") == "A-to-z"
    assert tongue("sw").tag == "en"


@pytest.mark.parametrize("language", ["en", *TRANSLATED])
def test_no_text_stays_no_text(language: str) -> None:
    assert not tongue(language).known("")


def test_the_words_of_the_shipped_pack_are_known() -> None:
    pack = load_pack()

    assert {rule.if_missed for rule in pack.rules} == set(IF_MISSED)
    assert {source.publisher for source in pack.sources.values()} == set(PUBLISHERS)
    unnamed = {name for rule in pack.rules for name in rule.sources if name not in pack.sources}
    assert unnamed == {OWN_CAUTION}


def test_the_city_of_every_store_is_known() -> None:
    assert {city(store.zone) for store in load_pack().stores.values()} <= set(CITIES)
