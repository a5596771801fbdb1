"""What people say about a case: seen, later, mine, proof added."""

from shared.domain.case import Case
from shared.domain.events import ClaimEvent
from shared.domain.instants import parse_instant


def note(case: Case, event: ClaimEvent) -> None:
    """Note a verb on the case; other events change nothing here."""
    match event.type:
        case "acknowledged" | "snoozed":
            _seen_or_later(case, event)
        case "assigned":
            case.owner = str(event.get("to"))
        case "evidence_added" if event.get("item"):
            done = case.evidence.get(event.programme, ())
            case.evidence[event.programme] = (*done, str(event.get("item")))
        case _:
            pass


def _seen_or_later(case: Case, event: ClaimEvent) -> None:
    begins = event.begins(case.store.zone)
    for each in case.rounds.get(str(event.get("obligation")), ()):
        if each.closed_as is not None or each.opened_at > begins:
            continue
        if event.type == "acknowledged":
            each.acknowledged_at = each.acknowledged_at or begins
        else:
            each.snoozed_until = parse_instant("until", event.get("until"))
