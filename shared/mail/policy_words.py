"""Words of the policy pack that the catalogues know; any other stays as the pack has it."""

from shared.mail.language import mark

IF_MISSED = (
    mark(
        "counts as a late reply in the contact-response metric; an automatic reply does not count"
    ),
    mark(
        "the buyer may open an A-to-z claim; unanswered contact means the claim is granted and "
        "debited"
    ),
    mark("the buyer may open an A-to-z claim"),
    mark("none by itself: look at the claim and prepare the facts before Amazon asks or decides"),
    mark("claim granted automatically; account debited; counts in ODR"),
    mark("claim granted; account debited; counts in ODR"),
    mark("claim granted to the buyer; account debited; counts in ODR; 30 days to appeal"),
    mark("the decision stands"),
    mark("claim closed automatically"),
    mark("claim closed"),
    mark("the claim can no longer be filed"),
    mark("too early or too late: the claim is refused"),
    mark("one appeal only; the denial stands"),
    mark("Amazon refunds the buyer by itself and SAFE-T is mostly lost"),
    mark("Amazon may refund the buyer on your behalf and SAFE-T is mostly lost"),
    mark("the dispute is lost and the account may be debited"),
)

PUBLISHERS = {
    "Amazon": mark("Amazon"),
    "trade press": mark("trade press"),
    "seller": mark("a seller"),
    "public code": mark("public code"),
}

OWN_CAUTION = mark("earliest of all known windows")
"""The source of a rule that nobody gives for its store."""
