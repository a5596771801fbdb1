"""What to have ready for an answer, ticked and unticked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.domain.events import CLAIM_PROGRAMMES
from shared.domain.rounds import Round
from shared.mail.reasons import Tick, ticks
from shared.mail.scene import Scene
from shared.mail.wording import Wording


@dataclass(frozen=True, slots=True)
class Proof:
    """One line of the checklist."""

    mark: str
    """``[x]`` or ``[ ]``: what can be told apart without colours, pictures or fonts."""
    line: str
    missing: bool


def proofs(each: Round, words: Wording, scene: Scene) -> tuple[Proof, ...]:
    """Return the checklist of an obligation, what is missing first; a mere reply needs none."""
    if words.verb == "Reply" or each.programme not in CLAIM_PROGRAMMES:
        return ()
    return tuple(_lines(ticks(scene.say, scene.case, each.programme, scene.now), scene))


def missing(ready: Sequence[Proof], scene: Scene) -> str:
    """Return how much of a checklist is missing; empty when nothing is."""
    lacking = sum(proof.missing for proof in ready)
    if not lacking:
        return ""
    return scene.say("%(missing)d of %(number)d proofs missing", missing=lacking, number=len(ready))


def _lines(found: Sequence[Tick], scene: Scene) -> Iterator[Proof]:
    kept = any(tick.done for tick in found)  # a list nobody ticks says nothing of what is missing
    for tick in found:
        if tick.done:
            yield Proof("[x]", tick.words, missing=False)
        elif not tick.needed:
            yield Proof("[ ]", scene.say("%(proof)s (optional)", proof=tick.words), missing=False)
        elif kept:
            yield Proof("[ ]", scene.say("%(proof)s (missing)", proof=tick.words), missing=True)
        else:
            yield Proof("[ ]", tick.words, missing=False)
