"""Fail where a function became dearer: `make bench-check`. Counts only, no clock."""

import sys
from collections.abc import Iterator

from tests.bench import cold_start, throughput
from tests.bench.built import Built, runtime_folder

MOST_AT_START = {"ingest_event": 1.10, "sweep_due": 0.80, "send_reminder": 1.30}
"""Instructions until the first message can be taken, as multiples of the reference."""
CONTROL = 0.005
"""How far the reference may be from itself."""
MOST_AN_EVENT = {"ingest": 1.08, "handle": 1.20}
MOST_CALLS = {"Query": 8, "SendMessageBatch": 1000}
"""For 10,000 due cases of as many accounts, of which a request takes ten."""


def wrong(built: Built) -> Iterator[str]:
    """Yield what is beyond its limit."""
    yield from cold_start.loaded_in_vain(built)
    starts = cold_start.counted(built)
    if abs(starts.ratios[cold_start.AGAIN] - 1) > CONTROL:
        yield f"the reference beside itself: {starts.ratios[cold_start.AGAIN]:.4f}; nothing counts"
    events, sweep = throughput.counted(built), throughput.swept(built)
    for name, found, most in (
        *((f"start of {name}", starts.ratios[name], most) for name, most in MOST_AT_START.items()),
        *((f"{name} of an event", events[name], most) for name, most in MOST_AN_EVENT.items()),
        *((f"sweep: {name}", sweep.calls[name], most) for name, most in MOST_CALLS.items()),
    ):
        sys.stdout.write(f"{name}: {found:.3f}, at most {most}\n")
        if found > most:
            yield f"{name}: {found:.3f} is more than {most}"


def main() -> None:
    """Print every count; exit with 1 where one is beyond its limit."""
    with runtime_folder() as folder:
        found = list(wrong(Built(folder)))
    for each in found:
        sys.stdout.write(f"FAILED {each}\n")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
