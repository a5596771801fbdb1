"""Read template.yaml, so that the tests speak about what is deployed and about nothing else."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
FUNCTION = "AWS::Serverless::Function"
MAPPING = "AWS::Lambda::EventSourceMapping"
QUEUE = "AWS::SQS::Queue"
ALARM = "AWS::CloudWatch::Alarm"
TABLE = "AWS::DynamoDB::Table"
TOPIC = "AWS::SNS::Topic"


class _Loader(yaml.SafeLoader):
    """YAML with the short forms of CloudFormation: `!Ref X` becomes `{"Ref": "X"}`."""


def _short_form(loader: yaml.SafeLoader, name: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    if isinstance(node, yaml.MappingNode):
        return {name: loader.construct_mapping(node, deep=True)}
    return {name: node.value}


_Loader.add_multi_constructor("!", _short_form)


@cache
def template() -> dict[str, Any]:
    """Return the whole template."""
    loader = _Loader((ROOT / "template.yaml").read_text())
    return dict(loader.get_single_data())


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """Return the properties of all resources of one type, by logical id."""
    return {
        name: resource["Properties"]
        for name, resource in template()["Resources"].items()
        if resource["Type"] == kind
    }


def target(value: dict[str, str]) -> str:
    """Return the logical id that a `!Ref` or a `!GetAtt` points to."""
    ((_, name),) = value.items()
    return name.partition(".")[0]


def timeout(function: str) -> int:
    """Return the seconds after which AWS stops a function."""
    seconds = template()["Globals"]["Function"]["Timeout"]
    return int(resources(FUNCTION)[function].get("Timeout", seconds))
