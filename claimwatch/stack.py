"""A deployed stack, as CloudFormation knows it: what it is made of and how its parts are."""

from dataclasses import dataclass, field
from typing import Any

import boto3


@dataclass(slots=True)
class Stack:
    """Everything a stack has, by logical name."""

    name: str
    told: dict[str, Any] = field(init=False)
    """What CloudFormation tells of the stack."""
    parts: dict[str, tuple[str, str]] = field(init=False)
    """Logical name → type and physical id."""
    answered: dict[str, Any] = field(init=False)
    """The headers of CloudFormation's answer; its date shows how our clock goes."""

    def __post_init__(self) -> None:
        """Ask CloudFormation; raises ClientError when there is no such stack."""
        client = boto3.client("cloudformation")
        answer = client.describe_stacks(StackName=self.name)
        self.told = dict(answer["Stacks"][0])
        self.answered = dict(answer["ResponseMetadata"]["HTTPHeaders"])
        pages = client.get_paginator("list_stack_resources").paginate(StackName=self.name)
        self.parts = {
            each["LogicalResourceId"]: (each["ResourceType"], each.get("PhysicalResourceId", ""))
            for page in pages
            for each in page["StackResourceSummaries"]
        }

    def parameter(self, name: str) -> str:
        """Return a parameter of the stack, empty when it has none of that name."""
        given = {
            each["ParameterKey"]: each["ParameterValue"] for each in self.told.get("Parameters", [])
        }
        return str(given.get(name, ""))

    def output(self, name: str) -> str:
        """Return an output of the stack, empty when it has none of that name."""
        given = {each["OutputKey"]: each["OutputValue"] for each in self.told.get("Outputs", [])}
        return str(given.get(name, ""))

    def of_type(self, kind: str) -> dict[str, str]:
        """Return logical name → physical id of everything of a type."""
        return {name: known for name, (type_, known) in self.parts.items() if type_ == kind}

    def queue(self, logical: str) -> dict[str, str]:
        """Return a queue's attributes, and its URL as ``Url``."""
        url = self.parts[logical][1]
        answer = boto3.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
        return {**answer["Attributes"], "Url": url}  # type: ignore[dict-item]

    def dead_letters(self) -> dict[str, dict[str, str]]:
        """Return the queues that hold what failed for good, by logical name."""
        queues = self.of_type("AWS::SQS::Queue")
        return {name: self.queue(name) for name in queues if name.endswith("DeadLetters")}
