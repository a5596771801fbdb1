import pytest

from shared.intake.findings import Finding, Found, Refused, SetAside
from tests.unit.intake.mails.mails import Message, fixtures, raw, read


@pytest.mark.parametrize(
    ("name", "store", "facts"), [pytest.param(*each, id=each[0]) for each in fixtures()]
)
def test_a_mail_tells_what_its_facts_say(name: str, store: str, facts: list[Message]) -> None:
    found = read(raw(name), store)

    assert len(found) == len(facts)
    for fact, finding in zip(facts, found, strict=True):
        _agrees(fact, finding)


def _agrees(fact: Message, finding: Finding) -> None:
    if fact.get("aside"):
        assert isinstance(finding, SetAside)
    elif "refused" in fact:
        assert isinstance(finding, Refused)
        assert fact["refused"] in finding.reason
    else:
        assert isinstance(finding, Found)
        told = dict(finding.message)
        asked = told["type"] == "information_requested" or told.get("action_required", False)
        told["action_required"] = asked
        wanted = {name: value for name, value in fact.items() if value != "*"}
        if "action_required" in wanted:
            wanted["action_required"] = bool(wanted["action_required"])
        assert {name: told.get(name) for name in wanted} == wanted
