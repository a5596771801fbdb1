from typing import Any

import pytest

from shared.intake.trust import verdict
from shared.policy.pack import load_pack

AMAZON = "Amazon <atoz-guarantee-no-reply@amazon.co.uk>"


def notification(dmarc: str | None, *senders: str, **other: str) -> dict[str, Any]:
    said = {"dmarcVerdict": dmarc, **other}
    return {
        "mail": {"commonHeaders": {"from": list(senders)}},
        "receipt": {name: {"status": status} for name, status in said.items() if status},
    }


@pytest.mark.parametrize("sender", [AMAZON, "x@marketplace.amazon.de", "DoNotReply@Amazon.com"])
def test_a_domain_of_amazon_that_passed_dmarc_is_believed(sender: str) -> None:
    assert verdict(notification("PASS", sender), load_pack().stores.values())


@pytest.mark.parametrize(
    "doubtful",
    [
        pytest.param(notification("FAIL", AMAZON), id="failed"),
        pytest.param(notification("GRAY", AMAZON), id="no policy"),
        pytest.param(notification("PROCESSING_FAILED", AMAZON), id="not checked"),
        pytest.param(notification(None, AMAZON), id="no verdict"),
        pytest.param(notification("PASS"), id="nobody"),
        pytest.param(notification("PASS", AMAZON, "x@evil.example"), id="two senders"),
        pytest.param(notification("PASS", f"{AMAZON}, x@evil.example"), id="two in one"),
        pytest.param(notification("PASS", "a@amazon.com.evil.example"), id="a longer domain"),
        pytest.param(notification("PASS", "a@notamazon.com"), id="a similar domain"),
        pytest.param(notification("PASS", "a@seller.amazon.com"), id="another subdomain"),
        pytest.param(notification("PASS", '"a@amazon.com" <x@evil.example>'), id="only the name"),
        pytest.param(notification("PASS", AMAZON, spamVerdict="FAIL"), id="spam"),
        pytest.param({"receipt": "PASS", "mail": []}, id="not what SES sends"),
        pytest.param({}, id="nothing"),
    ],
)
def test_anything_less_is_not_believed(doubtful: dict[str, Any]) -> None:
    judged = verdict(doubtful, load_pack().stores.values())

    assert not judged
    assert judged.reason


def test_what_the_mail_says_of_itself_does_not_count() -> None:
    forged = notification("FAIL", AMAZON)
    forged["mail"]["headers"] = [
        {"name": "Authentication-Results", "value": "amazonses.com; dmarc=pass"}
    ]

    assert not verdict(forged, load_pack().stores.values())
