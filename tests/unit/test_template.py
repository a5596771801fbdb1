import re
from datetime import timedelta

import pytest

from shared.domain.protocol import LEASE
from tests.template import (
    ALARM,
    FUNCTION,
    MAPPING,
    QUEUE,
    ROOT,
    TABLE,
    resources,
    target,
    template,
    timeout,
)

FUNCTIONS = resources(FUNCTION)
MAPPINGS = resources(MAPPING)
QUEUES = resources(QUEUE)
ALARMS = resources(ALARM)
HANDLERS = sorted(path.stem for path in (ROOT / "functions").glob("[!_]*.py"))
NOBODY_READS = {name for name in QUEUES if name.endswith("DeadLetters")} | {"QuarantineQueue"}


def logical_id(handler: str) -> str:
    return handler.title().replace("_", "") + "Function"


def slug(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def test_only_the_owners_address_has_to_be_given() -> None:
    parameters = template()["Parameters"]

    assert len(parameters) <= 8
    assert [name for name, it in parameters.items() if "Default" not in it] == ["OwnerEmail"]


def test_every_handler_is_deployed_and_nothing_else_is() -> None:
    assert sorted(FUNCTIONS) == sorted(map(logical_id, HANDLERS))


@pytest.mark.parametrize("name", HANDLERS)
def test_one_name_in_four_places(name: str) -> None:
    assert FUNCTIONS[logical_id(name)]["Handler"] == f"functions.{name}.lambda_handler"
    assert (ROOT / "events" / f"{name}.json").exists()
    assert list((ROOT / "tests").rglob(f"test_{name}.py"))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_described_logged_as_json_and_its_log_ends(name: str) -> None:
    function = FUNCTIONS[name]
    log = resources("AWS::Logs::LogGroup")[target(function["LoggingConfig"]["LogGroup"])]

    assert function["Description"].endswith(".")
    assert function["LoggingConfig"]["LogFormat"] == "JSON"
    assert log["RetentionInDays"] == {"Ref": "LogRetentionDays"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_function_may_do_everything(name: str) -> None:
    statements = [s for policy in FUNCTIONS[name]["Policies"] for s in policy["Statement"]]

    assert all(statement.get("Resource") != "*" for statement in statements)
    assert "*" not in str([statement["Action"] for statement in statements])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_function_reserves_concurrency(name: str) -> None:
    assert "ReservedConcurrentExecutions" not in FUNCTIONS[name]


@pytest.mark.parametrize("name", MAPPINGS)
def test_a_record_that_fails_goes_back_alone(name: str) -> None:
    assert MAPPINGS[name]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.parametrize("name", MAPPINGS)
def test_a_queue_does_not_flood_its_function(name: str) -> None:
    assert 2 <= MAPPINGS[name]["ScalingConfig"]["MaximumConcurrency"] <= 10


@pytest.mark.parametrize("name", MAPPINGS)
def test_a_message_stays_hidden_for_six_timeouts(name: str) -> None:
    queue = QUEUES[target(MAPPINGS[name]["EventSourceArn"])]

    assert queue["VisibilityTimeout"] >= 6 * timeout(target(MAPPINGS[name]["FunctionName"]))


def test_every_queue_is_either_read_or_watched() -> None:
    read = {target(mapping["EventSourceArn"]) for mapping in MAPPINGS.values()}

    assert read == set(QUEUES) - NOBODY_READS


@pytest.mark.parametrize("name", sorted(set(QUEUES) - NOBODY_READS))
def test_a_message_that_failed_five_times_is_put_aside(name: str) -> None:
    redrive = QUEUES[name]["RedrivePolicy"]

    assert target(redrive["deadLetterTargetArn"]) == name.removesuffix("Queue") + "DeadLetters"
    assert redrive["maxReceiveCount"] == 5


@pytest.mark.parametrize("name", sorted(NOBODY_READS))
def test_what_was_put_aside_waits_for_two_weeks(name: str) -> None:
    assert timedelta(seconds=QUEUES[name]["MessageRetentionPeriod"]) == timedelta(weeks=2)


@pytest.mark.parametrize("name", sorted(NOBODY_READS))
def test_what_was_put_aside_raises_an_alarm(name: str) -> None:
    watched = [
        target(dimension["Value"])
        for alarm in ALARMS.values()
        for dimension in alarm["Dimensions"]
        if dimension["Name"] == "QueueName"
    ]

    assert name in watched


def test_no_queue_answers_without_tls() -> None:
    (policy,) = resources("AWS::SQS::QueuePolicy").values()

    assert set(map(target, policy["Queues"])) == set(QUEUES)
    assert policy["PolicyDocument"]["Statement"][0]["Effect"] == "Deny"


def test_a_silent_sweep_raises_an_alarm() -> None:
    alarm = ALARMS["SweepMissingAlarm"]

    assert (alarm["Namespace"], alarm["MetricName"]) == ("Claimwatch", "SweepCompleted")
    assert alarm["TreatMissingData"] == "breaching"


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_says_where_the_help_is(name: str) -> None:
    headings = re.findall(r"^#+ (.+)$", (ROOT / "docs/runbook.md").read_text(), re.MULTILINE)
    (section,) = re.findall(r"docs/runbook\.md#([\w-]+)", ALARMS[name]["AlarmDescription"])

    assert section in map(slug, headings)
    assert ALARMS[name]["AlarmActions"] == [{"Ref": "AlarmsTopic"}]


def test_the_sweep_runs_every_minute_and_never_drifts() -> None:
    schedule = FUNCTIONS["SweepDueFunction"]["Events"]["EveryMinute"]["Properties"]

    assert schedule["ScheduleExpression"] == "rate(1 minute)"
    assert schedule["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert target(schedule["DeadLetterConfig"]["Arn"]) == "SweepDeadLetters"


def test_a_lease_outlives_its_function() -> None:
    stopped_at_the_latest = timedelta(seconds=timeout("SendReminderFunction"))

    assert timedelta(seconds=45) + stopped_at_the_latest < LEASE


def test_the_table_survives_the_stack_and_the_operator() -> None:
    ((name, table),) = resources(TABLE).items()

    assert template()["Resources"][name]["DeletionPolicy"] == "Retain"
    assert template()["Resources"][name]["UpdateReplacePolicy"] == "Retain"
    assert table["DeletionProtectionEnabled"]
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["SSESpecification"] == {"SSEEnabled": True}
