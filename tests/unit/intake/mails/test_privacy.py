"""Pieces of personal data are planted wherever Amazon prints some; none may come out."""

from tests.unit.intake.mails.mails import fixtures, raw, read, written

ORDER = "111-5550177-6000901"
KINDS = (
    ("Action required: Claim received on order {}", "atoz-guarantee-no-reply@amazon.com"),
    ("Claim decision on order {}", "atoz-guarantee-no-reply@amazon.com"),
    ("Update on SAFE-T claim 12345-67890-7654321 for order {}", "donotreply@amazon.com"),
    ("Charge Dispute Inquiry {}", "cb-seller-notification@amazon.com"),
    ("Return authorization notification for order {}", "donotreply@amazon.com"),
    ("Refund initiated for order {}", "donotreply@amazon.com"),
    ("Inquiry from Amazon customer {} (Order: {})", "x@marketplace.amazon.com"),
    ("Your e-mail to {} (Order: {})", "donotreply@amazon.com"),
)
IN_FIXTURES = (
    "Rossi", "Mustermann", "Zuleica", "Zelinda", "Jane", "Sample", "Any Street", "Pat Example",
    "Nowhere Road", "555-0101", "0171", "600 123", "山田", "Ana García", "John", "Ming",
)  # fmt: skip


def test_of_a_thousand_planted_pieces_none_comes_out() -> None:
    planted = 0
    for number in range(125):
        name, street = f"Canary{number:04}", f"{number} Finch Lane"
        phone, mail = f"+1 206 555 {number:04}", f"finch{number:04}@example.com"
        body = (
            f"Hello {name},\r\nwe have granted a claim of $10.00 by {name}, {street}.\r\n"
            f"Reason: {name} says it never arrived\r\nShipping address:\r\n{name}\r\n{street}\r\n"
            f"Phone: {phone}\r\nComment: call {phone} or write to {mail}\r\n"
            f"Please provide the tracking number to {name} within 48 hours, says {mail}.\r\n"
        )
        subject, sender = KINDS[number % len(KINDS)]
        told = subject.format(*([ORDER] if subject.count("{}") == 1 else [name, ORDER]))
        out = repr(read(written(told, body, sender)))
        planted += 8
        assert not any(piece in out for piece in (name, "Finch", phone, phone[3:], mail, "finch"))

    assert planted == 1000


def test_no_name_of_a_fixture_comes_out() -> None:
    for path, store, _ in fixtures():
        out = repr(read(raw(path), store))
        assert [word for word in IN_FIXTURES if word in out] == []
