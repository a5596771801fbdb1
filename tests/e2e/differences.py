"""What the template that is tried in the emulator differs in from the one that is deployed.

Each difference is one that the emulator forces, and `test_gaps.py` fails once it does not any more.
Besides these the functions are built for this machine's processor.
"""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from tests.template import read

UNKNOWN = ("AWS::SES::ReceiptRuleSet", "AWS::SES::ReceiptRule")
"""Types of resources that the emulator's CloudFormation does not have."""
STOOD_FOR = {"InboundRuleSetName": "not here"}
"""Outputs that tell of them."""


def differing(template: dict[str, Any]) -> dict[str, Any]:
    """Return a template as the emulator takes it."""
    given = deepcopy(template)
    given["Resources"] = {
        name: resource
        for name, resource in template["Resources"].items()
        if resource["Type"] not in UNKNOWN
    }
    for output, words in STOOD_FOR.items():
        given["Outputs"][output]["Value"] = words
    return given


def emulated(built: Path) -> Path:
    """Write what the emulator takes beside what was built; return its file."""
    file = built.with_name("emulated.json")
    file.write_text(json.dumps(differing(read(built)), indent=1, default=str), encoding="utf-8")
    return file
