"""Who may do what, on what SAM makes of the template, with every option switched on."""

import re
from typing import Any

import pytest

from tests.template import (
    QUEUE,
    TOPIC,
    listed,
    made,
    resources,
    statements,
    target,
    transformed,
)

READ = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
MAIL = ("ses:SendEmail", "ses:SendRawEmail")
ALLOWED: dict[str, set[tuple[str, str]]] = {
    "IngestEventFunction": {
        *((action, "ClaimEventsQueue") for action in READ),
        ("dynamodb:GetItem", "CasesTable"),
        ("dynamodb:PutItem", "CasesTable"),
        ("dynamodb:DeleteItem", "CasesTable"),
        ("dynamodb:UpdateItem", "CasesTable: COUNTS"),
        ("sqs:SendMessage", "QuarantineQueue"),
        ("sqs:SendMessage", "SchedulesDeadLetters"),
    },
    "SweepDueFunction": {
        ("dynamodb:Query", "CasesTable/index/due"),
        ("dynamodb:Query", "CasesTable"),
        ("dynamodb:GetItem", "CasesTable: ACCOUNTS"),
        ("dynamodb:PutItem", "CasesTable: ACCOUNTS"),
        ("sqs:SendMessage", "RemindersQueue"),
        ("sqs:SendMessage", "SweepDeadLetters"),
    },
    "SendReminderFunction": {
        *((action, "RemindersQueue") for action in READ),
        ("dynamodb:GetItem", "CasesTable"),
        ("dynamodb:PutItem", "CasesTable"),
        ("dynamodb:DeleteItem", "CasesTable"),
        *((action, "identity/*") for action in MAIL),
        *((action, "configuration-set/MailEvents") for action in MAIL),
        ("sns:Publish", "RemindersTopic"),
        ("sns:Publish", "a phone"),
        ("secretsmanager:GetSecretValue", "LinkSecret"),
        ("sqs:SendMessage", "SchedulesDeadLetters"),
    },
    "RecordDeliveryFunction": {
        *((action, "DeliveryEventsQueue") for action in READ),
        ("dynamodb:GetItem", "CasesTable"),
        ("dynamodb:PutItem", "CasesTable"),
        ("sqs:SendMessage", "SchedulesDeadLetters"),
    },
    "ReconcileFunction": {
        ("dynamodb:DeleteItem", "CasesTable"),
        ("dynamodb:Query", "CasesTable"),
        ("dynamodb:GetItem", "CasesTable"),
        ("dynamodb:PutItem", "CasesTable"),
        ("sqs:SendMessage", "SchedulesDeadLetters"),
    },
    "EnsureIdentityFunction": {
        *(
            (f"ses:{action}", f"identity/{name}")
            for action in (
                "GetEmailIdentity",
                "CreateEmailIdentity",
                "PutEmailIdentityMailFromAttributes",
            )
            for name in ("OwnerEmail", "SenderDomain", "InboundMailDomain")
        ),
        ("sqs:SendMessage", "SchedulesDeadLetters"),
    },
    "CheckCanaryFunction": {
        ("dynamodb:Query", "CasesTable: ACCOUNT#claimwatch-canary"),
        ("dynamodb:GetItem", "CasesTable: ACCOUNT#claimwatch-canary"),
        ("dynamodb:DeleteItem", "CasesTable: ACCOUNT#claimwatch-canary"),
        ("dynamodb:GetItem", "CasesTable: ACCOUNTS"),
        ("dynamodb:PutItem", "CasesTable: ACCOUNTS"),
        ("dynamodb:GetItem", "CasesTable: PAGING"),
        ("dynamodb:PutItem", "CasesTable: PAGING"),
        ("sns:ListSubscriptionsByTopic", "AlarmsTopic"),
        ("cloudwatch:DescribeAlarms", "*"),
        ("cloudwatch:SetAlarmState", "alarm:${AWS::StackName}-*"),
        ("ses:GetEmailIdentity", "identity/OwnerEmail"),
        ("ses:GetEmailIdentity", "identity/OwnersDomain"),
        ("ses:GetEmailIdentity", "identity/SenderDomain"),
        ("ses:GetEmailIdentity", "identity/claimwatch@SenderDomain"),
        ("ses:DescribeActiveReceiptRuleSet", "*"),
        ("sqs:SendMessage", "ClaimEventsQueue"),
        ("sqs:SendMessage", "SchedulesDeadLetters"),
    },
    "SendDigestsFunction": {
        ("dynamodb:Query", "CasesTable"),
        ("dynamodb:GetItem", "CasesTable"),
        ("dynamodb:PutItem", "CasesTable: DIGESTS"),
        ("dynamodb:DeleteItem", "CasesTable: COUNTS"),
        *((action, "identity/*") for action in MAIL),
        *((action, "configuration-set/MailEvents") for action in MAIL),
        ("sqs:SendMessage", "SchedulesDeadLetters"),
        ("secretsmanager:GetSecretValue", "LinkSecret"),
    },
    "IngestFileFunction": {
        *((action, "IntakeFilesQueue") for action in READ),
        ("s3:GetObject", "IntakeBucket/mails/*"),
        ("s3:GetObject", "IntakeBucket/reports/*"),
        ("dynamodb:Query", "CasesTable: ACCOUNTS"),
        ("dynamodb:UpdateItem", "CasesTable: COUNTS"),
        ("dynamodb:PutItem", "CasesTable: COUNTS"),
        *((action, "identity/*") for action in MAIL),
        *((action, "configuration-set/MailEvents") for action in MAIL),
        ("sqs:SendMessage", "ClaimEventsQueue"),
        ("sqs:SendMessage", "QuarantineQueue"),
        ("sqs:SendMessage", "SchedulesDeadLetters"),
    },
    "WebFunction": {
        ("dynamodb:Query", "CasesTable: ACCOUNTS"),
        ("dynamodb:PutItem", "CasesTable: ACCOUNTS"),
        ("dynamodb:GetItem", "CasesTable"),
        ("dynamodb:Query", "CasesTable/index/open"),
        ("dynamodb:Query", "CasesTable/index/month"),
        ("sqs:SendMessage", "ClaimEventsQueue"),
        ("secretsmanager:GetSecretValue", "LinkSecret"),
        ("sqs:SendMessage", "SchedulesDeadLetters"),
    },
}
PATTERNS = {
    "identity/*", "IntakeBucket/mails/*", "IntakeBucket/reports/*",
    "alarm:${AWS::StackName}-*", "*",
}  # fmt: skip
"""Recipients have identities of their own while SES is in its sandbox; files have names; alarms are
listed all or none; the active receipt rule set is one and has no ARN."""
REDRIVE = "RedriveRole"
"""The one role that is for people; `test_redrive.py` says what it may."""
ROLES = {name: role for name, role in made("AWS::IAM::Role").items() if name != REDRIVE}
QUEUE_POLICIES = resources("AWS::SQS::QueuePolicy")


