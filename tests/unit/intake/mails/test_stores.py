from tests.unit.intake.mails.mails import message, refusal, written

ORDER = "302-5550177-6000701"
GERMAN, GERMAN_ID = "atoz-guarantee-no-reply@amazon.de", "X-Marketplace-ID: A1PA6795UKMFR9"
DATE = "Tue, 10 Mar 2026 15:04:05 +0000"
SUBJECT, BODY = f"Claim received on order {ORDER}", "No action is needed."


def test_amazon_com_writes_for_every_store() -> None:
    told = message(written(SUBJECT, BODY), "IT")

    assert "store" not in told


def test_the_marketplace_of_the_header_goes_before_the_senders_domain() -> None:
    told = message(written(SUBJECT, BODY, GERMAN, DATE, GERMAN_ID), "IT")

    assert told["store"] == "DE"


def test_a_sender_of_another_store_alone_is_left_to_a_person() -> None:
    reason = refusal(written(SUBJECT, BODY, GERMAN), "IT")

    assert "Amazon.de" in reason
    assert "Amazon.it" in reason


def test_an_unverified_mail_cannot_put_an_order_under_the_rules_of_another_store() -> None:
    reason = refusal(written(SUBJECT, BODY, GERMAN, DATE, GERMAN_ID), "IT", verified=False)

    assert "it is about Amazon.de" in reason
