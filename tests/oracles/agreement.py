"""Whether the engine, a walk through the calendar and numpy's calendar give the same answer."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from claimwatch.queries import answer, read_query
from shared.domain.errors import ClaimwatchError
from shared.policy.pack import load_pack
from tests.oracles.calendar_walk import CalendarWalk, OracleError
from tests.oracles.numpy_days import NoAnswerError, NumpyDays
from tests.oracles.queries import Question

PACK = Path(__file__).parents[2] / "shared" / "policy"

Answer = Mapping[str, Any]


def engine(question: Question) -> dict[str, Any]:
    """Ask the engine as the command does; whatever else goes wrong is a difference."""
    pack = load_pack()
    try:
        return answer(read_query(question, pack), pack)
    except ClaimwatchError as refused:
        return {"error": str(refused)}
    except Exception as wrong:  # noqa: BLE001 - the question that did it is to be shown
        return {"crash": repr(wrong)}


class Oracles:
    """Both oracles, reading one policy pack."""

    def __init__(self, pack: Path = PACK) -> None:
        """Read the pack, once for each oracle."""
        self.walk = CalendarWalk(pack / "policy.csv", pack / "stores.csv")
        self.numpy = NumpyDays(pack)

    def answers(self, question: Question) -> dict[str, Answer | None]:
        """Answer by every oracle; None is a refusal."""
        return {"walk": self._walked(question), "numpy": self._counted(question)}

    def difference(self, question: Question, engine: Answer) -> dict[str, Any] | None:
        """Return everything that was said when an oracle says anything but the engine."""
        answers = self.answers(question)
        if all(_same(answer, engine) for answer in answers.values()):
            return None
        return {"question": question, "engine": engine, **answers}

    def _walked(self, question: Question) -> Answer | None:
        try:
            return self.walk.answer(question)
        except OracleError:
            return None

    def _counted(self, question: Question) -> Answer | None:
        try:
            return self.numpy.answer(question)
        except NoAnswerError:
            return None


def _same(oracle: Answer | None, engine: Answer) -> bool:
    """Compare all an oracle answers; it knows neither notes nor sources."""
    if oracle is None:
        return engine.keys() == {"error"}
    return {name: engine.get(name) for name in engine.keys() - {"notes", "sources"}} == oracle
