"""Where the commands look for a deployed stack."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import click
import pytest
from click.testing import CliRunner

from claimwatch.commands.stacks import stack_option
from shared.domain.errors import InputError

GUIDED = """
version = 0.1
[default.global.parameters]
stack_name = "claimwatch"
[default.deploy.parameters]
region = "eu-central-1"
[prod.deploy.parameters]
stack_name = "claimwatch-prod"
region = "ap-northeast-1"
"""


@click.command()
@stack_option
def where(stack: str | None) -> None:
    """Say which stack, and in which region."""
    click.echo(f"{stack} {boto3.client('sqs').meta.region_name}")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "samconfig.toml").write_text(GUIDED)
    yield tmp_path
    boto3.DEFAULT_SESSION = None


@pytest.mark.parametrize(
    ("words", "region"),
    [
        (["--stack", "claimwatch"], "eu-central-1"),
        (["--stack", "claimwatch-prod"], "ap-northeast-1"),
        (["--stack", "claimwatch", "--region", "sa-east-1"], "sa-east-1"),
        (["--stack", "another"], "us-east-1"),
    ],
)
def test_a_command_goes_where_the_guided_deployment_of_that_stack_went(
    words: list[str], region: str
) -> None:
    assert CliRunner().invoke(where, words).stdout.split() == [words[1], region]


def test_an_emulated_aws_has_a_region_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")

    assert CliRunner().invoke(where, ["--stack", "claimwatch"]).stdout.split()[1] == "us-east-1"


def test_a_region_without_a_stack_is_a_slip() -> None:
    result = CliRunner().invoke(where, ["--region", "eu-west-1"])

    assert isinstance(result.exception, InputError)
    assert "--stack" in str(result.exception)


def test_keys_that_are_not_there_are_named() -> None:
    result = CliRunner().invoke(where, ["--stack", "claimwatch", "--profile", "nobody"])

    assert isinstance(result.exception, InputError)
    assert "nobody" in str(result.exception)


def test_answers_that_cannot_be_read_are_told_with_their_file(folder: Path) -> None:
    (folder / "samconfig.toml").write_text("[default")

    result = CliRunner().invoke(where, ["--stack", "claimwatch"])

    assert "samconfig.toml: cannot be read" in str(result.exception)
