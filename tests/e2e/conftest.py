"""One emulated AWS with the stack in it, for all tests of this folder."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import boto3
import pytest

from shared.accounts import read_account
from shared.adapters.account_table import AccountTable
from shared.adapters.table import Table
from shared.policy.pack import load_pack
from shared.wiring import utc_now
from tests.conftest import SETTINGS
from tests.e2e.emulator import BUILT, EMULATOR, STACK, Emulator, emulator

T = TypeVar("T")


@dataclass(frozen=True)
class Deployed:
    """The stack, as somebody sees it who has the account's keys."""

    emulator: Emulator
    outputs: dict[str, str]
    physical: dict[str, str]
    """Logical id → what AWS calls it."""

    def send(self, *bodies: str) -> None:
        queue = self.outputs["ClaimEventsQueueUrl"]
        for body in bodies:
            boto3.client("sqs").send_message(QueueUrl=queue, MessageBody=body)

    def invoke(self, function: str, event: dict[str, Any]) -> dict[str, Any]:
        answer = boto3.client("lambda").invoke(
            FunctionName=self.physical[function], Payload=json.dumps(event)
        )
        payload = answer["Payload"].read().decode()
        assert "FunctionError" not in answer, payload
        return dict(json.loads(payload))

    def messages(self, queue: str) -> list[dict[str, Any]]:
        answer = boto3.client("sqs").receive_message(
            QueueUrl=self.physical[queue], MaxNumberOfMessages=10, VisibilityTimeout=0
        )
        return [json.loads(message["Body"]) for message in answer.get("Messages", [])]

    def log(self, name: str) -> list[str]:
        answer = boto3.client("logs").filter_log_events(logGroupName=self.physical[name])
        return [event["message"] for event in answer["events"]]


def wait_for(found: Callable[[], T | None], seconds: float = 150) -> T:
    """Return the first thing found that is not empty; fails when there is none in time."""
    end = time.monotonic() + seconds
    while not (thing := found()):
        if time.monotonic() > end:
            pytest.fail(f"nothing came in {seconds} seconds")
        time.sleep(1)
    return thing


def role(name: str, *statements: dict[str, Any]) -> boto3.Session:
    """Return a session of a role that may do what the statements say."""
    iam = boto3.client("iam")
    trust = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    document = {"Version": "2012-10-17", "Statement": [trust]}
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(document))["Role"][
        "Arn"
    ]
    may = {"Version": "2012-10-17", "Statement": list(statements)}
    iam.put_role_policy(RoleName=name, PolicyName="may", PolicyDocument=json.dumps(may))
    keys = boto3.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    return boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])


def allow(*actions: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - a statement holds anything
    return {"Effect": "Allow", "Action": list(actions), "Resource": "*", **more}


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """The stack in an emulated AWS over TLS, every function under its own role."""
    if not (BUILT.exists() and EMULATOR.exists()):
        pytest.fail("nothing is built, or there is no emulator: `make e2e` makes both")
    folder = tmp_path_factory.mktemp("aws")
    with emulator(folder) as here, pytest.MonkeyPatch.context() as environment:
        for name, value in here.client_environment().items():
            environment.setenv(name, value)
        here.deploy()
        deployed = _deployed(here)
        _make_up_for_gaps(deployed)
        pack = load_pack()
        table = Table(boto3.client("dynamodb"), deployed.outputs["TableName"])
        account = read_account({**SETTINGS, "quiet_hours": ""}, pack)
        AccountTable(table, pack, utc_now).put(account)
        yield deployed


def _deployed(here: Emulator) -> Deployed:
    clouds = boto3.client("cloudformation")
    (stack,) = clouds.describe_stacks(StackName=STACK)["Stacks"]
    pages = clouds.get_paginator("list_stack_resources").paginate(StackName=STACK)
    return Deployed(
        here,
        {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]},
        {
            resource["LogicalResourceId"]: resource["PhysicalResourceId"]
            for page in pages
            for resource in page["StackResourceSummaries"]
        },
    )


def _make_up_for_gaps(stack: Deployed) -> None:
    """Grant what AWS means by the same words, and this emulator does not; see test_gaps.py."""
    iam, sqs, sts = boto3.client("iam"), boto3.client("sqs"), boto3.client("sts")
    account = sts.get_caller_identity()["Account"]
    for role in (name for name in stack.physical if name.endswith("Role")):
        name = stack.physical[role]
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
            document: Any = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
            for statement in document["Statement"]:
                if statement["Action"] == "sqs:SendMessage":
                    statement["Action"] = ["sqs:SendMessage", "sqs:SendMessageBatch"]
                if "ses:FromAddress" in statement.get("Condition", {}).get("StringEquals", {}):
                    del statement["Condition"]
                    statement["Resource"] = "*"
            iam.put_role_policy(
                RoleName=name, PolicyName=policy, PolicyDocument=json.dumps(document)
            )
    for queue in ("RemindersQueue", "QuarantineQueue"):
        attributes = sqs.get_queue_attributes(
            QueueUrl=stack.physical[queue], AttributeNames=["Policy"]
        )["Attributes"]
        policy = json.loads(attributes["Policy"])
        for statement in policy["Statement"]:
            arns = statement["Condition"].get("ArnNotEquals", {}).get("aws:PrincipalArn")
            if arns is not None:
                roles = [
                    arn.rpartition("/")[2] for arn in ([arns] if isinstance(arns, str) else arns)
                ]
                sessions = [f"arn:aws:sts::{account}:assumed-role/{role}/*" for role in roles]
                statement["Condition"] = {"ArnNotLike": {"aws:PrincipalArn": sessions}}
        sqs.set_queue_attributes(
            QueueUrl=stack.physical[queue], Attributes={"Policy": json.dumps(policy)}
        )
