from tests.unit.intake.mails.mails import message, raw, written

ORDER = "111-5550177-6000002"


def test_a_forwarded_copy_and_the_original_are_one_event() -> None:
    original = message(raw("from_facts/atoz_received_us_html.eml"))
    attached = message(raw("from_facts/atoz_received_us_attached.eml"))
    inline = message(raw("from_facts/atoz_received_us_gmail.eml"))

    assert original["event_id"] == attached["event_id"] == inline["event_id"]


def test_the_same_decision_twice_on_a_day_is_one_event() -> None:
    subject = f"Claim decision on order {ORDER}"
    body = "We have granted an A-to-z Guarantee claim of $71.85. We have debited your account."
    first = message(written(subject, body, date="Sun, 13 Sep 2026 18:00:00 +0000"))
    again = message(written(subject, body, date="Sun, 13 Sep 2026 21:30:00 +0000"))

    assert first["event_id"] == again["event_id"]


def test_two_questions_on_a_day_are_two_events() -> None:
    subject = f"Action required: A-to-z claim on order {ORDER}"
    first = message(written(subject, "Please respond.", date="Tue, 10 Mar 2026 08:00:00 +0000"))
    second = message(written(subject, "Please respond.", date="Tue, 10 Mar 2026 14:00:00 +0000"))

    assert first["event_id"] != second["event_id"]


def test_different_decisions_on_a_day_are_two_events() -> None:
    subject = f"Claim decision on order {ORDER}"
    denied = message(written(subject, "We have denied the claim."))
    granted = message(written(subject, "We have granted the claim."))

    assert denied["event_id"] != granted["event_id"]


def test_trust_does_not_change_which_fact_it_is() -> None:
    mail = raw("from_facts/atoz_action_us.eml")
    believed, doubted = message(mail), message(mail, verified=False)

    assert (believed["verified"], doubted["verified"]) == (True, False)
    assert believed["event_id"] == doubted["event_id"]
