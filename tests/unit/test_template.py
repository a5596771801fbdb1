import json
import re
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.protocol import LEASE
from tests.template import (
    ALARM,
    FUNCTION,
    MAPPING,
    QUEUE,
    ROOT,
    TABLE,
    TOPIC,
    made,
    resources,
    target,
    template,
    timeout,
)

FUNCTIONS = resources(FUNCTION)
MAPPINGS = resources(MAPPING)
QUEUES = resources(QUEUE)
ALARMS = resources(ALARM)
SCHEDULES = {
    f"{name} {event}": properties["Properties"]
    for name, function in FUNCTIONS.items()
    for event, properties in function.get("Events", {}).items()
}
HANDLERS = sorted(path.stem for path in (ROOT / "functions").glob("[!_]*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
NOBODY_READS = {name for name in QUEUES if name.endswith("DeadLetters")} | {"QuarantineQueue"}
KEY = {"Fn::GetAtt": ["Key", "Arn"]}


def logical_id(handler: str) -> str:
    return handler.title().replace("_", "") + "Function"


def slug(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def at_once(mapping: str, *, usual: bool) -> int:
    """Return how many executions a mapping asks for, in an account that is usual or small."""
    asked = MAPPINGS[mapping]["ScalingConfig"]["MaximumConcurrency"]
    return int(asked["Fn::If"][1 if usual else 2] if isinstance(asked, dict) else asked)


def source() -> str:
    folders = (ROOT / "functions", ROOT / "shared/steps", ROOT / "shared")
    return "\n".join(path.read_text() for folder in folders for path in folder.glob("*.py"))


def test_only_the_owners_address_has_to_be_given() -> None:
    parameters = template()["Parameters"]

    assert len(parameters) <= 8
    assert [name for name, it in parameters.items() if "Default" not in it] == ["OwnerEmail"]
    assert all(it["Description"].endswith(".") for it in parameters.values())


def test_what_a_parameter_does_not_take_is_said() -> None:
    parameters = template()["Parameters"].values()

    assert all("AllowedValues" in it or "AllowedPattern" in it for it in parameters)


def test_the_processor_is_the_one_that_make_build_builds_for() -> None:
    layer = template()["Resources"]["SharedLayer"]

    assert template()["Globals"]["Function"]["Architectures"] == ["arm64"]
    assert layer["Properties"]["CompatibleArchitectures"] == ["arm64"]
    assert layer["Metadata"]["BuildArchitecture"] == "arm64"


def test_no_log_is_a_log_of_itself() -> None:
    buckets = resources("AWS::S3::Bucket")
    logged = {name: each.get("LoggingConfiguration", {}) for name, each in buckets.items()}

    assert logged["IntakeBucket"]["DestinationBucketName"] == {"Ref": "IntakeAccessLogs"}
    assert logged["IntakeAccessLogs"] == {}


def test_every_handler_is_deployed() -> None:
    assert set(map(logical_id, HANDLERS)) == set(FUNCTIONS)


@pytest.mark.parametrize("name", HANDLERS)
def test_one_name_in_four_places(name: str) -> None:
    assert FUNCTIONS[logical_id(name)]["Handler"] == f"functions.{name}.lambda_handler"
    assert (ROOT / "events" / f"{name}.json").exists()
    assert [path for path in TESTS if name in path.stem or f"functions.{name}" in path.read_text()]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_described_logged_as_json_and_its_log_ends(name: str) -> None:
    log = resources("AWS::Logs::LogGroup")[target(FUNCTIONS[name]["LoggingConfig"]["LogGroup"])]

    assert FUNCTIONS[name]["Description"].endswith(".")
    assert made("AWS::Lambda::Function")[name]["LoggingConfig"]["LogFormat"] == "JSON"
    assert log["RetentionInDays"] == {"Ref": "LogRetentionDays"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_reserves_concurrency_only_where_the_account_has_some(name: str) -> None:
    reserved = FUNCTIONS[name].get("ReservedConcurrentExecutions")

    assert (reserved is not None) == (
        name in {"SweepDueFunction", "SendReminderFunction", "WebFunction"}
    )
    if reserved is not None:
        condition, usual, small = reserved["Fn::If"]
        assert (condition, small) == ("IsUsual", {"Ref": "AWS::NoValue"})
        assert usual <= 5


@pytest.mark.parametrize("name", MAPPINGS)
def test_a_queue_asks_for_no_more_than_its_function_has(name: str) -> None:
    """It would be turned away otherwise, and what is turned away five times is put aside."""
    reserved = FUNCTIONS[target(MAPPINGS[name]["FunctionName"])].get("ReservedConcurrentExecutions")

    if reserved is not None:
        assert at_once(name, usual=True) <= reserved["Fn::If"][1]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_an_invocation_nobody_waits_for_is_put_aside_when_it_fails(name: str) -> None:
    aside = made("AWS::Lambda::Function")[name]["DeadLetterConfig"]["TargetArn"]

    assert target(aside) in NOBODY_READS


@pytest.mark.parametrize("name", MAPPINGS)
def test_a_record_that_fails_goes_back_alone(name: str) -> None:
    assert MAPPINGS[name]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.parametrize("name", MAPPINGS)
def test_a_queue_does_not_flood_its_function(name: str) -> None:
    assert 2 <= at_once(name, usual=False) <= at_once(name, usual=True) <= 10


def test_in_the_smallest_account_the_queues_leave_two_executions_free() -> None:
    assert sum(at_once(name, usual=False) for name in MAPPINGS) <= 10 - 2


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


@pytest.mark.parametrize("name", sorted(set(QUEUES) - NOBODY_READS))
def test_what_waits_in_a_queue_whose_reader_is_off_is_kept_for_two_weeks_and_told(
    name: str,
) -> None:
    ages = [
        alarm
        for alarm in ALARMS.values()
        if alarm["MetricName"] == "ApproximateAgeOfOldestMessage"
        and target(alarm["Dimensions"][0]["Value"]) == name
    ]

    assert timedelta(seconds=QUEUES[name]["MessageRetentionPeriod"]) == timedelta(weeks=2)
    assert len(ages) == 1
    assert ages[0]["Threshold"] < timedelta(hours=2).total_seconds()


@pytest.mark.parametrize("name", sorted(NOBODY_READS))
def test_what_was_put_aside_raises_an_alarm(name: str) -> None:
    watched = [
        target(dimension["Value"])
        for alarm in ALARMS.values()
        for dimension in alarm.get("Dimensions", [])
        if dimension["Name"] == "QueueName"
    ]

    assert name in watched


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_puts_aside_what_it_could_not_start_and_gives_up_in_time(name: str) -> None:
    schedule = SCHEDULES[name]

    assert target(schedule["DeadLetterConfig"]["Arn"]) in NOBODY_READS
    assert schedule["RetryPolicy"]["MaximumEventAgeInSeconds"] <= 900


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_is_a_rate_with_the_right_plural(name: str) -> None:
    schedule = SCHEDULES[name]
    rate = schedule.get("ScheduleExpression") or schedule["Schedule"]

    hourly = re.fullmatch(r"cron\(\d+ \* \* \* \? \*\)", rate)
    assert hourly or re.fullmatch(r"rate\((1 (minute|hour)|([2-9]|\d\d) (minutes|hours))\)", rate)


def test_what_may_take_minutes_never_runs_beside_the_other() -> None:
    minutes = [
        int(re.findall(r"\d+", schedule["ScheduleExpression"])[0])
        for name, schedule in SCHEDULES.items()
        if timeout(name.partition(" ")[0]) > 60
    ]

    assert len(minutes) == 2
    assert abs(minutes[0] - minutes[1]) * 60 > 300 + 900, "and a late one is over before the next"


def test_a_silent_sweep_raises_an_alarm() -> None:
    alarm = ALARMS["SweepMissingAlarm"]

    assert (alarm["Namespace"], alarm["MetricName"]) == ("Claimwatch", "SweepCompleted")
    assert alarm["TreatMissingData"] == "breaching"
    assert alarm["Period"] * alarm["DatapointsToAlarm"] == 180
    assert alarm["EvaluationPeriods"] == 5, (
        "the second metronome beats once in five, which is no end"
    )


def test_a_canary_missed_for_an_hour_raises_an_alarm() -> None:
    alarm = ALARMS["CanaryMissingAlarm"]

    assert alarm["MetricName"] == "CanaryReminded"
    assert alarm["TreatMissingData"] == "breaching"
    assert 60 < alarm["Period"] * alarm["EvaluationPeriods"] / 60 <= 65


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_says_where_the_help_is(name: str) -> None:
    headings = re.findall(r"^#+ (.+)$", (ROOT / "docs/runbook.md").read_text(), re.MULTILINE)
    (section,) = re.findall(r"docs/runbook\.md#([\w-]+)", ALARMS[name]["AlarmDescription"])

    assert section in map(slug, headings)
    assert ALARMS[name]["AlarmActions"] == [{"Ref": "AlarmsTopic"}]


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_tells_of_its_end_where_silence_is_the_trouble_and_nowhere_else(name: str) -> None:
    silence = ALARMS[name]["TreatMissingData"] == "breaching"

    assert ALARMS[name].get("OKActions", []) == ([{"Ref": "AlarmsTopic"}] if silence else [])


def test_what_a_function_counts_is_what_an_alarm_watches_and_nothing_else() -> None:
    """A metric nobody is paged for costs as much as three alarms; a line of a log, nothing."""
    dashboard = template()["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    shown = set(re.findall(r'"Claimwatch", "(\w+)"', dashboard))
    alarming = {it["MetricName"] for it in ALARMS.values() if it["Namespace"] == "Claimwatch"}
    counted = set(re.findall(r'\bcount\(\s*"([A-Z]\w+)"', source()))

    assert counted == alarming
    assert shown <= counted
    assert "add_metric(" not in source().replace("metrics.add_metric(name, unit, of)", "")


def test_what_the_dashboard_reads_in_the_logs_is_written_there() -> None:
    dashboard = template()["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    read = set(re.findall(r"message = '([\w ]+)'", dashboard))

    assert len(read) == 6
    assert read <= set(re.findall(r'logger\.\w+\(\s*"([^"]+)"', source()))


@pytest.mark.parametrize(
    "name", [name for name, alarm in ALARMS.items() if alarm["Namespace"] == "Claimwatch"]
)
def test_an_alarm_on_a_metric_of_ours_watches_this_stack_alone(name: str) -> None:
    watched = {each["Name"]: each["Value"] for each in ALARMS[name]["Dimensions"]}

    assert watched == {"service": "claimwatch", "stack": {"Ref": "AWS::StackName"}}
    environment = template()["Globals"]["Function"]["Environment"]["Variables"]
    assert environment["STACK_NAME"] == {"Ref": "AWS::StackName"}


def test_the_dashboard_is_json_and_its_widgets_do_not_overlap() -> None:
    body = template()["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    widgets: list[dict[str, Any]] = json.loads(body)["widgets"]

    assert len({(it["x"], it["y"]) for it in widgets}) == len(widgets)
    assert all(it["x"] % it["width"] == it["y"] % it["height"] == 0 for it in widgets)
    assert all(it["x"] + it["width"] <= 24 for it in widgets)


def test_the_sweep_runs_every_minute_and_never_drifts() -> None:
    schedule = SCHEDULES["SweepDueFunction EveryMinute"]

    assert schedule["ScheduleExpression"] == "rate(1 minute)"
    assert schedule["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert target(schedule["DeadLetterConfig"]["Arn"]) == "SweepDeadLetters"


def test_a_metronome_of_another_kind_goes_on_when_the_first_is_switched_off() -> None:
    events = FUNCTIONS["SweepDueFunction"]["Events"]

    assert {events["EveryMinute"]["Type"], events["EveryFiveMinutes"]["Type"]} == {
        "ScheduleV2",
        "Schedule",
    }
    assert "Input" not in events["EveryFiveMinutes"]["Properties"]  # its own event tells the time


def test_a_lease_outlives_its_function() -> None:
    stopped_at_the_latest = timedelta(seconds=timeout("SendReminderFunction"))

    assert timedelta(seconds=45) + stopped_at_the_latest < LEASE


def test_the_table_survives_the_stack_and_the_operator() -> None:
    ((name, table),) = resources(TABLE).items()

    assert template()["Resources"][name]["DeletionPolicy"] == "Retain"
    assert template()["Resources"][name]["UpdateReplacePolicy"] == "Retain"
    assert table["DeletionProtectionEnabled"]
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_the_key_survives_with_the_table_it_opens() -> None:
    key = template()["Resources"]["Key"]

    assert (key["DeletionPolicy"], key["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")
    assert key["Properties"]["EnableKeyRotation"]


def test_everything_that_is_stored_is_encrypted_with_our_key() -> None:
    (table,) = resources(TABLE).values()
    buckets = resources("AWS::S3::Bucket")
    (intake,) = buckets["IntakeBucket"]["BucketEncryption"]["ServerSideEncryptionConfiguration"]

    assert table["SSESpecification"]["KMSMasterKeyId"] == KEY
    assert intake["ServerSideEncryptionByDefault"]["KMSMasterKeyID"] == KEY
    assert all(queue["KmsMasterKeyId"] == KEY for queue in QUEUES.values())
    assert all(topic["KmsMasterKeyId"] == {"Ref": "Key"} for topic in resources(TOPIC).values())
    assert all(log["KmsKeyId"] == KEY for log in resources("AWS::Logs::LogGroup").values())
    assert all(each["KmsKeyArn"] == KEY for each in made("AWS::Lambda::Function").values())
    (secret,) = resources("AWS::SecretsManager::Secret").values()
    assert secret["KmsKeyId"] == {"Ref": "Key"}


def test_mails_are_gone_after_thirty_days() -> None:
    (rule,) = resources("AWS::S3::Bucket")["IntakeBucket"]["LifecycleConfiguration"]["Rules"]

    assert rule["Status"] == "Enabled"
    assert rule["ExpirationInDays"] + rule["NoncurrentVersionExpiration"]["NoncurrentDays"] <= 31


@pytest.mark.parametrize("name", resources("AWS::S3::Bucket"))
def test_no_bucket_can_be_made_public(name: str) -> None:
    bucket = resources("AWS::S3::Bucket")[name]

    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}


def test_what_is_optional_is_off() -> None:
    parameters = template()["Parameters"]

    assert parameters["Web"]["Default"] == "no"
    assert parameters["InboundMailDomain"]["Default"] == ""
    for name, resource in template()["Resources"].items():
        if name.startswith(("Inbound", "Intake", "IngestFile")):
            assert resource["Condition"] == "HasInboundMail"
        if name.startswith(("Web", "Link")):
            assert resource["Condition"] == "HasWeb"


def test_the_outputs_end_with_what_to_do_now() -> None:
    outputs = template()["Outputs"]

    assert list(outputs)[-1] == "NextSteps"
    assert {"ClaimEventsQueueUrl", "TableName", "TopicArn", "DashboardUrl"} <= set(outputs)
    assert all(output["Description"].endswith(".") for output in outputs.values())


def test_no_resource_has_a_fixed_name_so_that_two_stacks_fit_into_one_account() -> None:
    named = [
        (name, key)
        for name, resource in template()["Resources"].items()
        for key in resource.get("Properties", {})
        if key in {"Name", "FunctionName", "QueueName", "TopicName", "TableName", "BucketName"}
        and resource["Type"] != MAPPING
    ]

    assert named == []
