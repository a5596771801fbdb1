"""Our short descriptions of AWS's services, beside botocore's long ones."""

import json
from pathlib import Path

import pytest
from botocore.session import Session, get_session

from shared.adapters.models import FOLDER, OPERATIONS, OurModels
from tools.models import descriptions

REGIONS = ("us-east-1", "eu-central-1", "ap-northeast-1", "cn-north-1", "us-gov-west-1", "xx-new-9")


def session(*, ours: bool) -> Session:
    made = get_session()
    if ours:
        made.register_component("data_loader", OurModels())
    made.set_credentials("key", "secret")
    return made


def test_the_files_are_what_the_pinned_botocore_says() -> None:
    found = {
        str(path.relative_to(FOLDER)): path.read_text(encoding="utf-8")
        for path in FOLDER.rglob("*.json")
    }
    assert found == dict(descriptions()), "run `make models`"


@pytest.mark.parametrize("service", OPERATIONS)
def test_a_client_goes_where_botocores_goes(service: str) -> None:
    short, long = session(ours=True), session(ours=False)
    for region in REGIONS:
        ours, theirs = short.create_client(service, region), long.create_client(service, region)
        assert ours.meta.endpoint_url == theirs.meta.endpoint_url


@pytest.mark.parametrize("service", OPERATIONS)
def test_an_operation_takes_and_gives_what_botocores_does(service: str) -> None:
    ours = session(ours=True).create_client(service, "eu-central-1").meta.service_model
    theirs = session(ours=False).create_client(service, "eu-central-1").meta.service_model
    assert set(ours.operation_names) == set(OPERATIONS[service])
    for name in ours.operation_names:
        mine, whole = ours.operation_model(name), theirs.operation_model(name)
        for shape, model in (
            (mine.input_shape, whole.input_shape),
            (mine.output_shape, whole.output_shape),
        ):
            assert (shape and list(shape.members)) == (model and list(model.members))
        assert [e.name for e in mine.error_shapes] == [e.name for e in whole.error_shapes]


def test_a_file_we_do_not_have_is_botocores() -> None:
    assert OurModels().load_data("partitions")["partitions"]


def test_a_later_version_of_a_service_is_botocores(tmp_path: Path) -> None:
    folder = tmp_path / "sns" / "2099-01-01"
    folder.mkdir(parents=True)
    (folder / "service-2.json").write_text(json.dumps({"metadata": {"apiVersion": "2099-01-01"}}))
    loader = OurModels()
    loader.search_paths.append(str(tmp_path))
    found = loader.load_service_model("sns", "service-2", None)
    assert found["metadata"]["apiVersion"] == "2099-01-01"
