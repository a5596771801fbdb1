"""`claimwatch redrive`: what failed or was refused is looked at, and tried again."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import click
from botocore.exceptions import ClientError

from claimwatch.commands.handing import json_option
from claimwatch.commands.stacks import stack_option
from claimwatch.dead_letters import remedied
from claimwatch.place import place
from claimwatch.stack import Stack
from shared.domain.errors import InputError

_EVENTS = "ClaimEventsQueue"
_HIDDEN = 30
"""Seconds for which a message that is looked at is out of sight, should this command die."""


@click.command()
@click.option("--refused", is_flag=True, help="Hand refused claim events in again as well.")
@json_option
@stack_option
@click.pass_context
def redrive(context: click.Context, refused: bool, as_json: bool, stack: str | None) -> None:
    """Move dead letters back where that helps, drop the others, and show what was refused and why.

    A repeated event changes nothing, and a reminder that went out does not go out again.
    Exit codes: 0 done; 11 something could not be done about a queue, which is named.
    """
    if stack is None:
        raise InputError("--stack", "is needed: a local store tells at once what it refuses")
    failed = False
    with place(stack):
        found = Stack(stack)
        for name, queue in found.dead_letters().items():
            try:
                line = remedied(found, name, queue)
            except ClientError as wrong:  # the other queues are looked at all the same
                line, failed = {"queue": name, "failed": str(wrong)}, True
            _say(line, as_json=as_json)
        for line in _refused(found, again=refused):
            _say(line, as_json=as_json)
    context.exit(11 if failed else 0)


def _refused(stack: Stack, *, again: bool) -> Iterator[dict[str, Any]]:
    """Yield each refused message with its reason; ``again`` hands it in anew.

    What stays is put back into sight at the end: its alarm must not take the look for a remedy.
    """
    sqs, url = boto3.client("sqs"), stack.parts["QuarantineQueue"][1]
    hidden: dict[str, str] = {}
    try:
        while True:
            answer = sqs.receive_message(
                QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=_HIDDEN
            )
            messages = answer.get("Messages", [])
            fresh = [each for each in messages if each["MessageId"] not in hidden]
            hidden |= {each["MessageId"]: each["ReceiptHandle"] for each in messages}
            if not fresh:
                return
            for message in fresh:
                entry = json.loads(message["Body"])
                said = {"refused": entry["id"], "source": entry["source"]}
                line = {**said, "reason": entry["reason"]}
                if again and entry["source"] == "queue":
                    sqs.send_message(QueueUrl=stack.parts[_EVENTS][1], MessageBody=entry["body"])
                    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                    del hidden[message["MessageId"]]
                    line["again"] = True
                yield line
    finally:
        for handle in hidden.values():
            sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=0)


def _say(line: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(line, ensure_ascii=False))
    elif "refused" in line:
        again = "handed in again: " if line.get("again") else ""
        click.echo(f"refused  {again}{line['refused']}: {line['reason']}")
    elif "failed" in line:
        click.echo(f"{line['queue']}: nothing done, {line['failed']}")
    elif "dropped" in line:
        click.echo(f"{line['queue']}: dropped {line['dropped']}, {line['why']}")
    else:
        done = f"moved back {line['moved']}" if line["moved"] else "nothing in it"
        click.echo(f"{line['queue']}: {done}")