def place(resource: Any) -> str:  # noqa: ANN401 - whatever a policy writes as a resource
    """Return what a statement is about, short enough to be read."""
    if isinstance(resource, dict) and "Fn::If" in resource:
        return place(resource["Fn::If"][1])
    if isinstance(resource, dict) and "Fn::Sub" not in resource:
        return target(resource)
    text = resource["Fn::Sub"] if isinstance(resource, dict) else resource
    text = text if isinstance(text, str) else text[0]
    text = re.sub(r"arn:\$\{AWS::Partition\}:\w+:\$\{AWS::Region\}:\$\{AWS::AccountId\}:", "", text)
    return re.sub(r"\$\{(\w+)(\.Arn)?\}", r"\1", text)


def grants(role: str) -> set[tuple[str, str]]:
    found = set()
    for statement in statements(ROLES[role]["Policies"]):
        keys = statement.get("Condition", {}).get("ForAllValues:StringEquals", {})
        only = "".join(f": {key}" for key in listed(keys.get("dynamodb:LeadingKeys", [])))
        if "kms:ViaService" in statement.get("Condition", {}).get("StringEquals", {}):
            continue  # the same words for every function, see below
        places = [place(each) + only for each in listed(statement.get("Resource", []))]
        found |= {(action, to) for action in listed(statement["Action"]) for to in places}
        if "NotResource" in statement:
            found |= {(action, "a phone") for action in listed(statement["Action"])}
    return found


