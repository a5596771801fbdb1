"""Clients of whatever botocore the runtime brings."""

from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import NoRegionError

from shared.adapters import clients
from shared.adapters.clients import OLDEST, maker
from shared.adapters.models import OurModels
from tests.template import ROOT

CONFIG = Config(region_name="eu-central-1")


class Unreadable(OurModels):
    """Descriptions with something in them that this botocore has never heard of."""

    def load_data_with_path(self, name: str) -> tuple[dict[str, Any], str]:
        data, path = super().load_data_with_path(name)
        if name.startswith("dynamodb/") and name.endswith("endpoint-rule-set-1"):
            data = {**data, "parameters": {"Odd": {"type": "ofAnotherYear"}}}
        return data, path


def test_descriptions_that_fit_are_ours() -> None:
    client = maker(lambda *_: pytest.fail("it does fit"))("dynamodb", CONFIG)

    assert not hasattr(client, "list_tables")


def test_descriptions_that_do_not_fit_give_way_to_botocores_and_somebody_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    monkeypatch.setattr(clients, "OurModels", Unreadable)
    make = maker(lambda service, _: told.append(service))

    assert make("dynamodb", CONFIG).list_tables
    assert not hasattr(make("sns", CONFIG), "list_topics"), "the others stay ours"
    assert told == ["dynamodb"]


def test_what_botocore_refuses_too_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")

    with pytest.raises(NoRegionError):
        maker(lambda *_: None)("dynamodb", Config())


def test_the_oldest_botocore_that_is_tried_is_the_one_that_is_named() -> None:
    lock = Path(ROOT / "tests/oracles/oldest-botocore.txt").read_text(encoding="utf-8")

    assert lock.startswith(f"botocore=={OLDEST} ")
