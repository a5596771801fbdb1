"""What each obligation is called, where it is answered, and what a good answer holds."""

from dataclasses import dataclass

from shared.mail.language import mark

PROGRAMMES = {
    "atoz": mark("A-to-z"),
    "safet": mark("SAFE-T"),
    "chargeback": mark("Chargeback"),
    "message": mark("Message"),
    "return": mark("Return"),
}

SUBJECTS = {
    "Answer": mark("Answer by %(when)s · %(programme)s · order …%(tail)s"),
    "Reply": mark("Reply by %(when)s · %(programme)s · order …%(tail)s"),
    "File": mark("File by %(when)s · %(programme)s · order …%(tail)s"),
    "Appeal": mark("Appeal by %(when)s · %(programme)s · order …%(tail)s"),
    "Look": mark("Look by %(when)s · %(programme)s · order …%(tail)s"),
}
SUBJECTS_PASSED = {
    "Answer": mark("Answer: the time has passed · %(programme)s · order …%(tail)s"),
    "Reply": mark("Reply: the time has passed · %(programme)s · order …%(tail)s"),
    "File": mark("File: the time has passed · %(programme)s · order …%(tail)s"),
    "Appeal": mark("Appeal: the time has passed · %(programme)s · order …%(tail)s"),
    "Look": mark("Look: the time has passed · %(programme)s · order …%(tail)s"),
}

