"""What the emulator does not do as AWS does.

Each is a strict expected failure: a new version of the emulator that closes a gap fails here, and
what makes up for it in conftest.py can go.
"""

import json
import time
from datetime import timedelta

import boto3
import pytest
from botocore.exceptions import ClientError

from shared.wiring import utc_now
from tests.e2e.conftest import Deployed, allow, role
from tests.e2e.differences import UNKNOWN
from tests.e2e.emulator import OWNER, REGION

pytestmark = pytest.mark.e2e
ARN = "arn:aws:iam::000000000000:role/"


NOT_RAISED = pytest.fail.Exception
"""What `pytest.raises` says when nothing was raised."""


def gap(reason: str, by: type[BaseException] = AssertionError) -> pytest.MarkDecorator:
    return pytest.mark.xfail(reason=reason, raises=by, strict=True)


def queue(name: str) -> tuple[str, str]:
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    asked = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return url, asked["Attributes"]["QueueArn"]


@gap("sqs:SendMessageBatch is asked for, an action that AWS does not have", ClientError)
def test_who_may_send_one_message_may_send_ten(stack: Deployed) -> None:
    url, _ = queue("ten")
    sqs = role("ten", allow("sqs:SendMessage")).client("sqs")

    sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": "1", "MessageBody": "{}"}])


@gap("aws:PrincipalArn is the session's ARN; in AWS it is the role's", ClientError)
def test_a_queue_knows_a_session_by_its_role(stack: Deployed) -> None:
    url, arn = queue("by-role")
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnNotEquals": {"aws:PrincipalArn": f"{ARN}by-role"}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [deny]})
    boto3.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})

    role("by-role", allow("sqs:SendMessage")).client("sqs").send_message(
        QueueUrl=url, MessageBody="{}"
    )


@gap("aws:PrincipalIsAWSService is not known", NOT_RAISED)
def test_only_services_write_evidence(stack: Deployed) -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        boto3.client("sqs").send_message(
            QueueUrl=stack.physical["DeliveryEventsQueue"], MessageBody="{}"
        )


@gap("dynamodb:LeadingKeys is not known", NOT_RAISED)
def test_a_role_of_one_partition_reads_no_other(stack: Deployed) -> None:
    only = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "ACCOUNT#own"}}
    session = role("partition", allow("dynamodb:GetItem", Condition=only))
    table = session.resource("dynamodb").Table(stack.outputs["TableName"])

    table.get_item(Key={"pk": "ACCOUNT#own", "sk": "any"})
    with pytest.raises(ClientError, match="AccessDenied"):
        table.get_item(Key={"pk": "ACCOUNT#other", "sk": "any"})


@gap("ses:FromAddress is not known, so that nobody with this condition may send", ClientError)
def test_a_role_of_one_sender_writes_for_it(stack: Deployed) -> None:
    only = {"StringEquals": {"ses:FromAddress": OWNER}}
    session = role("sender", allow("ses:SendEmail", "ses:SendRawEmail", Condition=only))

    session.client("sesv2").send_email(
        FromEmailAddress=OWNER,
        Destination={"ToAddresses": [OWNER]},
        Content={"Raw": {"Data": b"From: owner@example.com\nSubject: x\n\nx\n"}},
    )


@gap("sending is asked for all resources, not for the sender's identity", ClientError)
def test_a_role_of_one_identity_writes_for_it(stack: Deployed) -> None:
    identity = f"arn:aws:ses:{REGION}:000000000000:identity/{OWNER}"
    session = role("identity", allow("ses:SendEmail", "ses:SendRawEmail", Resource=identity))

    session.client("sesv2").send_email(
        FromEmailAddress=OWNER,
        Destination={"ToAddresses": [OWNER]},
        Content={"Raw": {"Data": b"From: owner@example.com\nSubject: x\n\nx\n"}},
    )


@gap("what a schedule sends keeps its <aws.scheduler...>; sweep_due then takes the present time")
def test_a_schedule_says_for_when_it_was(stack: Deployed) -> None:
    url, arn = queue("schedule")
    sqs = boto3.client("sqs")
    boto3.client("scheduler").create_schedule(
        Name="placeholder",
        ScheduleExpression=f"at({utc_now() + timedelta(seconds=1):%Y-%m-%dT%H:%M:%S})",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={
            "Arn": arn,
            "RoleArn": f"{ARN}any",
            "Input": '{"time":"<aws.scheduler.scheduled-time>"}',
        },
    )
    body = received(url, 30)
    sqs.delete_queue(QueueUrl=url)

    assert body is not None
    assert "<aws" not in body


@gap("SES tells the event bus nothing")
def test_ses_says_what_became_of_a_mail(stack: Deployed) -> None:
    url, arn = queue("ses-events")
    events = boto3.client("events")
    events.put_rule(Name="ses-events", EventPattern='{"source":["aws.ses"]}')
    events.put_targets(Rule="ses-events", Targets=[{"Id": "1", "Arn": arn}])
    boto3.client("sesv2").send_email(
        FromEmailAddress=OWNER,
        Destination={"ToAddresses": [OWNER]},
        Content={"Raw": {"Data": b"From: owner@example.com\nSubject: x\n\nx\n"}},
        ConfigurationSetName=stack.physical["MailEvents"],
    )

    assert received(url, 5) is not None


@gap("metrics in log lines stay log lines; alarms see none of ours")
def test_what_a_function_counts_becomes_a_metric(stack: Deployed) -> None:
    stack.invoke("SweepDueFunction", {"time": f"{utc_now():%Y-%m-%dT%H:%M:%SZ}"})

    assert boto3.client("cloudwatch").list_metrics(Namespace="Claimwatch")["Metrics"]


@gap("CloudFormation drops point-in-time recovery")
def test_the_table_can_be_restored_to_a_second(stack: Deployed) -> None:
    answer = boto3.client("dynamodb").describe_continuous_backups(
        TableName=stack.outputs["TableName"]
    )
    recovery = answer["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]

    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"


@gap("CloudFormation drops the key of a table", KeyError)
def test_the_table_is_encrypted_with_our_key(stack: Deployed) -> None:
    table = boto3.client("dynamodb").describe_table(TableName=stack.outputs["TableName"])["Table"]

    assert table["SSEDescription"]["KMSMasterKeyArn"] == stack.outputs["KeyArn"]


@gap("CloudFormation knows no receipt rules, so inbound mail cannot be deployed", ClientError)
@pytest.mark.parametrize("kind", UNKNOWN)
def test_mail_can_come_in(stack: Deployed, kind: str) -> None:
    """What `differences.py` leaves out is left out because it has to be."""
    body = json.dumps({"Resources": {"Rules": {"Type": kind}}})
    name = f"in-{UNKNOWN.index(kind)}"

    boto3.client("cloudformation").create_stack(StackName=name, TemplateBody=body)


def received(url: str, seconds: int) -> str | None:
    for _ in range(seconds):
        answer = boto3.client("sqs").receive_message(QueueUrl=url)
        if answer.get("Messages"):
            return str(answer["Messages"][0]["Body"])
        time.sleep(1)
    return None
