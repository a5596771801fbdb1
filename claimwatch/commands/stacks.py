"""`--stack`, `--region`, `--profile`: which deployed stack a command works on, and where it is.

The guided deployment keeps its answers in samconfig.toml; a command that names the same stack, from
the same folder, goes where that deployment went.
"""

import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from shared.domain.errors import InputError

_ANSWERS = Path("samconfig.toml")
Command = TypeVar("Command", bound=Callable[..., Any])


def stack_option(command: Command) -> Command:
    """Let a command work on a deployed stack: adds --stack, --region and --profile to it."""
    for option in (
        click.option(
            "--profile", metavar="NAME", expose_value=False, is_eager=True, callback=_noted,
            help="Whose keys, of those AWS's tools know; as samconfig.toml says, if not given.",
        ),
        click.option(
            "--region", metavar="NAME", expose_value=False, is_eager=True, callback=_noted,
            help="Where the stack is; as samconfig.toml says, if not given.",
        ),
        click.option(
            "--stack", metavar="NAME", callback=_turned,
            help="A deployed stack, not the local store.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def _noted(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    context.meta[f"claimwatch.{option.name}"] = value
    return value


def _turned(context: click.Context, _: click.Parameter, stack: str | None) -> str | None:
    """Turn AWS's library to where the stack is, before anything asks for it."""
    region, profile = (context.meta.get(f"claimwatch.{each}") for each in ("region", "profile"))
    if stack is None:
        if region or profile:
            raise InputError("--region, --profile", "say where a stack is: name it with --stack")
        return None
    answers = {} if os.environ.get("AWS_ENDPOINT_URL") else answered(stack)
    region, profile = region or answers.get("region"), profile or answers.get("profile")
    if region or profile:
        import boto3  # noqa: PLC0415 - the local store needs none of it
        from botocore.exceptions import BotoCoreError  # noqa: PLC0415 - nor this

        try:
            boto3.setup_default_session(region_name=region, profile_name=profile)
        except BotoCoreError as wrong:
            raise InputError("--profile", str(wrong)) from None
    return stack


def answered(stack: str, file: Path = _ANSWERS) -> dict[str, str]:
    """Return what samconfig.toml says of where a stack is; nothing where it says nothing."""
    try:
        environments = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as wrong:
        raise InputError(str(file), f"cannot be read: {wrong}") from None
    for environment in environments.values():
        if not isinstance(environment, dict):
            continue
        sections = [environment.get(name) for name in ("global", "deploy")]
        said: dict[str, Any] = {}
        for section in sections:
            said |= section.get("parameters", {}) if isinstance(section, dict) else {}
        if said.get("stack_name") == stack:
            return {key: str(said[key]) for key in ("region", "profile") if said.get(key)}
    return {}
