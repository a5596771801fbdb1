"""Every state that a model can reach, and a shortest way to one that is wrong."""

from dataclasses import dataclass, replace

from tests.simulation.model import Model, State


@dataclass
class Found:
    """What a search found."""

    states: int
    repeated: int
    """States in which some mail was taken twice."""
    wrong: str
    trace: list[str]
    """A shortest way to what is wrong."""


def search(model: Model) -> Found:
    """Look at every state, until one is wrong or there are no more.

    Then find the first from which nothing that may be counted on leads to what was owed.
    """
    model = replace(model)  # what it knows was computed by the functions of another time
    states = [model.first()]
    numbers, came = {states[0]: 0}, [(0, "")]
    back: list[list[int]] = [[]]
    for here, state in enumerate(states):  # which grows meanwhile
        if wrong := model.wrong(state):
            return _found(states, wrong, came, here)
        for words, to, counted_on in model.moves(state):
            there = numbers.setdefault(to, len(states))
            if there == len(states):
                states.append(to)
                came.append((here, words))
                back.append([])
            if counted_on:
                back[there].append(here)
    hopeful = {number for number, state in enumerate(states) if model.fulfilled(state)}
    ahead = list(hopeful)
    while ahead:
        new = set(back[ahead.pop()]) - hopeful
        hopeful |= new
        ahead.extend(new)
    for number in range(len(states)):
        if number not in hopeful:
            return _found(states, "nobody will be told in time", came, number)
    return _found(states, "", came, 0)


def _found(states: list[State], wrong: str, came: list[tuple[int, str]], at: int) -> Found:
    trace: list[str] = []
    while at:
        at, words = came[at]
        trace.insert(0, words)
    repeated = sum(any(told.times > 1 for told in state.told) for state in states)
    return Found(len(states), repeated, wrong, trace)
