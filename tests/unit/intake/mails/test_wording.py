import pytest

from shared.intake.mails.money import sum_in
from shared.intake.mails.text import fold
from shared.intake.mails.windows import window_in
from tests.unit.intake.mails.mails import message, pack, refusal, written

ORDER = "111-5550177-6000601"


@pytest.mark.parametrize(
    ("store", "printed", "value"),
    [
        ("IT", "83,75\u00a0€", "83.75 EUR"),
        ("IT", "EUR 58.37", "58.37 EUR"),
        ("IT", "1.234,56 €", "1234.56 EUR"),
        ("FR", "1\u202f234,56 €", "1234.56 EUR"),
        ("DE", "1.234 €", "1234.00 EUR"),
        ("US", "$1,234.56", "1234.56 USD"),
        ("CA", "$20.00", "20.00 CAD"),
        ("CA", "US$20.00", "20.00 USD"),
        ("UK", "£7", "7.00 GBP"),
        ("BR", "R$ 37,25", "37.25 BRL"),
        ("BR", "91.4 BRL", "91.40 BRL"),
        ("IN", "Rs. 1,25,000.00", "125000.00 INR"),
        ("JP", "￥12,300", "12300 JPY"),
        ("JP", "12,300円", "12300 JPY"),
    ],
)
def test_sums_are_read_in_both_decimal_styles(store: str, printed: str, value: str) -> None:
    found = sum_in([fold(f"the claim of {printed} on the order")], pack().store(store))

    assert found is not None
    assert f"{found['value']} {found['currency']}" == value


def test_share_capital_in_a_footer_is_no_claim_amount() -> None:
    footer = fold("Amazon EU S.a r.l. Capitale Sociale 165.833 EUR")

    assert sum_in([footer], pack().store("IT")) is None


def test_a_dollar_sign_is_not_guessed_at_where_there_are_no_dollars() -> None:
    assert sum_in([fold("the claim of $20.00")], pack().store("IT")) is None


@pytest.mark.parametrize(
    ("sentence", "window"),
    [
        ("Deve rispondere entro 3 giorni di calendario.", "3 calendar days"),
        ("You must respond within 48 hours.", "48 elapsed hours"),
        ("Please reply within two (2) business days.", "2 business days"),
        ("Debe responder en un plazo de 3 días naturales.", "3 calendar days"),
        ("Responda em até 2 dias úteis.", "2 business days"),
        ("Bitte antworten Sie innerhalb von 3 Werktagen.", "3 business days"),
        ("Bitte antworten Sie binnen 72 Stunden.", "72 elapsed hours"),
        ("48時間以内にご回答ください。", "48 elapsed hours"),
        ("3営業日以内にご返信ください。", "3 business days"),
    ],
)
def test_the_printed_time_to_answer_is_read(sentence: str, window: str) -> None:
    assert str(window_in([fold(sentence)])) == window


@pytest.mark.parametrize(
    "sentence",
    [
        "You can appeal within 30 days of this decision; provide new evidence.",
        "We will respond within 7 days.",
        "To avoid claims, respond to buyer messages within 24 hours.",
        "The buyer wrote to you 3 days ago.",
    ],
)
def test_other_spans_are_not_the_time_to_answer(sentence: str) -> None:
    assert window_in([fold(sentence)]) is None


@pytest.mark.parametrize(
    ("body", "decision"),
    [
        ("We have granted the claim. We debited your account.", "granted_seller_funded"),
        ("We have granted the claim.", "granted_seller_funded"),
        ("We have granted the claim and covered the cost.", "granted_amazon_funded"),
        ("We have granted the claim. You should not be held responsible.", "granted_amazon_funded"),
        ("We have not granted the claim.", "denied"),
        ("We closed the claim in your favour.", "denied"),
    ],
)
def test_who_pays_is_read_from_what_is_said(body: str, decision: str) -> None:
    told = message(written(f"Claim decision on order {ORDER}", body))

    assert told["decision"] == decision


def test_a_decision_that_says_both_is_left_to_a_person() -> None:
    both = "We have granted the claim. Amazon has covered the cost. Your account was debited."

    assert "not how Amazon decided" in refusal(written(f"Claim decision on order {ORDER}", both))


def test_the_word_decision_in_a_body_makes_no_decision() -> None:
    body = "We received a claim. No action is needed. We will mail you once a decision is made."
    told = message(written(f"Claim received on order {ORDER}", body))

    assert told["type"] == "claim_opened"


def test_a_notice_that_cannot_be_told_apart_wants_an_answer() -> None:
    told = message(written(f"A-to-z Guarantee claim, order {ORDER}", "See Seller Central."))

    assert told["type"] == "information_requested"


def test_asks_are_in_words_of_our_own() -> None:
    body = (
        "Please provide the tracking number, proof of delivery and photos to John Q. Buyer, "
        "12 Elm Street, john.q@example.com, +1 206 555 0100."
    )
    told = message(written(f"A-to-z claim on order {ORDER}: information needed", body))

    assert told["asks"] == (
        "Amazon asks for: tracking number and carrier, proof of delivery, photos."
    )