def test_every_function_is_on_the_list() -> None:
    assert set(made("AWS::Lambda::Function")) == set(ALLOWED)


@pytest.mark.parametrize("function", ALLOWED)
def test_a_function_may_do_what_is_listed_and_nothing_else(function: str) -> None:
    assert grants(f"{function}Role") == ALLOWED[function]


@pytest.mark.parametrize("function", ALLOWED)
def test_of_the_policies_of_aws_a_function_has_logs_and_traces(function: str) -> None:
    arns = {str(arn).rpartition("/")[2] for arn in ROLES[f"{function}Role"]["ManagedPolicyArns"]}

    assert arns == {"AWSLambdaBasicExecutionRole", "AWSXrayWriteOnlyAccess"}


@pytest.mark.parametrize("role", sorted(set(ROLES) - {f"{name}Role" for name in ALLOWED}))
def test_a_schedule_starts_one_function_and_puts_aside_what_it_cannot(role: str) -> None:
    function = next(name for name in ALLOWED if role.startswith(name))
    (invoke, aside) = sorted(grants(role))

    assert "ManagedPolicyArns" not in ROLES[role]
    assert invoke == ("lambda:InvokeFunction", function)
    assert aside[0] == "sqs:SendMessage"
    assert aside[1].endswith("DeadLetters")


@pytest.mark.parametrize("role", ROLES)
def test_no_role_has_a_wildcard_but_the_listed_ones(role: str) -> None:
    starred = [(action, to) for action, to in grants(role) if "*" in action + to]

    assert {to for _, to in starred} <= PATTERNS
    assert not any("*" in action for action, _ in starred)


@pytest.mark.parametrize("role", ROLES)
def test_only_the_service_that_runs_it_takes_a_role(role: str) -> None:
    (statement,) = ROLES[role]["AssumeRolePolicyDocument"]["Statement"]
    service = "lambda" if role.endswith("FunctionRole") else "scheduler"

    assert statement["Principal"] == {"Service": [f"{service}.amazonaws.com"]}


def test_mail_goes_out_under_our_own_addresses_only() -> None:
    mailing = [
        statement
        for role in ROLES.values()
        for statement in statements(role["Policies"])
        if any(action.startswith("ses:Send") for action in listed(statement["Action"]))
    ]

    assert len(mailing) == 3
    for statement in mailing:
        sender = statement["Condition"]["StringEquals"]["ses:FromAddress"]
        owner, domain = sender
        assert owner == {"Ref": "OwnerEmail"}
        named, given, _ = domain["Fn::If"]
        assert (named, given) == ("HasSenderDomain", {"Fn::Sub": "claimwatch@${SenderDomain}"})


def test_a_text_message_is_published_to_a_phone_and_to_no_topic() -> None:
    (phone,) = (
        statement
        for statement in statements(ROLES["SendReminderFunctionRole"]["Policies"])
        if "NotResource" in statement
    )

    assert phone["Action"] == "sns:Publish"
    assert phone["NotResource"] == {"Fn::Sub": "arn:${AWS::Partition}:sns:*:*:*"}


