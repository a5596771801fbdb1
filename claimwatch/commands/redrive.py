"""`claimwatch redrive`: what failed or was refused is looked at, and tried again."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import click

from claimwatch.commands.handing import json_option
from claimwatch.commands.stacks import stack_option
from claimwatch.place import place
from claimwatch.stack import Stack
from shared.domain.errors import InputError

_EVENTS = "ClaimEventsQueue"


@click.command()
@click.option("--refused", is_flag=True, help="Hand refused claim events in again as well.")
@json_option
@stack_option
def redrive(refused: bool, as_json: bool, stack: str | None) -> None:
    """Move dead letters back to their queues, and show what was refused and why.

    A repeated event changes nothing, and a reminder that went out does not go out again.
    """
    if stack is None:
        raise InputError("--stack", "is needed: a local store tells at once what it refuses")
    with place(stack):
        found = Stack(stack)
        for name, queue in found.dead_letters().items():
            _say(_moved(name, queue), as_json=as_json)
        for line in _refused(found, again=refused):
            _say(line, as_json=as_json)


def _moved(name: str, queue: dict[str, str]) -> dict[str, Any]:
    waiting = int(queue["ApproximateNumberOfMessages"])
    sqs = boto3.client("sqs")
    sources = sqs.list_dead_letter_source_queues(QueueUrl=queue["Url"]).get("queueUrls", [])
    if not waiting:
        return {"queue": name, "moved": 0}
    if not sources:  # of a schedule or a function: the next run makes up for it
        sqs.purge_queue(QueueUrl=queue["Url"])
        return {"queue": name, "dropped": waiting, "why": "the next run makes up for it"}
    sqs.start_message_move_task(SourceArn=queue["QueueArn"])
    return {"queue": name, "moved": waiting}


def _refused(stack: Stack, *, again: bool) -> Iterator[dict[str, Any]]:
    """Yield each refused message with its reason; ``again`` hands it in anew."""
    sqs, url = boto3.client("sqs"), stack.parts["QuarantineQueue"][1]
    seen: set[str] = set()
    while True:
        answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=60)
        fresh = [each for each in answer.get("Messages", []) if each["MessageId"] not in seen]
        if not fresh:
            return
        for message in fresh:
            seen.add(message["MessageId"])
            entry = json.loads(message["Body"])
            line = {"refused": entry["id"], "source": entry["source"], "reason": entry["reason"]}
            if again and entry["source"] == "queue":
                sqs.send_message(QueueUrl=stack.parts[_EVENTS][1], MessageBody=entry["body"])
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                line["again"] = True
            yield line


def _say(line: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(line, ensure_ascii=False))
    elif "refused" in line:
        again = "handed in again: " if line.get("again") else ""
        click.echo(f"refused  {again}{line['refused']}: {line['reason']}")
    else:
        done = f"dropped {line['dropped']}, {line['why']}" if "dropped" in line else line["moved"]
        click.echo(f"{line['queue']}: {done}")
