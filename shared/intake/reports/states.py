"""What Amazon's words for the state of a return or a SAFE-T claim mean."""

from typing import Literal

from shared.intake.reports.values import normal, shape

SafetState = Literal[
    "pending", "asked", "granted", "partly_granted", "denied", "closed_no_response", "withdrawn"
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


def safet_state(text: str) -> SafetState:
    """Return what a state of a SAFE-T claim means.

    Raises ValueError for a word that is not known, and for those that do not say how it ended.
    """
    state = _SAFET.get(normal(text))
    if state is None:
        raise ValueError(f"{shape(text)} is no known state of a SAFE-T claim; look at the claim")
    return state


def answered(text: str) -> bool:
    """Say whether a return request of this status was answered; raises ValueError."""
    status = normal(text)
    if status in _SETTLED:
        return True
    if status in _WAITING or not status:
        return False
    raise ValueError(f"{shape(text)} is no known status of a return; it is watched as unanswered")
