"""What of a board may be asked for, and the refusal of what may not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.domain.errors import ClaimwatchError, InputError
from shared.domain.events import PROGRAMMES
from shared.mail.language import Tongue, mark
from shared.mail.safe import printable
from shared.mail.wording import PROGRAMMES as PROGRAMME_NAMES
from shared.policy.pack import load_pack
from shared.web.waiting_list import Line

NOBODY = "-"
"""As an owner asked for: orders that nobody has."""
_STATES = {
    "new": mark("not seen yet"),
    "seen": mark("seen"),
    "snoozed": mark("snoozed"),
    "in_doubt": mark("in doubt"),
}
_MOST_NAMED = 30
_OTHERS = ("lang", "zone", "after")
Choices = Mapping[str, Sequence[tuple[str, str]]]
"""Name of a filter → its values, and what they are called."""


class UnknownChoiceError(ClaimwatchError):
    """Somebody asked for what no board can show; the message is a sentence for the reader."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What of a board is asked for; empty means all."""

    account: str = ""
    state: str = ""
    programme: str = ""
    store: str = ""
    owner: str = ""

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> "Filters":
        """Read them from an address."""
        return cls(*(query.get(name, "")[:200] for name in cls.__slots__))

    @property
    def any(self) -> bool:
        """Whether less than the whole board is asked for."""
        return any(getattr(self, name) for name in Filters.__slots__)

    def let(self, line: Line, now: datetime, *, state: bool = True) -> bool:
        """Say whether a line is asked for; ``state`` is False for what is not open any more."""
        return (
            (not self.account or line.account.slug == self.account)
            and (not self.programme or line.round.programme == self.programme)
            and (not self.store or line.account.store == self.store)
            and (not self.owner or (printable(line.owner) or NOBODY) == self.owner)
            and (not state or not self.state or self.state == _standing(line, now))
        )


def known_filters(query: Mapping[str, str], choices: Choices, say: Tongue) -> Filters:
    """Read the filters of an address; raises UnknownChoiceError naming what there is."""
    for name in query:
        if name not in {*choices, *_OTHERS}:
            known = say.listed(choices)
            told = mark("A board has nothing called “%(name)s” to choose by. There is: %(known)s.")
            raise UnknownChoiceError(say(told, name=printable(name[:60]), known=known))
    asked = {**query, "store": _store(query.get("store", ""))}
    for name, values in choices.items():
        value = asked.get(name, "")
        if value and value not in {each for each, _ in values} and not _is_elsewhere(name, value):
            told = mark("There is no “%(value)s” to choose as %(name)s. There is: %(known)s.")
            shown = printable(value[:60])
            raise UnknownChoiceError(say(told, value=shown, name=name, known=_named(values, say)))
    return Filters.asked(asked)


def choices_of(
    slugs: Sequence[str], stores: Iterable[str], owners: Iterable[str], say: Tongue
) -> Choices:
    """Return what may be chosen on a board."""
    return {
        "account": [(slug, slug) for slug in slugs],
        "state": [(name, say.known(words)) for name, words in _STATES.items()],
        "programme": [(name, say.known(PROGRAMME_NAMES[name])) for name in PROGRAMMES],
        "store": [(code, code) for code in sorted(set(stores))],
        "owner": [(NOBODY, say("nobody")), *((name, name) for name in sorted(set(owners)))],
    }


def _store(asked: str) -> str:
    """Return the code of a store that may have been asked for by Amazon's own id."""
    try:
        return load_pack().store(asked).code if asked else ""
    except InputError:
        return asked


def _is_elsewhere(name: str, value: str) -> bool:
    """Say whether it is a store that exists, though no account of the board sells there."""
    return name == "store" and value in load_pack().stores


def _named(values: Sequence[tuple[str, str]], say: Tongue) -> str:
    named = [value for value, _ in values[:_MOST_NAMED]]
    if len(values) > len(named):
        named.append(say("and %(more)d more", more=len(values) - len(named)))
    return say.listed(named)


def _standing(line: Line, now: datetime) -> str:
    each = line.round
    if each.state(now) == "in_doubt":
        return "in_doubt"
    if each.snoozed_until is not None and now < each.snoozed_until:
        return "snoozed"
    return "seen" if each.acknowledged else "new"
