"""Write docs/cost.md: `make cost`."""

import sys
from collections.abc import Iterator
from decimal import Decimal

from tests.bench.bill import Bill
from tests.bench.designs import (
    CLAIMS,
    MEMORY,
    PER_MESSAGE,
    SECONDS,
    cost,
    designs,
    idle_queue,
    prices,
    standing,
    without_timing,
)
from tests.bench.one_claim import Counted, idle_sweep, one_canary, one_claim
from tests.template import ROOT

PAGE = ROOT / "docs" / "cost.md"


def dollars(usd: Decimal) -> str:
    """Return a sum in US dollars, to the hundredth of a cent."""
    return f"{usd:,.4f}" if usd < 1 else f"{usd:,.2f}"


def counts(claim: Counted) -> Iterator[str]:
    """Yield the table of what one claim takes."""
    writes = claim.bill.writes
    yield "| one claim takes | count | 1,000 claims, USD |"
    yield "|---|---|---|"
    rows: list[tuple[str, str, Decimal | int]] = [
        ("write units of the table", "write_unit", writes["table"]),
        ("write units of the index `due`", "write_unit", writes["due"]),
        ("write units of the index `month`", "write_unit", writes["month"]),
        ("write units of the index `open`", "write_unit", writes["open"]),
        ("read units", "read_unit", claim.bill.reads),
        ("queue requests: sent, received, deleted", "queue_request",
         PER_MESSAGE * (claim.events + claim.reports + claim.bill.messages)),
        ("function calls", "function_call", claim.events + claim.wakes + claim.reports),
        ("GB-seconds (assumed)", "gb_second", without_timing(claim)["gb_second"]),
        ("mails", "mail", claim.mails),
        ("messages on the topic", "publish", claim.bill.calls["Publish"]),
    ]  # fmt: skip
    for what, key, count in rows:
        yield (
            f"| {what} | {count.normalize() if isinstance(count, Decimal) else count} "
            f"| {dollars(prices()[key].of(count * CLAIMS))} |"
        )


def beside(claim: Counted, sweep: Bill) -> Iterator[str]:
    """Yield the table of the designs."""
    yield "| design | write units | read units | transitions | scheduled calls | USD | of it mail |"
    yield "|---|---|---|---|---|---|---|"
    for design in designs(claim, sweep):
        used = design.used
        cells = [
            f"{used.get(key, 0):,.0f}"
            for key in ("write_unit", "read_unit", "transition", "scheduled_call")
        ]
        name = f"{design.name} ({design.besides})" if design.besides else design.name
        mail = dollars(prices()["mail"].of(used["mail"]))
        yield f"| {name} | {' | '.join(cells)} | {dollars(cost(used))} | {mail} |"


def month(claim: Counted, canary: Bill, sweep: Bill) -> Iterator[str]:
    """Yield the table of what a month costs without a claim."""
    rows = standing(claim, canary, sweep)
    yield "| each month | USD |"
    yield "|---|---|"
    for what, usd in rows:
        yield f"| {what} | {dollars(usd)} |"
    yield f"| together | {dollars(sum((usd for _, usd in rows), Decimal(0)))} |"


def sources() -> Iterator[str]:
    """Yield the table of prices."""
    yield "| price, us-east-1 | USD | read at | page of |"
    yield "|---|---|---|---|"
    for price in prices().values():
        host = price.seen.split("/")[2]
        yield (
            f"| {price.what} | {price.usd} for {price.per:,} | [{host}]({price.seen}) "
            f"| {price.dated} |"
        )


def page() -> str:
    """Return docs/cost.md, whole."""
    claim, canary, sweep = one_claim(), one_canary(), idle_sweep()

    def table(lines: Iterator[str]) -> str:
        return "\n".join(lines)

    ours, schedules, *_ = designs(claim, sweep)
    saved = (cost(ours.used) - cost(schedules.used)) * 100
    seconds = ", ".join(f"{what} {each}" for what, each in SECONDS.items())
    return f"""# What it costs

Written by `make cost`; do not edit. Prices are those of us-east-1 without any free tier, looked up
on 22 November 2026; look at AWS's own pages before you rely on them.

## A claim

One A-to-z question, answered an hour before its cut-off and decided a week later: {claim.events}
events, {claim.mails} mails ({claim.mails - 1} reminders, one that says it is closed),
{claim.reports} reports of SES. Counted by running the real functions, this claim alone; claims that
come together share batches and cost less. The claim's item ends at {claim.size:,} bytes.

{table(counts(claim))}

## Beside other designs

A thousand such claims in a month, with all that is the same in every design: events, reminders,
their reports, the case item. What differs is how a reminder wakes up in time.

{table(beside(claim, sweep))}

One-time schedules would save the index and the sweep: {saved:.0f} cents here. They are not used,
because a schedule is a second thing to keep in step with the case. One that was not made, or was
made for a date that has moved since, is a reminder lost in silence, and what would find it is the
very sweep it was to save. Waiting state machines keep two truths as well. A scan pays once a minute
for every case that was ever kept.

A sweep asks {sweep.calls["Query"]} times, {sweep.queried.normalize()} read units, whether ten cases
are open or a million.

## A month without a claim

{table(month(claim, canary, sweep))}

Most of this is watching the watcher. Every alarm is in it, those of inbound mail and of the web
too; that half of them watch AWS's own metrics costs nothing more, and what our functions count is
sent only in hours in which there is trouble: AWS bills a metric for the hours in which it is sent.
Inbound mail adds {dollars(idle_queue())} for its queue, links and board
{dollars(prices()["secret_month"].of(1))} for the secret that signs them.

The first ten metrics, ten alarms and three dashboards, and the first million requests of queues and
of functions are free in many accounts. Not in here: logs, traces, the dashboard where an account
has more than three, calls of KMS, storage (two kilobytes a claim), SMS, mails that come in.

## Assumed, not counted

Seconds a function runs, warm, with {MEMORY} GB: {seconds}. Five long
polls of twenty seconds a queue. Three transitions a reminder. None of this has been measured in an
AWS account.

## Prices

{table(sources())}
"""


def main() -> None:
    """Write the page, and print it."""
    written = page()
    PAGE.write_text(written, encoding="utf-8")
    sys.stdout.write(written)


if __name__ == "__main__":
    main()
