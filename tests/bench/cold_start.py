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
CLIENT = 'from botocore.session import get_session; get_session().create_client("dynamodb")\n'
DOMAIN = f"{CLIENT}import shared.domain.protocol, shared.domain.rules\n"
PARTS = {
    "Powertools' logger and metrics": (CLIENT, "import shared.observability"),
    "the second client, of the queues": (
        CLIENT,
        'session = get_session(); [session.create_client(name) for name in ("dynamodb", "sqs")]',
    ),
    "cases: fold, plan, protocol": (CLIENT, "import shared.domain.protocol"),
    "rules, stores, calendars, read from CSV": (
        DOMAIN,
        "from shared.policy.pack import load_pack; load_pack()",
    ),
    "pydantic's core, for queue messages": (DOMAIN, "import pydantic_core"),
    "jinja2, for mails": (DOMAIN, "import jinja2"),
    "all that mails are made of, jinja2 included": (DOMAIN, "import shared.mail.letters"),
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


def table(built: Built, starts: ColdStarts) -> Iterator[str]:
    """Yield the table of cold starts."""
    times = medians(built, {AGAIN: REFERENCE, **READY}, ROUNDS)
    yield "| until the first message can be taken | instructions | processor time |"
    yield "|---|---|---|"
    yield f"| `{REFERENCE}` | 1 ({starts.reference / 1e6:,.0f} million) | 1 |"
    for name, ratio in starts.ratios.items():
        yield f"| {name} | {ratio:.3f} | {times[name]:.2f} |"


def parts(built: Built, starts: ColdStarts) -> Iterator[str]:
    """Yield the table of what each import adds."""
    programs = {"client": CLIENT, "domain": DOMAIN, "bare": BARE}
    programs |= {name: before + part for name, (before, part) in PARTS.items()}
    found = built.all_instructions({name: ("-c", each) for name, each in programs.items()})
    yield "| of that | instructions |"
    yield "|---|---|"
    yield (
        f"| botocore and the table's client | "
        f"{(found['client'] - found['bare']) / starts.reference:.3f} |"
    )
    for name, (before, _) in PARTS.items():
        basis = found["client" if before is CLIENT else "domain"]
        yield f"| {name} | {(found[name] - basis) / starts.reference:+.3f} |"