def test_nobody_signs_in_to_the_web_and_to_nothing_else() -> None:
    open_to_all = {
        name
        for name, resource in transformed().items()
        if resource["Type"] == "AWS::Lambda::Permission"
        and resource["Properties"]["Principal"] == "*"
    }
    (url,) = made("AWS::Lambda::Url").values()

    assert target(url["TargetFunctionArn"]) == "WebFunction"
    assert {target(transformed()[name]["Properties"]["FunctionName"]) for name in open_to_all} == {
        "WebFunction"
    }


def test_a_public_address_has_both_grants_it_needs_since_october_2025() -> None:
    granted = {
        permission["Action"]: permission
        for permission in made("AWS::Lambda::Permission").values()
        if permission["Principal"] == "*"
    }

    assert granted["lambda:InvokeFunctionUrl"]["FunctionUrlAuthType"] == "NONE"
    assert granted["lambda:InvokeFunction"]["InvokedViaFunctionUrl"] is True


@pytest.mark.parametrize("function", ALLOWED)
def test_no_variable_holds_a_secret(function: str) -> None:
    variables = made("AWS::Lambda::Function")[function]["Environment"]["Variables"]
    plain = {name: value for name, value in variables.items() if isinstance(value, str)}

    assert plain == {"PYTHONTZPATH": ""}
    assert not [name for name in variables if re.search("SECRET(?!_ARN)|PASSWORD|TOKEN", name)]


def test_every_queue_has_one_policy() -> None:
    queues = [
        target(queue.get("Fn::If", [None, queue])[1])
        for policy in QUEUE_POLICIES.values()
        for queue in policy["Queues"]
    ]

    assert sorted(queues) == sorted(resources(QUEUE))  # a second policy would replace the first


@pytest.mark.parametrize("name", QUEUE_POLICIES)
def test_no_queue_answers_without_tls(name: str) -> None:
    denied = [it for it in policy_of(QUEUE_POLICIES[name]) if "Bool" in it.get("Condition", {})]

    assert any(
        it["Action"] == "sqs:*" and it["Condition"]["Bool"] == {"aws:SecureTransport": "false"}
        for it in denied
    )


@pytest.mark.parametrize(
    ("queue", "producers"),
    [
        ("RemindersQueue", {"SweepDueFunctionRole"}),
        ("QuarantineQueue", {"IngestEventFunctionRole", "IngestFileFunctionRole"}),
    ],
)
def test_only_its_producer_writes_to_a_queue(queue: str, producers: set[str]) -> None:
    (deny,) = (
        it
        for it in policy_of(QUEUE_POLICIES[f"{queue}Policy"])
        if it["Action"] == "sqs:SendMessage"
    )
    arns = deny["Condition"]["ArnNotEquals"]["aws:PrincipalArn"]

    assert (deny["Effect"], deny["Principal"]) == ("Deny", "*")
    assert {target(arn.get("Fn::If", [None, arn])[1]) for arn in listed(arns)} == producers


def test_evidence_comes_from_services_and_from_nobody_else() -> None:
    deny = policy_of(QUEUE_POLICIES["DeliveryEventsQueuePolicy"])[-1]

    assert (deny["Effect"], deny["Action"]) == ("Deny", "sqs:SendMessage")
    assert deny["Condition"] == {"Bool": {"aws:PrincipalIsAWSService": "false"}}


def test_files_come_from_services_and_from_who_moves_back_what_failed() -> None:
    deny = policy_of(QUEUE_POLICIES["IntakeFilesQueuePolicy"])[-1]

    assert (deny["Effect"], deny["Action"]) == ("Deny", "sqs:SendMessage")
    assert deny["Condition"] == {
        "Bool": {"aws:PrincipalIsAWSService": "false"},
        "ArnNotEquals": {"aws:PrincipalArn": {"Fn::GetAtt": [REDRIVE, "Arn"]}},
    }


