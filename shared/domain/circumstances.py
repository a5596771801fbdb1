"""What is known about an order that decides whether a claim may be eligible.

A circumstance is true, false, or None where nobody has told. What an event would have told is
false while no such event is there: claimwatch knows of no refund, so none is counted.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from shared.domain.case import Case
from shared.domain.events import ClaimEvent
from shared.domain.exposure import VOUCHERS, exposure_of
from shared.domain.filing import OBLIGATION as FILING
from shared.domain.instants import Moment, parse_moment
from shared.domain.rounds import Round
from shared.domain.spans import late_end

Circumstances = Mapping[str, bool | None]

_WAIT = timedelta(hours=48)
_GRANTED = ("granted_seller_funded", "granted_amazon_funded")


def holds(fact: str, known: Circumstances) -> bool | None:
    """Say whether a row's fact holds; None where it is not known. Raises KeyError for no fact."""
    name = fact.removeprefix("not ")
    value = known[name]
    return value if value is None or name == fact else not value


def circumstances(case: Case, programme: str, now: datetime) -> dict[str, bool | None]:
    """Return everything the tables may ask about a case, seen from one programme's claim.

    ``now`` is UTC; it matters for windows that open or close by themselves.
    """
    known = lasting(case)
    known.update(_of_the_order(case))
    known.update(_of_refunds(case))
    known.update(_of_claims(case, programme))
    known.update(_of_the_buyer(case))
    known.update(_of_filing(case, now))
    return known


def lasting(case: Case) -> dict[str, bool | None]:
    """Return the circumstances that are the same for every claim of a case, at any time."""
    facts, of_return = case.order_facts, case.facts
    returned = ("return_delivered" in of_return.of(group) for group in of_return.groups())
    return {
        "service": service(case),
        "delivered": True if facts.get("delivered_at") else None,
        "valid_tracking": _told(case, "valid_tracking"),
        "buy_shipping_label": _told(case, "buy_shipping_label"),
        "return_address_given": _told(case, "return_address_given"),
        "returned": any(returned),
        "refunded_by_amazon": True if of_return.refunded_by_amazon else None,
    }


def _told(case: Case, name: str) -> bool | None:
    value = case.order_facts.get(name)
    return None if value is None else bool(value)


def _of_the_order(case: Case) -> dict[str, bool | None]:
    facts = case.order_facts
    paid, way = facts.get("paid_with"), facts.get("fulfilment")
    shipped = facts.get("delivered_at") or facts.get("valid_tracking")
    return {
        "digital": _told(case, "digital"),
        "shipped": True if shipped else None,
        "paid_by_voucher": None if paid is None else str(paid).lower() in VOUCHERS,
        "chargeback_open": _told(case, "chargeback_open"),
        "freight_forwarder": _told(case, "freight_forwarder"),
        "fba": None if way is None else way == "fba",
        "easy_ship": None if way is None else way == "easy_ship",
        "sfp": None if way is None else way == "sfp",
        "self_fulfilled": None if way is None else way in ("mfn", "sfp"),
    }


def service(case: Case) -> bool:
    """Say whether the order is one of a service."""
    return any(event.get("order_kind") == "service" for event in case.events)


def believed(case: Case, *kinds: str) -> Iterator[ClaimEvent]:
    """Yield the events of these types that may be believed, in order."""
    return (event for event in case.events if event.type in kinds and event.verified)


def _of_refunds(case: Case) -> dict[str, bool | None]:
    refunds = list(believed(case, "order_refunded", "refund_issued"))
    full = [e for e in refunds if e.type == "order_refunded" or e.get("extent") == "full"]
    opened = _opened(case, "atoz")
    zone = case.store.zone
    by_seller = [e for e in refunds if e.type == "order_refunded" or e.get("by") == "seller"]
    before = [
        e for e in full if opened is None or late_end(e.occurred, zone) <= opened.begins(zone)
    ]
    own_full = [e for e in full if e in by_seller and e not in before]
    return {
        "refunded_before_claim": bool(before),
        "refunded_after_claim": opened is not None and bool(own_full),
        "partly_refunded": any(e.get("extent") == "partial" for e in by_seller),
        "seller_refunded": bool(by_seller),
        "auto_refunded": _auto_refunded(case, refunds),
        "refunded_in_full": _in_full(refunds),
    }


def _in_full(refunds: list[ClaimEvent]) -> bool | None:
    """Say whether Amazon refunded the whole order; None where no refund says its extent."""
    told = {
        e.get("extent")
        for e in refunds
        if e.type == "refund_issued" and e.get("by") != "seller" and e.get("extent")
    }
    return "full" in told if told else None


