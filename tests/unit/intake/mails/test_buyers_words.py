# ruff: noqa: ISC004, RUF001 - long sentences, also in Chinese
"""What a buyer writes stands in Amazon's own mails, and decides nothing there."""

from itertools import product

import pytest

from tests.unit.intake.mails.mails import message, written

ORDER = "111-5550177-6000601"
ASKS = {
    "received, action required": (
        f"You have received an A-to-z Guarantee claim - action required: order {ORDER}",
        f"We received an A-to-z Guarantee claim for order {ORDER}. Please respond within 48 hours.",
    ),
    "reminder": (
        f"Reminder: respond to the A-to-z Guarantee claim on order {ORDER}",
        "We are still awaiting your response. Please respond by tomorrow.",
    ),
    "neither": (
        f"A-to-z Guarantee claim for order {ORDER}",
        "We need more information. Please provide proof of delivery within 48 hours.",
    ),
    "in Italian": (
        f"Azione richiesta: reclamo dalla A alla Z per l'ordine {ORDER}",
        "Deve rispondere entro 48 ore.",
    ),
    "in German": (
        f"Handlungsbedarf: A-bis-z-Garantieantrag, Bestellung {ORDER}",
        "Bitte antworten Sie innerhalb von 48 Stunden.",
    ),
}
SAYS = (
    "The seller offered a refund and then withdrew the offer.",
    "The seller denied my return and rejected any refund.",
    "My claim was denied once already. No response from the seller.",
    "I withdrew my payment.\n\nThe A-to-z claim was withdrawn. We have denied the claim.",
    "Il venditore ha ritirato la sua offerta, respinto!",
    "Der Verkaufer hat mein Geld nicht erstattet, alles abgelehnt.",
    "Please respond within 30 days, no action is needed before that.",
)
LABELS = (
    "Buyer comments: {}",
    "Comments from the buyer:\n\n{}",
    "Buyer's message\n{}",
    "Customer comments: {}",
    "Buyer wrote: {}",
    "Commenti dell'acquirente: {}",
    "Kommentar des Käufers: {}",
    "Comentarios del comprador: {}",
    'The customer states: "{}"',
    "購入者のコメント：{}",
    "买家留言：{}",
)


@pytest.mark.parametrize(("ask", "label"), list(product(ASKS, LABELS)))
def test_a_notice_that_asks_opens_whatever_a_buyer_wrote_into_it(ask: str, label: str) -> None:
    subject, body = ASKS[ask]
    plain = message(written(subject, body))

    for words in SAYS:
        told = message(written(subject, f"{body}\n\n{label.format(words)}\n"))
        assert told["type"] in ("claim_opened", "information_requested")
        assert told == plain, words


@pytest.mark.parametrize("words", SAYS[:3])
def test_without_a_label_a_question_is_still_a_question(words: str) -> None:
    for subject, body in ASKS.values():
        told = message(written(subject, f"{body}\n\n{words}"))
        assert told["type"] in ("claim_opened", "information_requested")


@pytest.mark.parametrize(
    ("subject", "body", "decision"),
    [
        (f"Decisione sul reclamo dalla A alla Z - ordine {ORDER}",
         "Abbiamo accolto il reclamo e i costi saranno addebitati sul suo conto.",
         "granted_seller_funded"),
        (f"Claim decision on order {ORDER}",
         "We have granted the claim. Amazon EU has covered the cost.", "granted_amazon_funded"),
    ],
)  # fmt: skip
def test_a_small_word_of_another_language_is_no_i(subject: str, body: str, decision: str) -> None:
    assert message(written(subject, body), "IT")["decision"] == decision


@pytest.mark.parametrize("label", LABELS)
def test_a_buyer_decides_no_decision(label: str) -> None:
    subject = f"Claim decision on order {ORDER}"
    body = "We have granted the claim. We debited your account."

    told = message(written(subject, f"{body}\n\n{label.format('We have denied the claim.')}"))

    assert told["decision"] == "granted_seller_funded"


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (f"Your SAFE-T claim 12345-12345-1234567 order {ORDER}",
         "Items damaged by the carrier are not eligible. "
         "Please provide photos within 2 business days."),
        (f"SAFE-T claim 12345-12345-1234567 order {ORDER}: information needed",
         "We need more information about your SAFE-T claim. Please provide photos within 2 "
         "business days, as claims without photos are not eligible."),
        (f"Action required: SAFE-T claim 12345-12345-1234567, order {ORDER}",
         "Your last claim was denied. Please provide photos within 2 business days."),
    ],
)  # fmt: skip
def test_what_holds_of_claims_in_general_is_no_decision_on_this_one(
    subject: str, body: str
) -> None:
    told = message(written(subject, body, "safe-t-review@amazon.com"))

    assert told["type"] == "information_requested"
    assert told["window"] == {"amount": 2, "unit": "business_days"}


def test_a_decision_announced_that_only_asks_opens_a_question() -> None:
    told = message(
        written(f"Claim decision pending on order {ORDER}", "Please provide proof of delivery.")
    )

    assert told["type"] == "information_requested"


def test_another_order_that_a_buyer_names_is_not_the_one() -> None:
    subject, body = ASKS["neither"]
    body = f"{body}\n\nOrder: {ORDER}\n\nBuyer comments: as with 111-5550177-6000999 before"

    told = message(written(subject.replace(f" for order {ORDER}", ""), body))

    assert told["order_id"] == ORDER
