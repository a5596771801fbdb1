# ruff: noqa: E501, ISC004 - whole sentences
"""Refunds of what Amazon ships itself, and returns that it has authorised itself."""

import pytest

from shared.intake.findings import Found
from tests.unit.intake.mails.mails import message, read, written

ORDER = "111-5550177-6000901"
SENDER, DATE = "donotreply@amazon.com", "Tue, 10 Mar 2026 15:04:05 +0000"
REFUND = "X-Space-Notification-Type: REFUND_ISSUED"
RETURN = "X-Space-Notification-Type: RETURN_REQUEST"


@pytest.mark.parametrize(
    "body",
    [
        "We will ship the items to an Amazon fulfillment center. If the item is in sellable "
        "condition we will put it back in your inventory.",
        "Invieremo gli articoli a un centro logistico Amazon e li reimmetteremo nel tuo inventario.",
        "Wir senden die Artikel an ein Amazon-Logistikzentrum und nehmen sie in Ihren Bestand auf.",
        "Enviaremos los productos a un centro logístico de Amazon y los reincorporaremos a tu "
        "inventario.",
        "Les articles iront à un centre logistique Amazon et retourneront dans votre stock.",
        "Fulfilled by Amazon.",
    ],
)
def test_a_refund_of_what_amazon_ships_tells_that_and_opens_nothing(body: str) -> None:
    told = message(
        written(
            f"Refund initiated for order {ORDER}", f"Order: {ORDER}\n\n{body}", SENDER, DATE, REFUND
        )
    )

    assert (told["type"], told["fulfilment"]) == ("order_facts", "fba")


@pytest.mark.parametrize(
    "body",
    [
        "Fulfilled by the seller. If it is not sent back within 45 days to an Amazon fulfillment "
        "center, write to us.",
        "You have 45 days to file a SAFE-T claim.",
        "Buyer comments: it was fulfilled by Amazon, said a friend.",
    ],
)
def test_one_mark_alone_or_a_buyers_word_does_not_make_it_amazons(body: str) -> None:
    told = message(
        written(
            f"Refund initiated for order {ORDER}", f"Order: {ORDER}\n\n{body}", SENDER, DATE, REFUND
        )
    )

    assert told["type"] == "refund_issued"


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("Authorization: Automatically authorized by Amazon", ["return_requested", "return_answered"]),
        ("Autorización: autorizado automáticamente por Amazon", ["return_requested", "return_answered"]),
        ("Autorisierung: automatisch genehmigt", ["return_requested", "return_answered"]),
        ("Authorization: pending", ["return_requested"]),
        ("Buyer comments: automatically authorized by Amazon", ["return_requested"]),
    ],
)  # fmt: skip
def test_a_return_that_amazon_authorised_is_answered(words: str, kinds: list[str]) -> None:
    body = f"A customer has requested to return an item.\n\nOrder ID: {ORDER}\n{words}\n"
    found = read(written(f"Return notification for order {ORDER}", body, SENDER, DATE, RETURN))

    assert [each.message["type"] for each in found if isinstance(each, Found)] == kinds
