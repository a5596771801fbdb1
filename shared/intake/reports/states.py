"""What Amazon's words for the state of a return or a SAFE-T claim mean."""

from typing import Literal

from shared.intake.reports.values import normal, shape

SafetState = Literal[
    "pending",
    "asked",
    "granted",
    "partly_granted",
    "denied",
    "closed_no_response",
    "withdrawn",
    "closed",
]

_SAFET: dict[str, SafetState] = {
    **dict.fromkeys(
        ("pending", "pendente", "underinvestigation", "underreview", "inreview", "open",
         "submitted", "filed", "inprogress", "investigating"), "pending"),
    **dict.fromkeys(
        ("awaitingsellerresponse", "awaitingseller", "awaitingresponse", "informationrequested",
         "moreinformationrequested", "informacoessolicitadas", "actionrequired",
         "needsinformation"), "asked"),
    **dict.fromkeys(
        ("approved", "granted", "grant", "aprovado", "reimbursed", "resolvedgrant",
         "resolvedgranted"), "granted"),
    **dict.fromkeys(
        ("partiallyapproved", "partiallygranted", "partlygranted", "partialgrant"),
        "partly_granted"),
    **dict.fromkeys(
        ("denied", "negado", "nogrant", "notgranted", "rejected", "declined", "resolvednogrant",
         "resolveddenied"), "denied"),
    **dict.fromkeys(
        ("closednoresponse", "closedduetonoresponse", "autoclosed"), "closed_no_response"),
    **dict.fromkeys(("withdrawn", "cancelled", "canceled"), "withdrawn"),
    "closed": "closed",
}  # fmt: skip

_WAITING = frozenset({
    "pending", "pendingapproval", "awaitingapproval", "requested", "waiting", "unauthorized",
    "pendente",
})  # fmt: skip
_SETTLED = frozenset({
    "approved", "completed", "complete", "cancelled", "canceled", "closed", "declined", "rejected",
    "denied", "authorized", "authorised", "received", "returned", "refunded", "aprovado",
    "concluido",
})  # fmt: skip


_WORDS = frozenset(
    """
    a action amazon appeal appealed approval approved assigned authorized automatically awaiting
    buyer by cancelled carrier case claim closed completed customer decided decision declined
    delayed delivered denied dispute disputed done eligible ended error escalated evidence
    expired failed filed final finished for granted hold in ineligible initiated invalid
    investigation issued item label lost more needed new no not of on open out paid partial
    partially payment pending policy processed processing progress proof queued reason received
    refund refunded reimbursed reimbursement rejected reopened replacement reported request
    requested required resolved response return returned review reviewed seller sent settled
    shipped solved started status stopped submitted system time to transferred transit under
    unknown unpaid update updated validated void waiting withdrawn
    """.split()  # noqa: SIM905 - a list of words to read
)
"""Words of which states are made: what consists of them can be said, for it is nobody's name."""


def word(text: str) -> str:
    """Return a state as it stands where it can be nothing else, otherwise what it looks like."""
    words = text.replace("-", " ").replace("_", " ").split()
    is_state = words and all(each.casefold() in _WORDS for each in words)
    return f"{text!r}" if is_state else shape(text)


def safet_state(text: str) -> SafetState:
    """Return what a state of a SAFE-T claim means.

    Raises ValueError for a word that is not known, and for those that do not say how it ended.
    """
    state = _SAFET.get(normal(text))
    if state is None:
        raise ValueError(f"{word(text)} is no known state of a SAFE-T claim; look at the claim")
    return state


def answered(text: str) -> bool:
    """Say whether a return request of this status was answered; raises ValueError."""
    status = normal(text)
    if status in _SETTLED:
        return True
    if status in _WAITING or not status:
        return False
    raise ValueError(f"{word(text)} is no known status of a return; it is watched as unanswered")