def test_who_moves_back_what_failed_can_do_nothing_else() -> None:
    (policy,) = made("AWS::IAM::Role")[REDRIVE]["Policies"]
    moving, sending, _ = policy["PolicyDocument"]["Statement"]

    assert target(moving["Resource"]) == "IntakeFilesDeadLetters"
    assert target(sending["Resource"]) == "IntakeFilesQueue"
    assert sending["Action"] == ["sqs:SendMessage", "sqs:GetQueueAttributes"]


def test_whatever_a_service_may_do_here_is_tied_to_its_source() -> None:
    policies = [
        *QUEUE_POLICIES.values(),
        *resources("AWS::SNS::TopicPolicy").values(),
        *resources("AWS::S3::BucketPolicy").values(),
    ]
    allows = [it for policy in policies for it in policy_of(policy) if it["Effect"] == "Allow"]

    assert len(allows) == 10
    for statement in allows:
        assert set(statement["Principal"]) == {"Service"}
        operands = {key for test in statement["Condition"].values() for key in test}
        assert operands <= {"aws:SourceArn", "aws:SourceAccount"}


@pytest.mark.parametrize("topic", resources(TOPIC))
def test_no_topic_takes_anything_without_tls(topic: str) -> None:
    (policy,) = (
        policy
        for policy in resources("AWS::SNS::TopicPolicy").values()
        if topic in map(target, policy["Topics"])
    )

    assert policy_of(policy)[-1]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


@pytest.mark.parametrize("bucket", resources("AWS::S3::Bucket"))
def test_no_bucket_answers_without_tls(bucket: str) -> None:
    (policy,) = (
        policy
        for policy in resources("AWS::S3::BucketPolicy").values()
        if target(policy["Bucket"]) == bucket
    )
    deny = policy_of(policy)[-1]

    assert (deny["Effect"], deny["Action"]) == ("Deny", "s3:*")
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def key_use(policies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        statement
        for statement in statements(policies)
        if "kms:ViaService" in statement.get("Condition", {}).get("StringEquals", {})
    ]


def test_every_function_may_use_the_key_before_it_first_runs() -> None:
    """A role is made with its own policies; one that comes later may come after the first sweep."""
    own = {role for role in ROLES if key_use(ROLES[role]["Policies"])}

    assert own == {f"{name}Role" for name in ALLOWED}


def test_the_roles_of_the_stack_use_the_key_through_the_services() -> None:
    (policy,) = made("AWS::IAM::Policy").values()
    uses = [use for role in ROLES.values() for use in key_use(role["Policies"])]
    (statement,) = policy["PolicyDocument"]["Statement"]
    services = statement["Condition"]["StringEquals"]["kms:ViaService"]

    assert {target(role) for role in policy["Roles"]} == set(ROLES) - {
        f"{name}Role" for name in ALLOWED
    }
    assert all(use == statement for use in uses)
    assert statement["Resource"] == {"Fn::GetAtt": ["Key", "Arn"]}
    assert all(re.fullmatch(r"kms:\w+", action) for action in statement["Action"])
    assert {str(each["Fn::Sub"]).partition(".")[0] for each in services} == {
        "dynamodb", "lambda", "s3", "secretsmanager", "sns", "sqs",
    }  # fmt: skip


def test_the_key_knows_the_account_and_services_that_ask_for_it() -> None:
    (key,) = resources("AWS::KMS::Key").values()
    account, services, alarms, logs = key["KeyPolicy"]["Statement"]

    assert account["Principal"] == {
        "AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}
    }
    for statement in (services, alarms, logs):
        assert set(statement["Principal"]) == {"Service"}
        assert not any(action == "kms:*" for action in statement["Action"])
    assert services["Condition"] == {
        "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    }
    assert alarms["Principal"]["Service"] == "cloudwatch.amazonaws.com"
    assert set(logs["Condition"]) == {"ArnLike"}


def policy_of(resource: dict[str, Any]) -> list[dict[str, Any]]:
    return list(resource["PolicyDocument"]["Statement"])