def _auto_refunded(case: Case, refunds: list[ClaimEvent]) -> bool:
    """Say whether Amazon refunded after the time to process the return had passed."""
    zone = case.store.zone
    ends = [each.deadline.missed_after for each in case.rounds.get("return.process", ())]
    by_amazon = [e for e in refunds if e.type == "refund_issued" and e.get("by") != "seller"]
    return any(e.after(end, zone) for e in by_amazon for end in ends)


def _of_claims(case: Case, programme: str) -> dict[str, bool | None]:
    atoz = case.claims.get("atoz")
    seconds = {flag.event_id for flag in case.flags if flag.kind == "second_claim"}
    declined = believed(case, "declined")
    known_programmes = {name for name, claim in case.claims.items() if claim.known}
    return {
        "second_claim": any(
            event.event_id in seconds and event.programme == programme for event in case.events
        ),
        "claimed_after_withdrawal": _after_withdrawal(case),
        "atoz_granted": atoz is not None
        and (
            atoz.status in _GRANTED
            or (atoz.status == "appealed" and (atoz.outcome or {}).get("decision") in _GRANTED)
        ),
        "return_refused": any(e.get("obligation") == "return.answer" for e in declined),
        "atoz_known": "atoz" in known_programmes,
        "chargeback": "chargeback" in known_programmes,
        "completion_documented": "completion_proof" in case.evidence.get("safet", ()),
        "delivery_provable": True if _provable(case) else None,
    }


def _provable(case: Case) -> bool:
    """Say whether a signature was added, or a Buy Shipping label is known and so is the delivery.

    The label alone proves nothing: Amazon asks for the scan of the delivery beside it.
    """
    added = {item for items in case.evidence.values() for item in items}
    label, delivered = (case.order_facts.get(n) for n in ("buy_shipping_label", "delivered_at"))
    return bool((label and delivered) or added & {"signature", "label_or_signature"})


def _after_withdrawal(case: Case) -> bool:
    withdrawn = False
    for event in believed(case, "claim_withdrawn", "claim_opened"):
        if event.programme == "atoz" and event.type == "claim_withdrawn":
            withdrawn = True
        elif event.programme == "atoz" and withdrawn:
            return True
    return False


def _of_the_buyer(case: Case) -> dict[str, bool | None]:
    opened, zone = _opened(case, "atoz"), case.store.zone
    found: dict[str, bool | None] = dict.fromkeys((
        "buyer_unanswered", "claimed_too_soon", "claimed_early", "claimed_late",
        "delivered_before_claim",
    ))  # fmt: skip
    if opened is None:
        return found
    at, day = opened.begins(zone), _day(opened.occurred, case)
    contact = next(believed(case, "buyer_contacted"), None)
    if contact is not None and contact.begins(zone) <= at:
        replied = any(
            contact.begins(zone) <= reply.begins(zone) <= at and not reply.get("no_reply_needed")
            for reply in believed(case, "seller_replied")
        )
        found["buyer_unanswered"] = not replied and contact.begins(zone) + _WAIT <= at
        found["claimed_too_soon"] = late_end(opened.occurred, zone) < contact.begins(zone) + _WAIT
    if (window := exposure_of(case)) is not None:
        found["claimed_early"], found["claimed_late"] = day < window.first, day > window.last
    if delivered := case.order_facts.get("delivered_at"):
        found["delivered_before_claim"] = (
            late_end(parse_moment("delivered_at", delivered), zone) <= at
        )
    return found


def _of_filing(case: Case, now: datetime) -> dict[str, bool | None]:
    found: dict[str, bool | None] = dict.fromkeys(
        ("filed_late", "filed_in_doubt", "filed_early", "not_open_yet")
    )
    groups = case.facts.groups()
    found["lost_on_return"] = any(
        "last_carrier_scan" in case.facts.of(group)
        and "return_delivered" not in case.facts.of(group)
        for group in groups
    )
    claim = _opened(case, "safet")
    rounds = case.rounds.get(FILING)
    if rounds:
        found.update(_window(rounds[-1], claim, case, now))
    return found


def _window(
    of: Round, claim: ClaimEvent | None, case: Case, now: datetime
) -> dict[str, bool | None]:
    zone, by = case.store.zone, of.deadline
    first = claim.begins(zone) if claim else now
    last = late_end(claim.occurred, zone) if claim else now
    early = by.opens_at is not None and last < by.opens_at
    return {
        "filed_late": first > by.missed_after,
        "filed_in_doubt": by.remind_by < last and first <= by.missed_after,
        "filed_early": claim is not None and early,
        "not_open_yet": claim is None and early,
    }


def _opened(case: Case, programme: str) -> ClaimEvent | None:
    claim = case.claims.get(programme)
    return claim.opened if claim else None


def _day(moment: Moment, case: Case) -> date:
    return moment.astimezone(case.store.zone).date() if isinstance(moment, datetime) else moment
