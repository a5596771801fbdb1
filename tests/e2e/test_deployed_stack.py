"""What the deployed stack does by itself: queues deliver, schedules fire, roles are enforced."""

import json
import re
from datetime import timedelta

import boto3
import pytest
from botocore.exceptions import ClientError

from shared.adapters.case_table import CaseTable
from shared.adapters.table import Table
from shared.domain.protocol import StoredCase
from shared.steps.covers import COVERS
from shared.wiring import utc_now
from tests.conftest import ORDER, MakeBody
from tests.e2e.conftest import Deployed, wait_for
from tests.e2e.emulator import INBOUND, OWNER
from tests.template import QUEUE, ROOT, resources
from tools.aws_check.measures import Place, account_of, ask, lags, taken

pytestmark = pytest.mark.e2e
HANDLERS = {path.stem for path in (ROOT / "functions").glob("[!_]*.py")}
SCHEDULED = sorted(HANDLERS & {"sweep_due", "reconcile", "check_canary", "send_digests"})


def marked(stack: Deployed) -> StoredCase | None:
    """Return the case once its mail is marked as sent."""
    cases = CaseTable(Table(boto3.client("dynamodb"), stack.outputs["TableName"]))
    case = cases.get("blue-kettle", ORDER)
    return case if case and case.delivered and case.lease is None else None


def test_a_claim_sent_through_the_queue_comes_out_as_a_mail(
    stack: Deployed, make_body: MakeBody
) -> None:
    asked = utc_now() - timedelta(minutes=5)
    amount = {"value": "48.20", "currency": "USD"}
    stack.send(make_body("claim_opened", asked, action_required=True, amount=amount))

    (mail, *_) = wait_for(stack.emulator.mails)

    assert "A-to-z" in json.dumps(mail, ensure_ascii=False)
    assert ORDER[-4:] in json.dumps(mail)


def test_what_was_sent_is_marked_in_the_table(stack: Deployed) -> None:
    case = wait_for(lambda: marked(stack))

    assert [mail.to for mail in case.posted.values()] == [OWNER]


def test_what_ses_says_of_a_mail_reaches_its_case(stack: Deployed) -> None:
    (ref, *_) = wait_for(lambda: marked(stack)).posted
    event = json.loads((ROOT / "events/record_delivery.json").read_text())
    detail = json.loads(event["Records"][0]["body"])
    detail["mail"]["headers"] = [{"name": COVERS, "value": f"blue-kettle {ORDER}:{ref}"}]
    detail["mail"]["tags"]["ses:configuration-set"] = [stack.physical["MailEvents"]]
    body = json.dumps(detail)
    told = {"source": "aws.ses", "detail-type": "Email Delivered", "detail": detail}
    envelope = {"id": "1", "account": "1", "time": "2026-11-20T08:01:03Z", "region": "any"}
    rule = boto3.client("events").describe_rule(Name=stack.physical["MailEventsRule"])

    assert boto3.client("events").test_event_pattern(
        EventPattern=rule["EventPattern"], Event=json.dumps({**envelope, "resources": [], **told})
    )["Result"]
    boto3.client("sqs").send_message(  # in the rule's place: nobody may speak for SES on the bus
        QueueUrl=stack.physical["DeliveryEventsQueue"], MessageBody=body
    )

    wait_for(lambda: (case := marked(stack)) is not None and not case.posted)


def test_a_claim_that_cannot_be_used_waits_in_quarantine_with_its_reason(
    stack: Deployed, make_body: MakeBody
) -> None:
    stack.send(make_body("claim_opened", utc_now(), order_id="113-555-1"))

    (refused, *_) = wait_for(lambda: stack.messages("QuarantineQueue"))

    assert refused["reason"].startswith("order_id")


@pytest.mark.parametrize("handler", SCHEDULED)
def test_a_scheduled_function_does_its_work_with_its_own_permissions(
    stack: Deployed, handler: str
) -> None:
    now = f"{utc_now():%Y-%m-%dT%H:%M:%SZ}"

    answer = stack.invoke(handler.title().replace("_", "") + "Function", {"time": now})

    assert isinstance(answer, dict)


def test_permissions_are_enforced_and_not_merely_written_down(stack: Deployed) -> None:
    iam, role = boto3.client("iam"), stack.physical["ReconcileFunctionRole"]
    (name,) = (
        each
        for each in iam.list_role_policies(RoleName=role)["PolicyNames"]
        if each.endswith("Policy0")
    )
    policy = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    iam.delete_role_policy(RoleName=role, PolicyName=name)
    try:
        with pytest.raises(AssertionError, match="not authorized to perform: dynamodb:Query"):
            stack.invoke("ReconcileFunction", {"time": f"{utc_now():%Y-%m-%dT%H:%M:%SZ}"})
    finally:
        iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(policy))


def test_nobody_but_the_sweep_asks_for_reminders(stack: Deployed) -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        boto3.client("sqs").send_message(
            QueueUrl=stack.physical["RemindersQueue"], MessageBody="{}"
        )


def test_the_mail_carries_a_link_that_opens_without_signing_in(stack: Deployed) -> None:
    (mail, *_) = wait_for(stack.emulator.mails)
    (link, *_) = re.findall(r"https?://[^\s\"<>]+/(?:say|case)/[\w.=~-]+", mail["BodyText"])

    status, page = stack.emulator.visit(link)

    assert link.startswith(stack.outputs["WebUrl"])
    assert status == 200
    assert ORDER[-4:] in page


def test_a_real_account_would_be_measured_like_this(stack: Deployed) -> None:
    place = Place(stack.outputs["TableName"], stack.outputs["ClaimEventsQueueUrl"], stack.physical)
    slug = account_of(place, "success")

    found = lags(place, slug, [ask(place, slug, 1)], taken, timedelta(minutes=2))

    assert found["missing"] == 0
    assert found["p50_s"] < 120


def test_a_mail_is_not_lost_where_the_sender_is_confirmed_by_somebody_else(stack: Deployed) -> None:
    """The stack used the identities, or made them, by a function of its own."""
    for name in (OWNER, INBOUND):
        assert boto3.client("sesv2").get_email_identity(EmailIdentity=name)

    assert "CNAME" in stack.outputs["InboundDnsRecords"]


def test_both_metronomes_tick(stack: Deployed) -> None:
    (second,) = boto3.client("events").list_rule_names_by_target(
        TargetArn=boto3.client("lambda").get_function(
            FunctionName=stack.physical["SweepDueFunction"]
        )["Configuration"]["FunctionArn"]
    )["RuleNames"]

    assert boto3.client("events").describe_rule(Name=second)["State"] == "ENABLED"
    wait_for(lambda: [line for line in stack.log("SweepDueLogs") if "SweepCompleted" in line])


def test_nothing_was_put_aside(stack: Deployed) -> None:
    aside = {
        name: stack.messages(name)
        for name in resources(QUEUE)
        if "DeadLetters" in name and name in stack.physical
    }

    assert {name: found for name, found in aside.items() if found} == {}


def test_a_log_is_encrypted_and_ends(stack: Deployed) -> None:
    (group,) = boto3.client("logs").describe_log_groups(
        logGroupNamePrefix=stack.physical["SendReminderLogs"]
    )["logGroups"]

    assert group["retentionInDays"] == 365
    assert group["kmsKeyId"] == stack.outputs["KeyArn"]
