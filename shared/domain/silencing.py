"""What somebody silences: an acknowledgement the long rungs, a snooze all before its end.

Nothing but an answer, a decline, an outcome or the cut-off ends a ladder.
"""

from collections.abc import Sequence

from shared.domain.ladder import ESCALATES, HOUR, RUNGS, SAFE, Step
from shared.domain.rounds import Round


def not_silenced(steps: list[Step], each: Round) -> list[Step]:
    """Return the messages of a round that are left; the last rung leaving two hours always is."""
    if each.acknowledged_at is None and each.snoozed_until is None:
        return steps
    return [step for step in steps if not _silenced(step, each, steps)]


def _silenced(step: Step, each: Round, steps: Sequence[Step]) -> bool:
    if step.rung not in RUNGS:
        return False
    seen = each.acknowledged_at
    if seen is not None and RUNGS[step.rung] > ESCALATES and step.due >= seen:
        return True
    if each.snoozed_until is None:
        return False
    safe = [other.due for other in steps if RUNGS.get(other.rung, HOUR) >= SAFE]
    last_safe = max(safe, default=each.deadline.remind_by - SAFE)
    return step.due < min(each.snoozed_until, last_safe)
