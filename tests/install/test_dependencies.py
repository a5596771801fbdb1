"""Whoever installs the wheel gets what the command imports, and what we tested it with fits."""

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.locks import ROOT, pins
from tools.needs import needs

DECLARED = [
    Requirement(each)
    for each in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
        "dependencies"
    ]
]
PINNED = {pin.name: pin for pin in pins(ROOT / "requirements" / "dev.txt")}
OURS = {"claimwatch", "functions", "shared"}
FOR_TYPES = "mypy_boto3_"


def _imported() -> set[str]:
    found = set()
    for folder in OURS:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {name.name.split(".")[0] for name in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module.split(".")[0])
    return {name for name in found - OURS if not name.startswith(FOR_TYPES)}


def test_what_is_imported_is_declared_or_comes_with_what_is() -> None:
    declared = {canonicalize_name(each.name) for each in DECLARED}
    come_with = {
        canonicalize_name(Requirement(need).name)
        for name in declared
        for need in needs()[str(PINNED[name])]
    }
    known = packages_distributions()
    missing = {
        name
        for name in _imported() - set(sys.stdlib_module_names)
        if not {canonicalize_name(each) for each in known[name]} & (declared | come_with)
    }
    assert not missing


def test_what_we_test_with_lies_in_what_we_declare() -> None:
    for each in DECLARED:
        pin = PINNED[canonicalize_name(each.name)]
        assert each.specifier.contains(pin.version), str(pin)
        assert each.extras <= pin.extras, str(pin)
