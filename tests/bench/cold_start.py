"""What a cold start of a function takes, beside that of a bare client of boto3."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.bench.built import BARE, REFERENCE, Built, medians

ROUNDS = 41
_READY = """
import functions.{name}
from shared.wiring import services
use = services()
{parts}
"""
HANDLERS = {
    "ingest_event": "use.cases, use.accounts, use.rules, use.quarantine",
    "sweep_due": "use.due_index, use.reminders",
    "send_reminder": "use.cases, use.accounts, use.rules, use.mailer, use.topic, use.links",
}
"""Each with what it builds before the first message; the pack is read with ``accounts``."""
READY = {name: _READY.format(name=name, parts=parts) for name, parts in HANDLERS.items()}
AGAIN = "boto3 and its client, again (A/A)"
_BOTOCORE = """
from botocore.session import get_session
session = get_session()
"""
_TABLE = 'session.create_client("dynamodb")\n'
CLIENT = f"""
import functions
{_BOTOCORE}
from shared.adapters.models import OurModels
session.register_component("data_loader", OurModels())
{_TABLE}"""
DOMAIN = f"{CLIENT}import shared.domain.protocol, shared.domain.rules\n"
PARTS = {
    "Powertools' logger and metrics": (CLIENT, "import shared.observability"),
    "the queues' client": (CLIENT, 'session.create_client("sqs")'),
    "the clients of SES and SNS": (
        CLIENT,
        'session.create_client("sesv2"), session.create_client("sns")',
    ),
    "fold, plan, protocol": (CLIENT, "import shared.domain.protocol"),
    "rules, stores, calendars": (
        DOMAIN,
        "from shared.policy.pack import load_pack; load_pack()",
    ),
    "pydantic's core": (DOMAIN, "import pydantic_core"),
    "mails, jinja2 and catalogues": (DOMAIN, "import shared.mail.letters"),
}
WHY = {
    "Powertools' logger and metrics": "logs and metrics in the forms that CloudWatch reads",
    "the queues' client": "the sweep hands on; `ingest_event` builds it when it refuses something",
    "the clients of SES and SNS": "mail and topic; `send_reminder` only",
    "fold, plan, protocol": "this is what it is all about",
    "rules, stores, calendars": "read from CSV and checked row by row; the sweep does without",
    "pydantic's core": "checks queue messages, in `ingest_event` only; its model classes, which "
    "would add twice as much again, are not loaded",
    "mails, jinja2 and catalogues": "every mail needs them; in `send_reminder` only",
}
NEVER = {
    "ingest_event": ("boto3", "jinja2", "holidays", "shared.mail", "shared.intake", "itsdangerous"),
    "sweep_due": ("boto3", "jinja2", "holidays", "shared.mail", "shared.intake", "pydantic_core",
                  "shared.domain.protocol", "shared.policy", "itsdangerous"),
    "send_reminder": ("boto3", "holidays", "shared.intake", "pydantic_core", "shared.messages"),
}  # fmt: skip
"""What a function must not load: others need it, this one would only wait for it."""
_LOADED = "\nimport sys\nprint(*sorted(sys.modules))"


@dataclass(frozen=True)
class ColdStarts:
    """Instructions of each function, as multiples of the reference's."""

    ratios: Mapping[str, float]
    reference: int
    """Instructions of the reference beyond those of the bare interpreter."""


def counted(built: Built) -> ColdStarts:
    """Count the instructions of the reference, of its twin and of every function."""
    programs = {"bare": BARE, "reference": REFERENCE, AGAIN: REFERENCE, **READY}
    found = built.all_instructions({name: ("-c", each) for name, each in programs.items()})
    bare, whole = found.pop("bare"), found.pop("reference")
    basis = whole - bare
    return ColdStarts({name: (each - bare) / basis for name, each in found.items()}, basis)


def loaded_in_vain(built: Built) -> list[str]:
    """Return what functions load although they never use it."""
    found = []
    for name, never in NEVER.items():
        modules = built.said("-c", READY[name] + _LOADED).split()
        wrong = [each for each in modules if each.startswith(tuple(f"{bad}." for bad in never))]
        wrong += [each for each in modules if each in never]
        found += [f"{name} loads {each}" for each in wrong]
    return found


def rows(built: Built, starts: ColdStarts) -> Iterator[str]:
    """Yield the lines of the cold starts, the control last."""
    times = medians(built, {**READY, AGAIN: REFERENCE}, ROUNDS)
    for name in (*READY, AGAIN):
        yield (
            f"| {name if name == AGAIN else f'`{name}`, ready for its first message'} "
            f"| boto3 and its client | {starts.ratios[name]:.3f} | {times[name]:.2f} |"
        )


def parts(built: Built, starts: ColdStarts) -> Iterator[str]:
    """Yield the table of what each import adds, and why it stays."""
    programs = {"client": CLIENT, "domain": DOMAIN, "bare": BARE, "whole": _BOTOCORE + _TABLE}
    programs |= {name: before + part for name, (before, part) in PARTS.items()}
    found = built.all_instructions({name: ("-c", each) for name, each in programs.items()})
    yield "| of a cold start | instructions | it stays because |"
    yield "|---|---|---|"
    client, whole = (
        (found[name] - found["bare"]) / starts.reference for name in ("client", "whole")
    )
    yield (
        f"| botocore, the table's client | {client:.3f} | it signs, retries, finds its way; "
        f"{whole:.3f} if it read what AWS says of services we do not use, and looked for garbage |"
    )
    for name, (before, _) in PARTS.items():
        basis = found["client" if before is CLIENT else "domain"]
        added = (found[name] - basis) / starts.reference
        yield f"| {name} | {added:+.3f} | {WHY[name]} |"
