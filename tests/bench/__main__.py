"""Time claimwatch beside what else one could use, and write docs/performance.md: `make bench`."""

import sys
from collections.abc import Iterator

from tests.bench import agency, cold_start, deadlines, throughput
from tests.bench.built import REFERENCE, Built, runtime_folder


def functions(built: Built) -> str:
    """Return the part of the page about what `make build` makes."""
    starts = cold_start.counted(built)
    events, sweep = throughput.counted(built), throughput.swept(built)
    together = throughput.waited(built)

    def beside() -> Iterator[str]:
        yield "| ours | beside | instructions | processor time |"
        yield "|---|---|---|---|"
        yield from cold_start.rows(built, starts)
        yield from throughput.rows(events)

    own = (events["ingest"] - events["put_trimmed"]) / events["put_trimmed"]
    table, parts = "\n".join(beside()), "\n".join(cold_start.parts(built, starts))
    sys.stdout.write(f"{table}\n\n{parts}\n\n")
    return f"""
## The functions

What `make build` made, run by Python 3.13 with its bytecode, as multiples of what stands beside it:
for a cold start that is `{REFERENCE}`, bytecode included, beyond the bare interpreter:
{starts.reference / 1e6:,.0f} million instructions. Instructions are counted by valgrind; processor
times are medians of {cold_start.ROUNDS} rounds in which all take turns. The network answers at
once. Ready means: imported, rules read, every client built that a message needs which is taken;
`ingest_event` builds that of the queues when it first refuses one.

{table}

Our client of the table does not check again what we have just written for it, and does not put
together twice a request what it runs on. A client as it comes does both. An event stays near the
price of a plain `put_item` because of that; beside the same call by the same client, what we do
with an event ourselves adds {own:.0%}.

{parts}

Where DynamoDB answers after five milliseconds, a batch of ten cases that go one by one takes \
{together:.1f} times as long as it does: eight of them wait together.

A sweep of {throughput.DUE:,} due cases, each of an account of its own, the worst there is: \
{sweep.calls["Query"]} queries, {sweep.calls["SendMessageBatch"]:,} requests to the queue, \
{sweep.seconds:.1f} seconds of processor time. It has 30 seconds; at ten milliseconds a request it
needs twelve.

`make bench-check` fails when a count grows beyond its limit, never over a time.
"""


def main() -> None:
    """Print the tables and write the page."""
    with runtime_folder() as folder:
        ours = functions(Built(folder))
    tables = []
    for table in (deadlines.cut_offs, deadlines.whole, deadlines.answers):
        tables.append("\n".join(table()))
        sys.stdout.write(f"{tables[-1]}\n\n")
        sys.stdout.flush()
    kept = agency.section()
    sys.stdout.write(kept)
    deadlines.PAGE.write_text(deadlines.page(tables) + ours + kept, encoding="utf-8")


if __name__ == "__main__":
    main()
