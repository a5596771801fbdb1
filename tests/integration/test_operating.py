"""The operator's commands on a deployed stack, which an embedded AWS stands for."""

import json
import os
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from click.testing import CliRunner, Result

from claimwatch.command import claimwatch
from claimwatch.embedded import SENDER
from claimwatch.runner import Runner
from shared.domain.instants import iso
from shared.wiring import services, utc_now
from tests.conftest import SETTINGS, body
from tests.integration.conftest import Stack
from tests.unit.intake.mails.mails import written

_QUEUES = (
    "ClaimEventsQueue", "ClaimEventsDeadLetters", "DeliveryEventsDeadLetters", "QuarantineQueue",
)  # fmt: skip


ALARM = "watch-RemindersLateAlarm-1"


class Formation:
    """What CloudFormation tells of a stack named `watch`; moto's own needs a dozen packages."""

    shared: "Formation"

    def __init__(self, queues: dict[str, str]) -> None:
        self._queues = queues
        self.given = {"OwnerEmail": SENDER}

    def describe_stacks(self, StackName: str) -> dict[str, Any]:  # noqa: ARG002, N803 - as boto3 has it
        outputs = {
            "TableName": "cases",
            "ClaimEventsQueueUrl": self._queues["ClaimEventsQueue"],
            "AlarmsTopicArn": os.environ["ALARMS_TOPIC_ARN"],
        }
        told = {
            "StackStatus": "CREATE_COMPLETE",
            "Parameters": [
                {"ParameterKey": key, "ParameterValue": value} for key, value in self.given.items()
            ],
            "Outputs": [{"OutputKey": key, "OutputValue": each} for key, each in outputs.items()],
        }
        date = format_datetime(datetime.now(UTC), usegmt=True)
        return {"Stacks": [told], "ResponseMetadata": {"HTTPHeaders": {"date": date}}}

    def get_paginator(self, operation: str) -> "Formation":  # noqa: ARG002 - as boto3 has it
        return self

    def paginate(self, StackName: str) -> list[dict[str, Any]]:  # noqa: ARG002, N803 - as boto3 has it
        parts = [
            {
                "LogicalResourceId": name,
                "PhysicalResourceId": url,
                "ResourceType": "AWS::SQS::Queue",
            }
            for name, url in self._queues.items()
        ]
        alarm = {
            "LogicalResourceId": "RemindersLateAlarm",
            "PhysicalResourceId": ALARM,
            "ResourceType": "AWS::CloudWatch::Alarm",
        }
        key = {
            "LogicalResourceId": "Key",
            "PhysicalResourceId": "1234",
            "ResourceType": "AWS::KMS::Key",
        }
        parts += [alarm, key]
        return [{"StackResourceSummaries": parts}]


class Kms:
    """The key everything is encrypted with."""

    state = "Enabled"

    @classmethod
    def describe_key(cls, KeyId: str) -> dict[str, Any]:  # noqa: N803 - as boto3 has it
        assert KeyId == "1234"
        return {"KeyMetadata": {"KeyState": cls.state}}


class Lambda:
    """Lambda's quota in an account that is new."""

    at_once = 10

    @classmethod
    def get_account_settings(cls) -> dict[str, Any]:
        return {"AccountLimit": {"ConcurrentExecutions": cls.at_once}}


def denied(SourceArn: str) -> dict[str, str]:  # noqa: N803 - as boto3 has it
    words = "not authorized to perform: sqs:SendMessage"
    error: Any = {"Error": {"Code": "AccessDenied", "Message": words}}
    raise ClientError(error, "StartMessageMoveTask")


