"""Deadline queries as text and JSON, and their answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.domain.deadlines import Deadline, Query
from shared.domain.deadlines import deadline as compute
from shared.domain.errors import InputError
from shared.domain.instants import iso
from shared.domain.rules import Pack, Store, Window, parse_window
from shared.domain.spans import When, check_order, parse_when

_FIELDS = {"obligation", "store", "case", "anchors", "window", "stated"}


def read_query(given: object, pack: Pack) -> Query:
    """Read one line of a batch; raises InputError naming the field."""
    if not isinstance(given, Mapping):
        raise InputError("query", "must be a JSON object")
    for name in given:
        if name not in _FIELDS:
            raise InputError(
                str(name)[:60], f"unknown field; known are {', '.join(sorted(_FIELDS))}"
            )
    anchors = given.get("anchors") or {}
    if not isinstance(anchors, Mapping):
        raise InputError("anchors", "must be an object of names and times")
    stated = given.get("stated")
    obligation = _text("obligation", given.get("obligation"))
    store = pack.store(_text("store", given.get("store")))
    return Query(
        obligation=obligation,
        store=store,
        case=_text("case", given.get("case") or ""),
        anchors={name: _when(f"anchors.{name}", text, store) for name, text in anchors.items()},
        window=_window(given.get("window")),
        stated=None if stated is None else _when("stated", stated, store),
    )


def _when(field: str, text: object, store: Store) -> When:
    when = parse_when(field, text)
    check_order(field, when, store.zone)
    return when


def answer(query: Query, pack: Pack) -> dict[str, Any]:
    """Compute a query and return the answer as plain values; instants are UTC text."""
    found = compute(pack, query)
    return {
        "obligation": query.obligation,
        "store": query.store.code,
        "rule": found.rule.rule_id if found.rule else None,
        **{name: _iso(getattr(found, name)) for name in _INSTANTS},
        "time_zone": query.store.zone.key,
        "notes": list(found.notes),
        "sources": list(found.rule.sources) if found.rule else [],
    }


_INSTANTS = ("opens_at", "earliest", "expected", "latest", "stated", "remind_by", "missed_after")


def in_words(found: Deadline, query: Query) -> list[str]:
    """Return the answer as lines for a person, in the store's zone and in UTC."""
    lines = [f"{query.obligation} in store {query.store.code}"]
    for name in _INSTANTS:
        instant = getattr(found, name)
        if instant is not None:
            here = instant.astimezone(query.store.zone).strftime("%a %d %b %Y %H:%M:%S")
            label = name.replace("_", " ")
            lines.append(f"  {label:<13} {iso(instant)}   {here} {query.store.zone.key}")
    if found.rule:
        doubt = "" if found.rule.verified == "yes" else ", not verified"
        lines.append(f"  rule          {found.rule.rule_id}: {found.rule.window}{doubt}")
        lines.append(f"  sources       {' '.join(found.rule.sources)}")
        lines.append(f"  if missed     {found.rule.if_missed}")
    return lines + [f"  note          {note}" for note in found.notes]


def _text(field: str, value: object) -> str:
    if not isinstance(value, str):
        raise InputError(field, "missing" if value is None else f"{value!r} is not text")
    return value


def _window(given: object) -> Window | None:
    if given is None:
        return None
    if not isinstance(given, Mapping) or given.keys() != {"amount", "unit"}:
        raise InputError("window", 'must be like {"amount": 3, "unit": "calendar_days"}')
    return parse_window("window", given["amount"], given["unit"])


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else iso(instant)