ONE_ANSWER = mark("One answer may be all you get, so send it complete.")
_ONE_APPEAL = mark("There is one appeal only, so send it complete.")
_ONE_CLAIM = mark("There is one claim per order, so file it complete.")
NOT_IN_HASTE = mark(
    "Do not send a few hasty words just to be in time: one seller did, Amazon could not make sense "
    "of them, and the account was suspended."
)
"""Told by a seller in a Chinese forum (source seed-001 of the pack)."""
_DATED = mark(
    "A good answer is short and dated: what was sent and when, which scan or photo shows it, "
    "what the buyer said and when, and what you ask for."
)
_APPEAL = mark(
    "A good appeal is short and dated: it names what the decision overlooked and the proof for "
    "it, without blame."
)
_CALM = mark(
    "A good reply is short and calm: it names the order, says what you will do and by which "
    "date, and asks for nothing outside Amazon's messages."
)


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one obligation."""

    verb: str
    """A key of ``SUBJECTS``."""
    kicker: str
    """What stands above the cut-off."""
    name: str
    menu: str
    """The way through Seller Central."""
    step: str
    good: str
    loses: str = ""
    """What silence costs, and what a poor answer does, where the rule does not say it all."""
    once: str = ""
    """That Amazon may take no second answer."""
    by_amazon: bool = False
    """Whether it is Amazon that asks."""


WORDINGS = {
    "atoz.info_request": Wording(
        "Answer",
        mark("Answer Amazon by"),
        mark("A-to-z information request"),
        mark("Performance > A-to-z Guarantee Claims > Action required"),
        mark(
            "Find the order, open the claim and answer what is asked. If the form takes no files, "
            "send them to the buyer in Buyer-Seller Messages and say so in your answer."
        ),
        _DATED,
        loses=mark(
            "No answer loses the claim. A poor one mostly does as well: Amazon decides on what the "
            "answer proves."
        ),
        by_amazon=True,
        once=ONE_ANSWER,
    ),
    "atoz.review": Wording(
        "Look",
        mark("Look at the claim by"),
        mark("A-to-z claim under review"),
        mark("Performance > A-to-z Guarantee Claims > Under review"),
        mark("Find the order, read the claim and gather the facts; no answer is asked for yet."),
        mark(
            "Have the facts ready with dates: what was sent, when, which scan shows it, and what "
            "the buyer said."
        ),
        loses=mark("Amazon may decide on what is on file without asking you first."),
    ),
    "atoz.appeal": Wording(
        "Appeal",
        mark("Appeal by"),
        mark("A-to-z appeal"),
        mark("Performance > A-to-z Guarantee Claims > Option to appeal"),
        mark("Find the order, read why the claim was granted, and appeal against that reason."),
        _APPEAL,
        loses=mark(
            "Without an appeal the decision stands, and so it mostly does after one that brings "
            "nothing new."
        ),
        once=_ONE_APPEAL,
    ),
    "atoz.buyer_contact": Wording(
        "Reply",
        mark("Reply to the buyer by"),
        mark("Buyer contact that may become an A-to-z claim"),
        mark("Messages > Buyer-Seller Messages"),
        mark("Find the order and reply to the buyer; an automatic reply does not count."),
        _CALM,
    ),
    "safet.info_request": Wording(
        "Answer",
        mark("Answer Amazon by"),
        mark("SAFE-T information request"),
        mark("Orders > Manage SAFE-T Claims"),
        mark("Find the claim of this order and answer in its conversation with Amazon."),
        mark(
            "A good answer is short and dated: the state of the item when it left and when it "
            "came back, which photo shows it, and the sum you ask for."
        ),
        loses=mark("No answer closes the claim. One without enough information has it denied."),
        by_amazon=True,
        once=ONE_ANSWER,
    ),
    "safet.file": Wording(
        "File",
        mark("File the SAFE-T claim by"),
        mark("SAFE-T claim not filed yet"),
        mark("Orders > Manage SAFE-T Claims"),
        mark(
            "Enter the order number under the form for a new claim; it says whether the order "
            "may be eligible. Then give reason, sum and proof."
        ),
        mark(
            "A good filing is short and dated: when the item was sent, returned and refunded, "
            "what is wrong with it, and photos of item, label and packaging."
        ),
        loses=mark("The documents are a condition of approval: attach all of them when you file."),
        once=_ONE_CLAIM,
    ),
    "safet.appeal": Wording(
        "Appeal",
        mark("Appeal by"),
        mark("SAFE-T appeal"),
        mark("Orders > Manage SAFE-T Claims"),
        mark("Find the claim of this order, read why it was denied, and appeal in the same place."),
        _APPEAL,
        loses=mark(
            "Without an appeal the denial stands, and so it mostly does after one that brings "
            "nothing new."
        ),
        once=_ONE_APPEAL,
    ),
    "chargeback.respond": Wording(
        "Answer",
        mark("Answer Amazon by"),
        mark("Chargeback"),
        mark("Performance > Chargeback Claims"),
        mark("Find the order and send what the bank asks for, or accept the chargeback."),
        _DATED,
        loses=mark("No answer loses the dispute. One without enough information loses it as well."),
        by_amazon=True,
        once=ONE_ANSWER,
    ),
    "message.reply": Wording(
        "Reply",
        mark("Reply to the buyer by"),
        mark("Buyer's message"),
        mark("Messages > Buyer-Seller Messages"),
        mark("Find the order and reply, or mark the message as needing no reply."),
        _CALM,
    ),
    "return.answer": Wording(
        "Answer",
        mark("Answer the return request by"),
        mark("Return request"),
        mark("Orders > Manage Returns"),
        mark("Find the order and authorise the return, close it with a reason, or refund."),
        _CALM,
    ),
    "return.process": Wording(
        "Look",
        mark("Inspect and refund the return by"),
        mark("Return to be processed"),
        mark("Orders > Manage Returns"),
        mark("Inspect the item, take photos before you repack it, and refund what is due."),
        mark(
            "Have dated photos of item, label and packaging: without them a SAFE-T claim is hard "
            "to support."
        ),
    ),
}


def wording(obligation: str) -> Wording:
    """Return the words of an obligation; one that only the policy pack knows gets plain ones."""
    if obligation in WORDINGS:
        return WORDINGS[obligation]
    name = obligation.partition(".")[2].replace("_", " ").capitalize() or obligation
    step = mark("Find the order and do what Amazon asks.")
    return Wording("Answer", mark("Act by"), name, mark("Orders"), step, _DATED, once=ONE_ANSWER)
