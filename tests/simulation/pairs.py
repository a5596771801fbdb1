"""Random pairs: a history that can be believed, and other events of the same order."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple

from shared.accounts import read_account
from shared.domain.events import ClaimEvent
from shared.domain.instants import iso
from shared.domain.protocol import World
from shared.messages import claim_event, read_message
from shared.policy.pack import load_pack
from tests.conftest import SETTINGS, body

START = datetime(2026, 3, 11, 8, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_ATOZ = ("atoz.info_request", "atoz.review", "atoz.appeal")
_SAFET = ("safet.file", "safet.info_request", "safet.appeal")
_OTHER = ("return.process", "message.reply", "atoz.buyer_contact", "chargeback.respond")
OBLIGATIONS = (*_ATOZ, *_SAFET, *_OTHER)
_OPENERS: tuple[tuple[str, str], ...] = (
    ("information_requested", "atoz"), ("information_requested", "atoz"),
    ("claim_opened", "atoz"), ("claim_decided", "atoz"),
    ("information_requested", "safet"), ("claim_opened", "safet"),
    ("claim_decided", "safet"), ("claim_decided", "safet"),
    ("refund_issued", "return"), ("refund_issued", "return"), ("return_delivered", "return"),
    ("last_carrier_scan", "return"), ("return_requested", "return"),
    ("buyer_contacted", "message"), ("claim_opened", "chargeback"), ("deadline_stated", ""),
)  # fmt: skip
_CLOSERS: tuple[tuple[str, str], ...] = (
    ("seller_responded", "atoz"), ("seller_responded", "safet"), ("appeal_filed", "safet"),
    ("declined", ""), ("declined", ""), ("claim_withdrawn", "atoz"), ("order_refunded", "atoz"),
    ("order_cancelled", "atoz"), ("seller_replied", "message"), ("reopened", ""), ("reopened", ""),
    ("acknowledged", ""), ("snoozed", ""), ("appeal_decided", "safet"), ("order_facts", "return"),
)  # fmt: skip


class Pair(NamedTuple):
    """A history that can be believed, and other events."""

    world: World
    believed: Sequence[ClaimEvent]
    others: Sequence[ClaimEvent]


def pair(seed: int) -> Pair:
    """Return the pair of a seed; the same on every machine."""
    chance = Random(seed)  # noqa: S311 - a play, no secret
    world = _world(chance)
    believed = [_event(chance, world, n, verified=True) for n in range(chance.randint(1, 4))]
    others = [_other(chance, world, n, believed) for n in range(chance.randint(1, 4))]
    return Pair(world, believed, others)


def _world(chance: Random) -> World:
    store = chance.choice(("US", "US", "US", "DE", "AE", "IN", "JP"))
    quiet = chance.choice(("", "", "23:00-07:30", "20:00-09:00"))
    settings = {**SETTINGS, "store": store, "quiet_hours": quiet}
    if chance.random() < 0.2:
        settings["ladder"] = ["24h", "2h"]
    return World(load_pack(), read_account(settings, load_pack()))


def _event(chance: Random, world: World, number: int, *, verified: bool) -> ClaimEvent:
    opens = chance.random() < (0.6 if verified else 0.85)
    kind, programme = chance.choice(_OPENERS if opens else _CLOSERS)
    occurred = START + chance.randint(-4 * 24 * 60, 5 * 24 * 60) * MINUTE
    arrives = occurred + chance.choice((0, 0, 0, 1, 7, 90, 1500, 4000)) * MINUTE
    if not verified and chance.random() < 0.3:
        occurred -= chance.randint(1, 20) * DAY
    fields = _particulars(chance, kind, programme, arrives) | _spanned(chance, occurred)
    programme = programme or str(fields["obligation"]).partition(".")[0]
    name = f"{'v' if verified else 'u'}{number}"
    return _made(world, kind, occurred, arrives, event_id=name, programme=programme,
                 verified=verified, **fields)  # fmt: skip


def _particulars(chance: Random, kind: str, programme: str, arrives: datetime) -> dict[str, object]:
    fields: dict[str, object] = {}
    if not programme or kind == "snoozed":
        fields["obligation"] = chance.choice(OBLIGATIONS)
    stated = iso(arrives + chance.randint(-72 * 60, 12 * 24 * 60) * MINUTE)
    match kind:
        case "claim_decided" | "appeal_decided":
            granted = "granted_seller_funded" if programme == "atoz" else "granted"
            fields["decision"] = chance.choice(("denied", granted))
        case "deadline_stated":
            fields["stated"] = stated
        case "information_requested" | "claim_opened" if chance.random() < 0.2:
            fields["stated"] = stated
        case "information_requested" if chance.random() < 0.2:
            fields["window"] = {"amount": chance.randint(1, 5), "unit": "calendar_days"}
        case "claim_opened" if programme != "chargeback":
            fields["action_required"] = chance.random() < 0.5
        case "snoozed":
            fields["until"] = iso(arrives + chance.randint(1, 60) * HOUR)
        case "order_facts":
            fields["fulfilment"] = chance.choice(("mfn", "mfn", "fba"))
        case _:
            fields |= _of_a_return(chance, kind)
    return fields


def _spanned(chance: Random, occurred: datetime) -> dict[str, object]:
    """Return what makes an event one that is known only to have happened within a span."""
    if chance.random() < 0.8:
        return {}
    since: dict[str, object] = {"occurred_from": iso(occurred - chance.randint(1, 200) * HOUR)}
    shown = chance.random() < 0.5
    return since | ({"source": "report", "claim_label": "as shown"} if shown else {})


def _of_a_return(chance: Random, kind: str) -> dict[str, object]:
    fields: dict[str, object] = {}
    if kind == "refund_issued":
        fields["by"] = chance.choice(("amazon", "amazon", "amazon", "seller"))
        fields |= chance.choice(({}, {}, {"extent": "full"}, {"extent": "partial"}))
    if kind == "return_requested" and chance.random() < 0.3:
        fields["case"] = "self_ship"
    if kind in {"refund_issued", "return_delivered"} and chance.random() < 0.3:
        fields["item_ref"] = chance.choice("ab")
    return fields


def _other(chance: Random, world: World, number: int, believed: Sequence[ClaimEvent]) -> ClaimEvent:
    """Return an event in doubt; some are what V says, forwarded, and perhaps dated anew."""
    if chance.random() < 0.7:
        return _event(chance, world, number, verified=False)
    of = chance.choice(believed)
    shift = chance.choice((0, 0, -1, 1, -30, 600)) * MINUTE
    arrives = of.arrived_at + chance.choice((-600, -45, -1, 0, 1, 30, 900)) * MINUTE
    left_out = {"type", "occurred_at", "verified"} | ({"occurred_from"} if shift else set())
    fields = {name: value for name, value in of.body.items() if name not in left_out}
    if shift or chance.random() < 0.5:
        fields["event_id"] = f"u{number}"
    occurred = of.begins(world.home.zone) + shift
    return _made(world, of.type, occurred, max(arrives, occurred), verified=False, **fields)


def _made(
    world: World, kind: str, occurred: datetime, arrives: datetime, **fields: object
) -> ClaimEvent:
    read = read_message(body(kind, occurred, **fields))
    return claim_event(read, world.account, world.pack, arrives)
