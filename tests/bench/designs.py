"""What a thousand claims cost, in claimwatch and in other designs, and a month without any.

Operations are counted from the real functions (`one_claim.py`, `bill.py`); prices are data
(`prices.csv`). What can only be measured in an AWS account is assumed, and named.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from math import ceil
from pathlib import Path

from tests.bench.bill import HALF, Bill
from tests.bench.one_claim import Counted
from tests.template import ALARM, resources

CLAIMS = 1000
MONTH = 30 * 24 * 60
"""Minutes of a month."""
YEAR = 12 * CLAIMS
"""Cases in the table after a year of a thousand a month."""
SWEEPS = MONTH + MONTH // 5
"""Two schedules start it, one every minute, one every five."""
WALKS = MONTH // 60
CANARIES = MONTH // 30
PER_MESSAGE = 3
"""Requests to a queue: sent, received and deleted, each message alone."""
SECONDS = {
    "ingest": Decimal("0.2"), "send": Decimal("0.6"), "report": Decimal("0.1"),
    "sweep": Decimal("0.1"),
}  # fmt: skip
"""Assumed, warm, at half a gigabyte of memory: only an AWS account can tell."""
MEMORY = Decimal("0.5")
IDLE_POLLS = 5 * 3 * MONTH
"""Lambda asks each of its queues with five long polls of twenty seconds, says AWS's blog."""
QUEUES = 3
TRANSITIONS = 3
"""Steps of a state machine a reminder: wait, send, look whether there is another."""


@dataclass(frozen=True)
class Price:
    """What AWS asks for a unit in us-east-1, and where that was read."""

    what: str
    usd: Decimal
    per: Decimal
    dated: str
    seen: str

    def of(self, count: Decimal | int) -> Decimal:
        """Return the price of so many, in US dollars."""
        return self.usd * count / self.per


@cache
def prices() -> dict[str, Price]:
    """Return the prices by key."""
    with Path(__file__).with_name("prices.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["key"]: Price(
                row["what"], Decimal(row["usd"]), Decimal(row["per"]), row["dated"], row["seen"]
            )
            for row in csv.DictReader(file)
        }


def cost(used: Mapping[str, Decimal | int]) -> Decimal:
    """Return what these counts cost, in US dollars."""
    return sum((prices()[key].of(count) for key, count in used.items()), Decimal(0))


@dataclass(frozen=True)
class Design:
    """A way to wake up in time, and what a thousand claims a month take with it."""

    name: str
    used: Mapping[str, Decimal | int]
    besides: str = ""


def without_timing(claim: Counted) -> dict[str, Decimal | int]:
    """Return what every design needs for a claim: events, messages, what became of them."""
    table = sum(claim.bill.writes[name] for name in ("table", "month", "open"))
    seconds = (
        claim.events * SECONDS["ingest"]
        + claim.wakes * SECONDS["send"]
        + claim.reports * SECONDS["report"]
    )
    return {
        "write_unit": table,
        "read_unit": claim.bill.reads,
        "queue_request": PER_MESSAGE * (claim.events + claim.reports),
        "function_call": claim.events + claim.wakes + claim.reports,
        "gb_second": seconds * MEMORY,
        "mail": claim.mails,
        "publish": claim.bill.calls["Publish"],
    }


def metronome() -> dict[str, Decimal | int]:
    """Return what being called every minute takes, and every five minutes beside it."""
    return {
        "function_call": SWEEPS,
        "gb_second": SWEEPS * SECONDS["sweep"] * MEMORY,
        "scheduled_call": MONTH,
    }


def sweeping(sweep: Bill) -> dict[str, Decimal | int]:
    """Return what a month of sweeps takes, whether anything is due or not."""
    return {**metronome(), "read_unit": SWEEPS * sweep.queried}


def designs(claim: Counted, sweep: Bill) -> list[Design]:
    """Return the designs, claimwatch first."""
    common = {key: count * CLAIMS for key, count in without_timing(claim).items()}

    def with_(**more: Decimal | int) -> dict[str, Decimal | int]:
        return {key: common.get(key, 0) + more.get(key, 0) for key in (*common, *more)}

    every_minute = metronome()
    index: dict[str, Decimal | int] = {
        "write_unit": claim.bill.writes["due"] * CLAIMS,
        "queue_request": PER_MESSAGE * claim.bill.messages * CLAIMS,
    }
    swept: dict[str, Decimal | int] = {**sweeping(sweep), **index}
    return [
        Design("claimwatch: an index of what is due next, one sweep a minute", with_(**swept)),
        Design(
            "one-time EventBridge schedules",
            with_(scheduled_call=claim.wakes * CLAIMS),
            f"{claim.planned} made when a claim arrives, what is left deleted when it is answered",
        ),
        Design(
            "Step Functions, waiting",
            with_(transition=(TRANSITIONS * claim.wakes + 1) * CLAIMS),
            f"{CLAIMS:,} executions, each stopped when the claim is answered",
        ),
        Design(
            "a scan each minute, in the first month",
            with_(**every_minute, read_unit=MONTH * scanned(CLAIMS // 2, claim.size)),
            f"{CLAIMS // 2:,} cases in the table on average",
        ),
        Design(
            "a scan each minute, after a year",
            with_(**every_minute, read_unit=MONTH * scanned(YEAR, claim.size)),
            f"{YEAR:,} cases in the table",
        ),
    ]


def scanned(cases: int, size: int) -> Decimal:
    """Return the read units of reading so many cases whole, eventually consistent."""
    return ceil(cases * size / 4096) * HALF


def standing(claim: Counted, canary: Bill, sweep: Bill) -> list[tuple[str, Decimal]]:
    """Return what stands on the bill each month whether claims come or not."""
    alarms = len(resources(ALARM))
    probe: dict[str, Decimal | int] = {
        "write_unit": canary.units, "read_unit": canary.reads + canary.queried, "mail": 1,
        "queue_request": PER_MESSAGE * (canary.messages + 2), "function_call": 5,
        "gb_second": (SECONDS["ingest"] + SECONDS["send"] + 3 * SECONDS["report"]) * MEMORY,
    }  # fmt: skip
    walk = scanned(YEAR, claim.size)
    return [
        (
            f"{steady()} metrics of our own that are always sent",
            prices()["metric_month"].of(steady()),
        ),
        (f"{alarms} alarms", prices()["alarm_month"].of(alarms)),
        ("the key", prices()["key_month"].of(1)),
        (
            f"{QUEUES} queues asked for messages when there are none",
            QUEUES * idle_queue(),
        ),
        (f"{SWEEPS:,} sweeps", cost(sweeping(sweep))),
        (f"{CANARIES:,} canaries", CANARIES * cost(probe)),
        (
            f"{WALKS} walks of reconciliation over {YEAR:,} cases",
            prices()["read_unit"].of(WALKS * walk),
        ),
    ]


def idle_queue() -> Decimal:
    """Return what a month of asking one queue costs when nothing is in it."""
    return prices()["queue_request"].of(IDLE_POLLS)


def steady() -> int:
    """Return how many metrics of our own are sent in every hour.

    A metric is billed for the hours in which it is sent. Those whose silence is the alarm are sent
    always; all others only where there is trouble, which `test_template.py` sees to.
    """
    alarms = resources(ALARM).values()
    return len(
        {
            each["MetricName"]
            for each in alarms
            if each["Namespace"] == "Claimwatch" and each["TreatMissingData"] == "breaching"
        }
    )