@pytest.fixture
def deployed(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A stack named `watch`; its queues by logical name."""
    queues = {name: stack.aws.sqs.create_queue(QueueName=name)["QueueUrl"] for name in _QUEUES}
    real, formation = boto3.client, Formation(queues)
    monkeypatch.setattr(Formation, "shared", formation, raising=False)

    def client(service: str, **more: Any) -> Any:  # noqa: ANN401 - any client
        if service == "cloudformation":
            return formation
        if service == "kms":
            return Kms
        if service == "lambda":  # moto's needs a container engine
            return Lambda
        found = real(service, **more)  # type: ignore[call-overload]
        if service == "sqs":  # moto has no such call
            found.start_message_move_task = denied
        if service == "cloudwatch":  # moto has no such call
            acted = {"AlarmHistoryItems": [{"HistoryItemType": "Action"}]}
            found.describe_alarm_history = lambda **_: acted
        if service == "sesv2":  # moto has no such call
            found.get_account = lambda: {"SendingEnabled": True, "ProductionAccessEnabled": False}
        return found

    monkeypatch.setattr(boto3, "client", client)
    return queues


def run(*words: str) -> Result:
    return CliRunner().invoke(claimwatch, [*words, "--stack", "watch"])


def checks(result: Result) -> dict[str, str]:
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    return {line["name"]: line["level"] for line in lines}


def put(queue: str, text: str) -> None:
    boto3.client("sqs").send_message(QueueUrl=queue, MessageBody=text)


def waiting(queue: str) -> list[str]:
    answer = boto3.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
    return [each["Body"] for each in answer.get("Messages", [])]


def beat(stack: str = "watch") -> None:
    boto3.client("cloudwatch").put_metric_data(
        Namespace="Claimwatch",
        MetricData=[{
            "MetricName": "SweepCompleted",
            "Dimensions": [
                {"Name": "service", "Value": "claimwatch"},
                {"Name": "stack", "Value": stack},
            ],
            "Timestamp": utc_now() - timedelta(minutes=1),
            "Value": 1,
        }],
    )  # fmt: skip


def test_a_saved_mail_goes_through_the_queue_of_a_stack(
    deployed: dict[str, str], tmp_path: Path
) -> None:
    saved = tmp_path / "claim.eml"
    saved.write_text(written(
        "Action required: A-to-z Guarantee claim for order 113-5550123-5550199",
        "Please respond within 3 calendar days.",
        date=format_datetime(utc_now() - timedelta(hours=5)),
    ))  # fmt: skip
    account = SETTINGS["account"]

    tried = run("import", str(tmp_path), "--account", account, "--dry-run")
    assert (tried.exit_code, waiting(deployed["ClaimEventsQueue"])) == (0, []), tried.output
    done = run("import", str(tmp_path), "--account", account, "--unverified")

    assert done.exit_code == 0, done.output
    (sent,) = map(json.loads, waiting(deployed["ClaimEventsQueue"]))
    assert (sent["account"], sent["order_id"]) == (account, "113-5550123-5550199")
    assert (sent["source"], sent["verified"]) == ("mail", False)


def test_a_stack_in_which_no_sweep_runs_is_broken(deployed: dict[str, str]) -> None:
    result = run("doctor", "--json")

    assert checks(result)["heartbeat"] == "fail"
    assert result.exit_code == 11


def test_a_stack_that_sweeps_has_a_heartbeat(deployed: dict[str, str]) -> None:
    beat()

    assert checks(run("doctor", "--json"))["heartbeat"] == "ok"


def test_another_stack_that_sweeps_lends_its_heartbeat_to_nobody(deployed: dict[str, str]) -> None:
    beat("watch-prod")

    assert checks(run("doctor", "--json"))["heartbeat"] == "fail"


def found(name: str, *more: str) -> tuple[str, str]:
    lines = [json.loads(line) for line in run("doctor", "--json", *more).stdout.splitlines()]
    (line,) = [each for each in lines if each["name"] == name]
    return line["level"], f"{line['words']} → {line['do']}"


def test_a_stack_whose_alarms_nobody_hears_is_broken(deployed: dict[str, str]) -> None:
    level, words = found("paging")

    assert level == "fail"
    assert "nobody hears alarms" in words
    assert "aws sns subscribe --topic-arn" in words


def test_one_mailbox_that_hears_alarms_is_worth_a_second(deployed: dict[str, str]) -> None:
    topic = os.environ["ALARMS_TOPIC_ARN"]
    sns = boto3.client("sns")
    for number, level in enumerate(("warn", "ok")):
        sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=f"{number}@example.com")

        assert found("paging")[0] == level


@pytest.mark.parametrize("domain", ["gmail.com", "qq.com", "outlook.com", "yahoo.com"])
def test_a_sender_whose_domain_does_not_vouch_for_amazon_is_told_of_junk_folders(
    deployed: dict[str, str], domain: str
) -> None:
    Formation.shared.given = {"OwnerEmail": f"seller@{domain}"}

    level, words = found("junk")

    assert level == "warn"
    assert "junk folders" in words
    assert "SenderDomain" in words


def test_a_domain_that_is_not_seen_yet_is_told_with_its_records(deployed: dict[str, str]) -> None:
    Formation.shared.given = {"OwnerEmail": SENDER, "SenderDomain": "new.example.com"}

    level, words = found("sender")

    assert level == "fail"
    assert f"{SENDER} is the sender meanwhile" in words


@pytest.mark.parametrize(
    ("state", "level", "do"),
    [
        ("Enabled", "ok", ""),
        ("Disabled", "fail", "aws kms enable-key"),
        ("PendingDeletion", "fail", "aws kms cancel-key-deletion"),
    ],
)
def test_a_key_that_may_not_be_used_is_told_with_the_way_back(
    deployed: dict[str, str], monkeypatch: pytest.MonkeyPatch, state: str, level: str, do: str
) -> None:
    monkeypatch.setattr(Kms, "state", state)

    said, words = found("key")

    assert said == level
    assert do in words


def test_the_smallest_account_is_told_what_to_ask_aws_for(deployed: dict[str, str]) -> None:
    level, words = found("executions")

    assert level == "warn"
    assert "L-B99A9384" in words


def test_an_account_that_has_grown_sets_some_apart(
    deployed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Lambda, "at_once", 1000)
    assert "AccountSize=usual" in found("executions")[1]

    Formation.shared.given = {"OwnerEmail": SENDER, "AccountSize": "usual"}
    assert found("executions")[0] == "ok"

    monkeypatch.setattr(Lambda, "at_once", 10)
    assert found("executions")[0] == "fail"


def test_an_alarm_is_rung_from_end_to_end(deployed: dict[str, str]) -> None:
    topic = os.environ["ALARMS_TOPIC_ARN"]
    cloudwatch = boto3.client("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName=ALARM, Namespace="AWS/SQS", MetricName="x", Statistic="Maximum", Period=60,
        EvaluationPeriods=1, Threshold=0, ComparisonOperator="GreaterThanThreshold",
        AlarmActions=[topic],
    )  # fmt: skip
    assert "nobody hears alarms" in str(run("send-test", "--alarm").exception)
    boto3.client("sns").subscribe(TopicArn=topic, Protocol="email", Endpoint="a@example.com")

    result = run("send-test", "--alarm", "--json")

    assert result.exception is None, result.exception
    assert json.loads(result.stdout)["heard_by"] == 1
    (alarm,) = cloudwatch.describe_alarms(AlarmNames=[ALARM])["MetricAlarms"]
    assert alarm["StateValue"] == "ALARM"


def test_a_test_mail_goes_to_the_first_contact_of_every_account_when_none_is_named(
    stack: Stack, deployed: dict[str, str]
) -> None:
    result = run("send-test")

    assert result.exit_code == 0, result.output
    assert len(stack.aws.mails()) == 1


def test_dead_letters_are_broken_and_the_remedy_is_named(deployed: dict[str, str]) -> None:
    put(deployed["ClaimEventsDeadLetters"], body("information_requested"))

    result = run("doctor")

    assert "fail  ClaimEventsDeadLetters: 1 dead letters" in result.stdout
    assert "claimwatch redrive --stack watch" in result.stdout


def test_a_sender_that_is_not_there_is_broken(deployed: dict[str, str]) -> None:
    boto3.client("sesv2").delete_email_identity(EmailIdentity=SENDER)

    assert checks(run("doctor", "--json"))["sender"] == "fail"


def test_what_was_refused_is_shown_with_its_reason(deployed: dict[str, str]) -> None:
    entry = {"reason": "order_id: missing", "source": "queue", "id": "x-1", "body": "{}"}
    put(deployed["QuarantineQueue"], json.dumps(entry))

    assert "x-1: order_id: missing" in run("redrive").stdout


def test_who_looks_at_what_was_refused_leaves_it_in_sight(deployed: dict[str, str]) -> None:
    entry = {"reason": "order_id: missing", "source": "queue", "id": "x-1", "body": "{}"}
    put(deployed["QuarantineQueue"], json.dumps(entry))

    run("redrive")

    assert waiting(deployed["QuarantineQueue"]) == [json.dumps(entry)]


def test_a_queue_that_is_denied_does_not_hide_the_others(deployed: dict[str, str]) -> None:
    entry = {"reason": "order_id: missing", "source": "queue", "id": "x-1", "body": "{}"}
    put(deployed["ClaimEventsDeadLetters"], "{}")
    put(deployed["DeliveryEventsDeadLetters"], "{}")
    put(deployed["QuarantineQueue"], json.dumps(entry))

    result = run("redrive")

    assert "ClaimEventsDeadLetters: nothing done" in result.stdout
    assert "not authorized to perform: sqs:SendMessage" in result.stdout
    assert "DeliveryEventsDeadLetters: dropped 1" in result.stdout
    assert "x-1: order_id: missing" in result.stdout
    assert result.exit_code == 11


def test_what_was_refused_can_be_handed_in_again(deployed: dict[str, str]) -> None:
    asked = body("information_requested")
    entry = {"reason": "account: unknown", "source": "queue", "id": "x-1", "body": asked}
    put(deployed["QuarantineQueue"], json.dumps(entry))

    run("redrive", "--refused")

    assert waiting(deployed["ClaimEventsQueue"]) == [asked]
    assert waiting(deployed["QuarantineQueue"]) == []


def test_an_account_is_forgotten_with_everything_it_has(
    stack: Stack, deployed: dict[str, str]
) -> None:
    stack.receive(body("information_requested", iso(stack.now)))

    result = run("erase", "--account", "blue-kettle", "--yes")

    assert result.stdout == "forgotten: 1 cases of blue-kettle\n"
    [item] = stack.aws.dynamodb.scan(TableName="cases")["Items"]
    assert set(item) == {"pk", "sk", "erased"}, "only that there was one of this name"


def test_without_yes_nothing_is_forgotten(stack: Stack, deployed: dict[str, str]) -> None:
    stack.receive(body("information_requested"))

    result = CliRunner().invoke(
        claimwatch, ["erase", "--account", "blue-kettle", "--stack", "watch"], input="n\n"
    )

    assert result.exit_code != 0
    assert stack.case().events


def test_a_test_mail_goes_to_the_contact_and_changes_nothing(
    stack: Stack, deployed: dict[str, str]
) -> None:
    result = run("send-test", "--account", "blue-kettle")

    assert result.exit_code == 0, result.output
    (raw,) = stack.aws.mails()
    assert b"To: owner@example.com" in raw
    assert services().cases.get("blue-kettle", "000-0000000-0000000") is None
    assert Runner(stack.aws).sweep(stack.now) == []
