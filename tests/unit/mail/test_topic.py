import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from shared.domain.parcels import parcels
from shared.domain.protocol import World, owed, take
from shared.mail.topic_message import topic_message
from tests.unit.mail.stories import OPENERS, PACK, WEDNESDAY, Story, account, event, story

DOCS = Path(__file__).parents[3] / "docs"
SCHEMA = json.loads((DOCS / "topic.schema.json").read_text(encoding="utf-8"))
HOUR = timedelta(hours=1)
INFO = "atoz.info_request"
Message = dict[str, Any]


def published(tale: Story) -> Iterator[tuple[Message, dict[str, str]]]:
    """Yield every message a case ever owes to the topic."""
    for slot in owed(tale.of, tale.case, tale.account):
        if slot.channel == "topic":
            (parcel,) = parcels(tale.of, [slot])
            now = max(slot.due, WEDNESDAY)
            yield topic_message(parcel, tale.of, tale.case, now, tale.account)


def stories() -> list[Story]:
    decided = event("claim_decided", WEDNESDAY, decision="granted_amazon_funded", reason="other")
    second = event("claim_opened", WEDNESDAY + HOUR, amount={"value": "1.00", "currency": "USD"})
    every = [story(*events) for events in OPENERS.values()]
    every.append(story(*OPENERS[INFO], second, decided))
    every.append(story(event("refund_issued", "2015-01-01", "return")))
    return every


def test_every_message_has_the_documented_form() -> None:
    check, kinds = Draft202012Validator(SCHEMA), set()
    for tale in stories():
        for message, attributes in published(tale):
            check.validate(json.loads(json.dumps(message)))
            kinds.add(message["kind"])
            assert attributes == {
                name: message[name]
                for name in ("account", "programme", "obligation", "rung", "kind")
                if name in message
            }

    assert kinds == {"reminder", "notice", "outcome"}


def test_the_schema_says_no_to_what_is_not_documented() -> None:
    check = Draft202012Validator(SCHEMA)
    tale = story(*OPENERS[INFO])
    message, _ = next(published(tale))

    assert check.is_valid(message)
    assert not check.is_valid({**message, "buyer": "Jane"})
    assert not check.is_valid({**message, "remind_by": "2026-03-13"})
    assert not check.is_valid({**message, "rung": "9h"})
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Answer by Fri 13 Mar 16:00 Taipei (UTC+08:00): A-to-z, order ..0199."),
        ("zh-Hans", "3月13日周五 16:00（台北 UTC+08:00）前回复：A-to-z 索赔，订单尾号 0199。"),  # noqa: RUF001
    ],
)
def test_the_sentence_for_people_is_in_the_words_of_the_first_contact(
    language: str, text: str
) -> None:
    message, _ = next(published(story(*OPENERS[INFO], of=account(language=language))))

    assert message["text"].startswith(text)


def test_without_an_account_the_sentence_keeps_to_the_store() -> None:
    tale = story(*OPENERS[INFO])
    looked = take(tale.of, World(PACK, tale.account), WEDNESDAY, "token")
    parcel = next(each for each in looked.parcels if each.first.channel == "topic")

    message, _ = topic_message(parcel, tale.of, tale.case, WEDNESDAY)

    assert message["text"].startswith("Answer by Fri 13 Mar 01:00 Los Angeles (UTC-07:00):")


def test_an_outcome_says_how_it_ended_for_which_order() -> None:
    decided = event("claim_decided", WEDNESDAY, decision="denied", reason="see www.evil.example/x")
    tale = story(*OPENERS[INFO], decided)
    outcome = next(message for message, _ in published(tale) if message["kind"] == "outcome")

    assert outcome["text"] == "A-to-z claim: denied, 48.20 USD. (order 113-5550123-5550199)"
    assert outcome["reason"] == "see [link left out]"


def examples() -> list[str]:
    page = (DOCS / "topic.md").read_text(encoding="utf-8")
    return re.findall(r"```json\n(.*?)```", page, re.DOTALL)


def test_the_example_of_the_documentation_is_a_real_message() -> None:
    message, policy = (json.loads(text) for text in examples())

    Draft202012Validator(SCHEMA).validate(message)
    assert set(policy) <= set(message)
    assert message["rung"] in {"8h", *policy["rung"]}


def test_the_recipes_make_json_of_any_sentence() -> None:
    page = (DOCS / "topic.md").read_text(encoding="utf-8")
    bodies = re.findall(r"\| `(\{.*<\$\.body\.text>.*\})` \|$", page, re.MULTILINE)
    sentence = 'Answer "now" by Fri 13 Mar 16:00: 索赔 \\'

    assert len(bodies) == 4
    for body in bodies:
        made = json.loads(body.replace("<$.body.text>", json.dumps(sentence)))
        assert sentence in list(leaves(made))


def leaves(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        for part in value.values():
            yield from leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part)
    else:
        yield value


def test_the_stack_for_a_chat_sends_the_sentence_and_only_from_the_topic() -> None:
    class Loader(yaml.SafeLoader):
        pass

    Loader.add_multi_constructor("!", lambda _loader, suffix, node: {suffix: node.value})
    text = (DOCS / "topic-to-chat.yaml").read_text(encoding="utf-8")
    stack = yaml.load(text, Loader)  # noqa: S506 - a SafeLoader with CloudFormation's tags

    assert stack["Parameters"]["Body"]["Default"] == '{"text": <$.body.text>}'
    (allowed,) = stack["Resources"]["MessagesPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert allowed["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Ref": "TopicArn"}}}
    assert stack["Resources"]["Subscription"]["Properties"]["RawMessageDelivery"] is True
