"""Mails and reports as SES and S3 announce them."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

import boto3
import pytest

from claimwatch.runner import Context
from functions.ingest_file import lambda_handler
from shared.accounts import read_account
from shared.adapters.keys import count_key
from shared.domain.errors import RefusedError
from shared.intake import bounded
from shared.intake.writers import MOST_OF_A_DOMAIN, MOST_OF_A_GROUP, Writer
from shared.policy.pack import load_pack
from shared.steps import files
from shared.wiring import services
from tests.conftest import ORDER, SETTINGS
from tests.integration.conftest import Stack

BUCKET, KEY = "intake", "mails/abc"
ASKED = f"""Hello,

We have received an A-to-z Guarantee claim on order {ORDER}.
Action required: please provide the information requested within 3 days.
"""
_HEAD = b"From: x@evil.example\r\nSubject: Ten tips for spring\r\nContent-Type: text/"
BOMBS = {
    "memory": _HEAD + b"plain\r\n\r\n" + b"hello " * 3_000_000,
    "time": _HEAD + b"plain; " + b";" * 900_000 + b"\r\n\r\nhello",
}
Put = Callable[[str, bytes], None]


@pytest.fixture
def put(stack: Stack) -> Put:
    """Put a file into the bucket."""
    client = boto3.client("s3", region_name="us-east-1")
    client.create_bucket(Bucket=BUCKET)
    return lambda key, raw: client.put_object(Bucket=BUCKET, Key=key, Body=raw) and None


def mail(
    stack: Stack, text: str = ASKED, sender: str = "atoz-guarantee-no-reply@amazon.com"
) -> bytes:
    message = EmailMessage()
    message["From"] = f"Amazon <{sender}>"
    message["To"] = "blue-kettle@claims.example.com"
    message["Date"] = format_datetime(stack.now)
    message["Subject"] = f"Action required: A-to-z Guarantee claim for order {ORDER}"
    message.set_content(text)
    return message.as_bytes()


AMAZON, OWNER = "Amazon <atoz-guarantee-no-reply@amazon.com>", "Owner <owner@example.com>"


def received(
    dmarc: str = "PASS", to: str = "blue-kettle@claims.example.com", sender: str = AMAZON
) -> str:
    """Return what SES announces of a mail."""
    verdicts = {f"{name}Verdict": {"status": "PASS"} for name in ("spam", "virus", "spf", "dkim")}
    action = {"type": "S3", "bucketName": BUCKET, "objectKey": KEY}
    return json.dumps({
        "notificationType": "Received",
        "mail": {"messageId": "abc", "commonHeaders": {"from": [sender]}},
        "receipt": {
            **verdicts, "dmarcVerdict": {"status": dmarc}, "recipients": [to], "action": action,
        },
    })  # fmt: skip


def uploaded(key: str) -> str:
    """Return what S3 announces of a file."""
    return json.dumps({"Records": [{"s3": {"bucket": {"name": BUCKET}, "object": {"key": key}}}]})


def announce(stack: Stack, *bodies: str) -> list[str]:
    """Deliver announcements and what comes of them; return the ids that are given back."""
    records = [
        {"messageId": str(index), "body": body, "eventSource": "aws:sqs", "attributes": {}}
        for index, body in enumerate(bodies)
    ]
    answer = lambda_handler({"Records": records}, Context("ingest_file"))
    stack.runner.deliver()
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def obligations(stack: Stack) -> dict[str, Any]:
    return dict(stack.case().summary["obligations"])


def test_a_mail_of_amazon_opens_what_it_asks_for(stack: Stack, put: Put) -> None:
    put(KEY, mail(stack))

    assert announce(stack, received()) == []

    assert "atoz.info_request#1" in obligations(stack)
    assert all(event.verified for event in stack.case().events)


@pytest.mark.parametrize("dmarc", ["FAIL", "GRAY", "PROCESSING_FAILED"])
def test_only_the_word_of_ses_makes_a_mail_believed(stack: Stack, put: Put, dmarc: str) -> None:
    put(KEY, b"Authentication-Results: mx; dmarc=pass\r\n" + mail(stack))

    announce(stack, received(dmarc))

    assert not any(event.verified for event in stack.case().events)


def test_the_same_mail_twice_changes_nothing(stack: Stack, put: Put) -> None:
    put(KEY, mail(stack))
    announce(stack, received())
    version = stack.case().version

    announce(stack, received())

    assert stack.case().version == version


def unreadable(stack: Stack, sender: str = "atoz-guarantee-no-reply@amazon.com") -> bytes:
    whole = mail(stack, "An A-to-z claim was filed; atoz-guarantee@amazon.com has it.", sender)
    return whole.replace(ORDER.encode(), b"unknown")


def test_what_looks_like_a_claim_and_cannot_be_read_is_told_each_time_where_amazon_wrote_it(
    stack: Stack, put: Put
) -> None:
    put(KEY, unreadable(stack))

    announce(stack, received())
    announce(stack, received())

    told = stack.aws.mails()
    assert len(told) == 2
    assert all(b"\nTo: owner@example.com" in each for each in told)
    assert all(b"Unreadable claim notice" in each for each in told)
    assert [each["source"] for each in stack.quarantined()] == ["mail", "mail"]


def test_of_what_strangers_send_the_first_is_told_and_the_tenth_with_their_number(
    stack: Stack, put: Put
) -> None:
    put(KEY, unreadable(stack, "x@evil.example"))

    for _ in range(12):
        announce(stack, received("FAIL", sender="x <x@evil.example>"))

    first, tenth = stack.aws.mails()
    assert b"of this kind" not in first
    assert b"10 of this kind came in this hour" in tenth
    assert len(stack.quarantined()) == 12


@pytest.mark.parametrize("sender", [AMAZON, OWNER])
def test_junk_does_not_use_up_the_word_about_what_amazon_or_the_owner_sent(
    stack: Stack, put: Put, sender: str
) -> None:
    put(KEY, unreadable(stack, "x@evil.example"))
    announce(stack, received("FAIL", sender="x <x@evil.example>"))
    assert len(stack.aws.mails()) == 1
    stack.now += timedelta(minutes=20)

    put(KEY, unreadable(stack, sender.partition("<")[2].strip(">")))
    announce(stack, received(sender=sender))

    assert len(stack.aws.mails()) == 1


def test_a_notice_that_is_not_taken_goes_to_the_next_contact(stack: Stack, put: Put) -> None:
    taken: list[str] = []
    mailer = services().mailer

    class Refusing:
        """Takes no mail to the owner."""

        def send(self, message: EmailMessage, tags: dict[str, str]) -> None:
            if message["To"] == "owner@example.com":
                raise RefusedError("MessageRejected")
            taken.append(str(message["To"]))
            mailer.send(message, tags)

    services().__dict__["mailer"] = Refusing()
    put(KEY, unreadable(stack))

    announce(stack, received())

    assert taken == ["second@example.com"]


def test_a_newsletter_is_set_aside_quietly(stack: Stack, put: Put) -> None:
    letter = EmailMessage()
    letter["From"] = "news@example.com"
    letter["Subject"] = "Ten tips for spring"
    letter["Date"] = format_datetime(stack.now)
    letter.set_content("Sell more this spring.")
    put(KEY, letter.as_bytes())

    announce(stack, received())

    assert stack.aws.mails() == []
    assert stack.quarantined() == []


def test_a_flood_is_stopped_where_it_can_be_seen_and_told(stack: Stack, put: Put) -> None:
    put(KEY, mail(stack, sender="x@evil.example"))

    slot, _ = Writer(verified=False, proved=False, domain="evil.example", contact=None).shares
    used_up(stack, slot.name, MOST_OF_A_DOMAIN)

    announce(stack, received("FAIL", sender="x@evil.example"))
    announce(stack, received("FAIL", sender="x@good.example"))  # another one's share is its own

    (refused,) = stack.quarantined()
    assert "unverified" in refused["reason"]
    (told,) = stack.aws.mails()
    assert b"Claim notices left out" in told


def test_strangers_together_have_no_more_than_the_share_of_strangers(
    stack: Stack, put: Put
) -> None:
    put(KEY, mail(stack, sender="x@another.example"))
    used_up(stack, "unverified-nobody", MOST_OF_A_GROUP)

    announce(stack, received("FAIL", sender="x@another.example"))

    assert len(stack.quarantined()) == 1


def forwarded(stack: Stack, order: str) -> bytes:
    """Return a notice that the owner forwards by hand."""
    when = (stack.now - timedelta(minutes=30)).strftime("%a, %b %d, %Y at %I:%M %p")
    text = (
        "---------- Forwarded message ---------\nFrom: Amazon "
        f"<atoz-guarantee-no-reply@amazon.com>\nDate: {when}\nSubject: Action required: A-to-z "
        f"Guarantee claim for order {order}\nTo: owner@example.com\n\n{ASKED}"
    )
    whole = mail(stack, text, "owner@example.com")
    return whole.replace(ORDER.encode(), order.encode())


def used_up(stack: Stack, share: str, most: int) -> None:
    counted = {"period": stack.now.date().isoformat(), "count": most}
    services()._items.put({**count_key("blue-kettle", share), **counted})  # noqa: SLF001


def test_two_hundred_forged_mails_do_not_silence_the_owners_own_forward(
    stack: Stack, put: Put
) -> None:
    for share in ("nobody", "proved", "amazon-unproved", "contact-unproved"):
        used_up(stack, f"unverified-{share}", MOST_OF_A_GROUP)
    put(KEY, forwarded(stack, ORDER))

    announce(stack, received(sender=OWNER))

    assert "atoz.info_request#1" in obligations(stack)
    assert stack.quarantined() == []


def test_who_forwards_more_than_is_taken_hears_of_each(stack: Stack, put: Put) -> None:
    used_up(stack, "unverified-contact", MOST_OF_A_GROUP)
    put(KEY, forwarded(stack, ORDER))

    announce(stack, received(sender="second@example.com"))
    announce(stack, received(sender="second@example.com"))

    told = stack.aws.mails()
    assert [b"\nTo: second@example.com" in each for each in told] == [True, True]
    assert all(b"forwarded by hand today" in each for each in told)
    assert len(stack.quarantined()) == 2


def test_amazons_own_mails_are_never_too_many(stack: Stack, put: Put) -> None:
    for share in ("nobody", "proved", "amazon-unproved", "contact"):
        used_up(stack, f"unverified-{share}", 2 * MOST_OF_A_GROUP)
    put(KEY, mail(stack))

    announce(stack, received())

    assert "atoz.info_request#1" in obligations(stack)


def test_who_hands_in_a_mail_of_doubtful_ownership_hears_of_it(stack: Stack, put: Put) -> None:
    other = {
        **SETTINGS,
        "account": "red-kettle",
        "contacts": [{"name": "X", "email": "x@y.example"}],
    }
    services().accounts.put(read_account(other, load_pack()))
    put(KEY, mail(stack, sender="owner@example.com").replace(b"blue-kettle@", b"claims@"))

    announce(stack, received(to="claims@claims.example.com", sender=OWNER))

    (told,) = stack.aws.mails()
    assert b"\nTo: owner@example.com" in told
    assert b"+account@" in told


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=list(BOMBS))
def test_a_bomb_is_refused_with_a_reason_and_the_function_goes_on(
    stack: Stack, put: Put, monkeypatch: pytest.MonkeyPatch, bomb: bytes
) -> None:
    monkeypatch.setattr(bounded, "MAIL", replace(bounded.MAIL, seconds=1, memory=16 << 20))
    put(KEY, bomb)

    assert announce(stack, received("FAIL", sender="x@evil.example")) == []

    (kept,) = stack.quarantined()
    assert "takes more than" in kept["reason"]
    (told,) = stack.aws.mails()
    assert b"\nTo: owner@example.com" in told


def test_a_file_beyond_all_bounds_is_refused_unread(
    stack: Stack, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST_REPORT", 1000)
    put("reports/blue-kettle/returns.txt", b"x" * 1001)

    assert announce(stack, uploaded("reports/blue-kettle/returns.txt")) == []

    (kept,) = stack.quarantined()
    assert "1,001 bytes" in kept["reason"]


def test_a_report_opens_returns_that_could_be_claimed(stack: Stack, put: Put) -> None:
    day = stack.now.strftime("%d-%b-%Y")
    rows = [
        "Order ID\tOrder date\tReturn request date\tReturn request status\tAmazon RMA ID",
        f"{ORDER}\t{day}\t{day}\tApproved\tDabc123",
    ]
    put("reports/blue-kettle/returns 1.txt", "\n".join(rows).encode())

    assert announce(stack, uploaded("reports/blue-kettle/returns+1.txt")) == []

    assert "return" in stack.case().summary["claims"]


def test_what_is_no_announcement_is_given_back(stack: Stack, put: Put) -> None:
    assert announce(stack, "{}", "not json", uploaded("reports/blue-kettle/gone.txt")) == [
        "0", "1", "2",
    ]  # fmt: skip


def test_what_aws_says_when_it_is_set_up_is_no_file(stack: Stack, put: Put) -> None:
    tried = json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": BUCKET})

    assert announce(stack, tried, "Successfully validated SNS topic for Amazon SES.") == []
