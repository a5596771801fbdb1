"""A stack of the check's own: made, looked at, and taken away with all that it leaves behind."""

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

from tools.aws_check.measures import Place

ROOT = Path(__file__).parents[2]


def deploy(name: str, owner: str) -> dict[str, Any]:
    """Deploy what `make build` has built; return how long it took."""
    began = time.monotonic()
    subprocess.run(  # noqa: S603 - the pinned SAM CLI
        [
            *(ROOT / ".venv-sam/bin/sam", "deploy", "--stack-name", name, "--resolve-s3"),
            *("--no-confirm-changeset", "--no-progressbar", "--capabilities", "CAPABILITY_IAM"),
            *("--parameter-overrides", f"OwnerEmail={owner}", "Web=yes", "LogRetentionDays=1"),
        ],
        check=True, cwd=ROOT, stdout=sys.stderr,
    )  # fmt: skip
    return {"seconds": round(time.monotonic() - began)}


def place_of(name: str) -> Place:
    """Return where the parts of a stack are."""
    clouds = boto3.client("cloudformation")
    (stack,) = clouds.describe_stacks(StackName=name)["Stacks"]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
    pages = clouds.get_paginator("list_stack_resources").paginate(StackName=name)
    parts = {
        each["LogicalResourceId"]: each.get("PhysicalResourceId", "")
        for page in pages
        for each in page["StackResourceSummaries"]
    }
    return Place(outputs["TableName"], outputs["ClaimEventsQueueUrl"], parts)


def remove(name: str) -> dict[str, Any]:
    """Delete a stack and what outlives it: the table and the key. Says what could not be."""
    left: list[str] = []
    try:
        parts = place_of(name).parts
    except (ClientError, KeyError, ValueError):
        parts = {}

    def tried(what: str, call: Any, **asked: Any) -> None:  # noqa: ANN401 - any call of boto3
        try:
            call(**asked)
        except ClientError as wrong:
            left.append(f"{what}: {wrong.response['Error']['Code']}")

    clouds, tables = boto3.client("cloudformation"), boto3.client("dynamodb")
    tried("stack", clouds.delete_stack, StackName=name)
    try:
        clouds.get_waiter("stack_delete_complete").wait(StackName=name)
    except Exception as wrong:  # noqa: BLE001 - told, and the rest is deleted
        left.append(f"stack: {type(wrong).__name__}")
    if table := parts.get("CasesTable"):
        tried("table", tables.update_table, TableName=table, DeletionProtectionEnabled=False)
        tried("table", tables.delete_table, TableName=table)
    if key := parts.get("Key"):
        kms = boto3.client("kms")
        tried("key", kms.schedule_key_deletion, KeyId=key, PendingWindowInDays=7)
    return {"left behind": left} | ({"failed": "look at the account"} if left else {})
