"""Rules as lines for a terminal, and files of rules as text."""

import json
import shutil
import textwrap
from collections import Counter
from pathlib import Path
from typing import Any

from claimwatch.policing import as_values
from shared.adapters.rule_table import DEPLOYMENT, layer_name
from shared.domain.errors import InputError
from shared.domain.rules import Pack, Rule

_INDENT = 27
_NARROWEST, _WIDEST = 60, 100


def read_text(path: Path) -> str:
    """Return a file of rules as text; raises InputError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as wrong:
        raise InputError(str(path), wrong.strerror or "cannot be read") from None
    except UnicodeDecodeError:
        raise InputError(str(path), "is not UTF-8; save it as CSV UTF-8") from None


def layers_line(pack: Pack, where: str, account: str) -> str:
    """Return which layers were looked into, and how many of the rules come from each."""
    counted = Counter(rule.layer for rule in pack.rules)
    for each in (DEPLOYMENT, account):
        counted[layer_name(each)] += 0
    parts = [f"{counted.pop('pack', 0)} shipped"]
    parts += [f"{number} of {layer}" for layer, number in sorted(counted.items(), reverse=True)]
    return f"in force, {where}: {', '.join(parts)}"


def json_line(rule: Rule) -> str:
    """Return all of a rule as one JSON object."""
    return json.dumps(as_values(rule), ensure_ascii=False)


def rule_line(rule: Rule) -> str:
    """Return a rule as it fits the terminal: what it gives, where, since when, how sure."""
    parts = [str(rule.window)]
    parts += [f"may run to {rule.may_run_to}"] if rule.may_run_to else []
    parts += [f"opens after {rule.opens}"] if rule.opens else []
    parts += ["every store" if rule.stores == ("*",) else " ".join(rule.stores)]
    parts += [f"case {rule.case}"] if rule.case else []
    parts += [f"from {rule.effective_from}"] if rule.effective_from else []
    parts += [f"to {rule.effective_to}"] if rule.effective_to else []
    parts += [f"checked {rule.checked}" if rule.checked else "never checked"]
    parts += [] if rule.verified == "yes" else ["not verified"]
    parts += [f"source {', '.join(rule.sources)}"]
    parts += [] if rule.layer == "pack" else [f"[{rule.layer}]"]
    return textwrap.fill(
        "; ".join(parts),
        width=min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST),
        initial_indent=f"{rule.rule_id:<{_INDENT - 1}} ",
        subsequent_indent=" " * _INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )


def rule_lines(rule: Rule, pack: Pack) -> list[str]:
    """Return one rule whole, with what is known of its sources."""
    told: list[str] = []
    for name, value in as_values(rule).items():
        words: Any = ", ".join(value) if isinstance(value, list) else value
        if words not in {None, ""}:
            told.append(f"{name.replace('_', ' '):<15} {words}")
    cited = [pack.sources[name] for name in rule.sources if name in pack.sources]
    told += [f"  {each.source}: {each.publisher}: {each.what} ({each.dated})" for each in cited]
    return told


def change_lines(change: dict[str, Any]) -> list[str]:
    """Return what differs about one rule."""
    told = [f"{change['change']:<8} {change['rule']}"]
    for field, values in change.get("fields", {}).items():
        before, after = (" ".join(each) if isinstance(each, list) else each for each in values)
        told.append(f"         {field.replace('_', ' ')}: {before or 'none'} → {after or 'none'}")
    return told
