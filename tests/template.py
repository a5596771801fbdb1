"""Read template.yaml, so that the tests speak about what is deployed and about nothing else.

`python -m tests.template` prints it for scanners, without SAM's own words and with
every option switched on.
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import yaml
from samtranslator.parser.parser import Parser  # type: ignore[import-untyped]
from samtranslator.translator.translator import Translator  # type: ignore[import-untyped]

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
    key = name if name in {"Ref", "Condition"} else f"Fn::{name}"
    if isinstance(node, yaml.SequenceNode):
        return {key: loader.construct_sequence(node, deep=True)}
    if isinstance(node, yaml.MappingNode):
        return {key: loader.construct_mapping(node, deep=True)}
    return {key: node.value.split(".", 1) if name == "GetAtt" else node.value}


_Loader.add_multi_constructor("!", _short_form)


@cache
def template() -> dict[str, Any]:
    """Return the whole template."""
    return read(ROOT / "template.yaml")


def read(file: Path) -> dict[str, Any]:
    """Return a template, with the long forms of CloudFormation's functions."""
    return dict(_Loader(file.read_text()).get_single_data())


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """Return the properties of all resources of one type, by logical id."""
    return {
        name: resource["Properties"]
        for name, resource in template()["Resources"].items()
        if resource["Type"] == kind
    }


@cache
def plain() -> dict[str, Any]:
    """Return the template as CloudFormation gets it from SAM, every option in it."""
    source = deepcopy(template())
    source["Globals"]["Function"]["CodeUri"] = "s3://bucket/functions"
    source["Resources"]["SharedLayer"]["Properties"]["ContentUri"] = "s3://bucket/layer"
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name="eu-central-1"))
    return dict(translator.translate(source, {"OwnerEmail": "owner@example.com"}))


def transformed() -> dict[str, dict[str, Any]]:
    """Return the resources of the plain template, by logical id."""
    return dict(plain()["Resources"])


def made(kind: str) -> dict[str, dict[str, Any]]:
    """Return the properties of all resources of one type after SAM's work."""
    return {
        name: resource["Properties"]
        for name, resource in transformed().items()
        if resource["Type"] == kind
    }


def target(value: dict[str, Any]) -> str:
    """Return the logical id that a `!Ref` or a `!GetAtt` points to."""
    ((_, name),) = value.items()
    return str(name if isinstance(name, str) else name[0])


def timeout(function: str) -> int:
    """Return the seconds after which AWS stops a function."""
    seconds = template()["Globals"]["Function"]["Timeout"]
    return int(resources(FUNCTION)[function].get("Timeout", seconds))


def listed(value: Any) -> list[Any]:  # noqa: ANN401 - a policy has one thing or a list of it
    """Return a list of what a policy writes as one thing or as a list."""
    return value if isinstance(value, list) else [value]


def statements(policies: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield every statement of some inline policies, those of options included."""
    for policy in policies:
        for statement in policy["PolicyDocument"]["Statement"]:
            yield statement["Fn::If"][1] if "Fn::If" in statement else statement


if __name__ == "__main__":
    everything = plain()
    everything["Parameters"]["Web"]["Default"] = "yes"
    everything["Parameters"]["InboundMailDomain"]["Default"] = "claims.example.com"
    print(json.dumps(everything, indent=1))  # noqa: T201
