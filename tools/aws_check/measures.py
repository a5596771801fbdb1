"""What is measured on a deployed stack, by any boto3 that reaches one."""

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import boto3

from shared.accounts import read_account
from shared.adapters.account_table import AccountTable
from shared.adapters.case_table import CaseTable
from shared.adapters.table import Table
from shared.domain.instants import iso
from shared.domain.protocol import StoredCase
from shared.policy.pack import load_pack
from shared.wiring import utc_now

ACCOUNT = "aws-check"
SIMULATOR = "@simulator.amazonses.com"
"""Mailboxes of SES that take, refuse and complain; nobody is bothered, no quota is used."""


@dataclass(frozen=True, slots=True)
class Place:
    """A deployed stack, as far as it is measured."""

    table: str
    queue: str
    parts: dict[str, str]
    """Logical id → what AWS calls it."""

    @property
    def cases(self) -> CaseTable:
        """Its cases."""
        return CaseTable(Table(boto3.client("dynamodb"), self.table))


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the least value that so many of all do not exceed; None of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


def account_of(place: Place, mailbox: str) -> str:
    """Set up an account whose only contact is a mailbox of SES's simulator."""
    slug = f"{ACCOUNT}-{mailbox}"
    pack = load_pack()
    settings = {
        "account": slug, "store": "US", "time_zone": "UTC", "topic": False,
        "contacts": [{"name": mailbox, "email": f"{mailbox}{SIMULATOR}"}],
    }  # fmt: skip
    AccountTable(Table(boto3.client("dynamodb"), place.table), pack, utc_now).put(
        read_account(settings, pack)
    )
    return slug


def ask(place: Place, slug: str, number: int) -> str:
    """Send a question in by the queue, as any system would; return its order."""
    order = f"000-{number:07d}-{int(time.time()) % 10_000_000:07d}"
    event = {
        "schema": 1, "event_id": f"aws-check-{order}", "type": "information_requested",
        "occurred_at": iso(utc_now()), "account": slug, "programme": "atoz", "order_id": order,
    }  # fmt: skip
    boto3.client("sqs").send_message(QueueUrl=place.queue, MessageBody=json.dumps(event))
    return order


def lags(  # noqa: PLR0913 - a measurement depends on all of it
    place: Place,
    slug: str,
    orders: Iterable[str],
    done: Callable[[StoredCase], bool],
    patience: timedelta,
    *,
    pause: float = 1,
) -> dict[str, Any]:
    """Wait until every order is as it should be; return how long each took from now on."""
    began, waiting, took = time.monotonic(), set(orders), list[float]()
    count = len(waiting)
    while waiting and time.monotonic() - began < patience.total_seconds():
        for order in sorted(waiting):
            case = place.cases.get(slug, order)
            if case is not None and done(case):
                waiting.discard(order)
                took.append(round(time.monotonic() - began, 1))
        time.sleep(pause)
    return {
        "asked": count, "missing": len(waiting),
        "p50_s": percentile(took, 0.5), "p99_s": percentile(took, 0.99),
    }  # fmt: skip


def taken(case: StoredCase) -> bool:
    """Say whether SES took a mail of the case."""
    return bool(case.delivered)


def arrived(case: StoredCase) -> bool:
    """Say whether SES has said that it arrived as well."""
    return taken(case) and not case.posted and not case.gone


def lost(case: StoredCase) -> bool:
    """Say whether SES has said that nobody is there."""
    return bool(case.gone)


def cold_starts(place: Place, since: datetime) -> dict[str, Any]:
    """Return what Lambda reports of its first runs, in milliseconds, by function."""
    logs, found = boto3.client("logs"), dict[str, list[float]]()
    for name, group in place.parts.items():
        if not name.endswith("Logs") or name == "IntakeAccessLogs":
            continue
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName=group, startTime=int(since.timestamp() * 1000),
            filterPattern='{ $.type = "platform.report" && $.record.metrics.initDurationMs > 0 }',
        )  # fmt: skip
        for page in pages:
            for event in page["events"]:
                metrics = json.loads(event["message"])["record"]["metrics"]
                found.setdefault(name.removesuffix("Logs"), []).append(metrics["initDurationMs"])
    return {
        name: {"count": len(each), "p50_ms": percentile(each, 0.5), "max_ms": max(each)}
        for name, each in sorted(found.items())
    }


def alarms_that_rang(place: Place, since: datetime) -> list[str]:
    """Return the alarms of the stack that went to ALARM, each with its minute."""
    cloudwatch, rang = boto3.client("cloudwatch"), list[str]()
    for name, alarm in sorted(place.parts.items()):
        if not name.endswith("Alarm"):
            continue
        pages = cloudwatch.get_paginator("describe_alarm_history").paginate(
            AlarmName=alarm, HistoryItemType="StateUpdate", StartDate=since
        )
        for page in pages:
            for item in page["AlarmHistoryItems"]:
                if "to ALARM" in item["HistorySummary"]:
                    rang.append(f"{name} {item['Timestamp']:%H:%M}")
    return rang
