"""Read rules from CSV: a whole pack, or a layer of one's own that is laid over a pack.

A pack says which obligations, cases and anchors there are. A layer may only use those: an anchor
that no event sets would make open deadlines vanish without a word.
"""

from collections.abc import Mapping
from datetime import date

from shared.domain.events import PROGRAMMES
from shared.domain.rules import Pack, Rule, Store
from shared.policy.rows import Row, day, one_of, required, rows

COLUMNS = (
    "rule_id", "obligation", "kind", "case", "stores", "anchors", "combine", "amount", "unit",
    "may_run_to_amount", "may_run_to_unit", "opens_amount", "opens_unit", "effective_from",
    "effective_to", "if_missed", "verified", "source_ids", "checked",
)  # fmt: skip


def read_rules(file: str, text: str, stores: Mapping[str, Store]) -> tuple[Rule, ...]:
    """Read a whole pack of rules; raises PackError naming file, line and field."""
    read = [(_rule(row, stores, "pack"), row) for row in rows(file, text, COLUMNS)]
    return _of_different_names(read)


def read_layer(
    file: str, text: str, over: Pack, layer: str, today: date | None = None
) -> tuple[Rule, ...]:
    """Read rules that are to be laid over a pack; a text without rules is no rule.

    ``today`` is the last date on which somebody can have checked a rule; not given, any is taken.
    Raises PackError naming file, line and field, and what the pack over which they lie knows.
    """
    if not text.strip():
        return ()
    read = [(_rule(row, over.stores, layer), row) for row in rows(file, text, COLUMNS)]
    for rule, row in read:
        _fits(rule, row, over)
        if today and rule.checked and rule.checked > today:
            raise row.wrong("checked", f"must not lie after today, {today}")
    return _of_different_names(read)


def _of_different_names(read: list[tuple[Rule, Row]]) -> tuple[Rule, ...]:
    names: set[str] = set()
    for rule, row in read:
        if rule.rule_id in names:
            raise row.wrong("rule_id", "must not be there twice")
        names.add(rule.rule_id)
    return tuple(rule for rule, _ in read)


def _rule(row: Row, stores: Mapping[str, Store], layer: str) -> Rule:
    rule = Rule(
        rule_id=row.read("rule_id", required),
        obligation=row.read("obligation", _obligation),
        hard=row.read("kind", one_of(("hard", "soft"))) == "hard",
        case=row.values["case"],
        stores=row.read("stores", lambda text: _known_stores(text, stores)),
        anchors=row.read("anchors", lambda text: tuple(required(text).split())),
        later_of=row.read("combine", one_of(("", "later_of", "earlier_of"))) == "later_of",
        window=row.window("amount", "unit"),
        may_run_to=row.window_if_any("may_run_to_amount", "may_run_to_unit"),
        opens=row.window_if_any("opens_amount", "opens_unit"),
        effective_from=row.read("effective_from", day),
        effective_to=row.read("effective_to", day),
        if_missed=row.read("if_missed", required),
        verified=row.read("verified", one_of(("yes", "no", "seed"))),
        sources=row.read("source_ids", _sources),
        checked=row.read("checked", day),
        layer=layer,
    )
    if rule.effective_from and rule.effective_to and rule.effective_to < rule.effective_from:
        raise row.wrong("effective_to", f"must not be before effective_from {rule.effective_from}")
    return rule


def _fits(rule: Rule, row: Row, over: Pack) -> None:
    """Raise PackError for what the pack has never heard of."""
    row.read("obligation", one_of(over.obligations))
    known = over.obligations[rule.obligation]
    row.read("case", one_of(sorted({"", *(each.case for each in known)})))
    anchors = sorted({anchor for each in known for anchor in each.anchors})
    if not set(rule.anchors) <= set(anchors):
        words = f"must be among what {rule.obligation} can count from: {', '.join(anchors)}"
        raise row.wrong("anchors", words)
    for each in over.rules:
        if each.rule_id == rule.rule_id and (each.obligation, each.case) != (
            rule.obligation,
            rule.case,
        ):
            of = f"{each.obligation}{f', case {each.case}' if each.case else ''}"
            raise row.wrong("rule_id", f"is a rule of {of}, which would be lost; take another name")


def _obligation(text: str) -> str:
    if text.partition(".")[0] not in PROGRAMMES:
        raise ValueError(f"must begin with one of {', '.join(PROGRAMMES)} and a dot")
    return text


def _known_stores(text: str, stores: Mapping[str, Store]) -> tuple[str, ...]:
    names = tuple(required(text).split())
    for name in names:
        if name != "*" and name not in stores:
            raise ValueError(f"{name[:40]} is no store; there are * and {', '.join(stores)}")
    return names


def _sources(text: str) -> tuple[str, ...]:
    """Read source ids, or one sentence where the rule is our own caution."""
    words = tuple(required(text).split())
    return words if all("-" in word for word in words) else (text,)
