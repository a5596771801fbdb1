"""Whoever forwards, and however: never dated later than the notice, never lost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from shared.accounts import read_account
from shared.intake.findings import Found
from shared.intake.mails import read_mail
from tests.conftest import SETTINGS
from tests.unit.intake.mails.layouts import ORDER, SUBJECT, layouts
from tests.unit.intake.mails.mails import Message, pack

TRUTH = datetime(2026, 3, 10, 15, 4, tzinfo=UTC)
LAYOUTS = {name: (kind, body) for name, kind, body in layouts()}
MINUTE = timedelta(minutes=1)


def read(name: str, date: str) -> Message:
    kind, body = LAYOUTS[name]
    mail = EmailMessage()
    mail["From"], mail["Date"], mail["Subject"] = "shop@example.com", date, f"Fwd: {SUBJECT}"
    mail.set_content(body, subtype=kind)
    account = replace(read_account(SETTINGS, pack()), source={})
    (found,) = read_mail(mail.as_bytes(), account, pack(), verified=False)
    assert isinstance(found, Found), found
    return found.message


def span(told: Message) -> tuple[datetime, datetime]:
    end = datetime.fromisoformat(told["occurred_at"])
    return datetime.fromisoformat(str(told.get("occurred_from") or told["occurred_at"])), end


@pytest.mark.parametrize(
    "date", ["Wed, 11 Mar 2026 22:00:00 +0800", "Wed, 11 Mar 2026 14:00:00 +0000"]
)
@pytest.mark.parametrize("name", LAYOUTS)
def test_a_forward_is_read_and_never_dated_later(name: str, date: str) -> None:
    told = read(name, date)
    since, until = span(told)

    assert since < TRUTH + MINUTE
    assert until >= TRUTH, "nor is it called missed too early"
    assert told["order_id"] == ORDER
    assert told.get("action_required") or told["type"] == "information_requested"
    assert told["window"] == {"amount": 48, "unit": "elapsed_hours"}


def test_nearly_all_are_dated_to_the_minute_on_the_clock_of_whoever_forwards() -> None:
    unsure = [
        name for name in LAYOUTS if span(read(name, "Wed, 11 Mar 2026 22:00:00 +0800"))[0] < TRUTH
    ]

    assert len(LAYOUTS) > 170
    assert unsure == ["eM Client", "pasted, no header at all"]
