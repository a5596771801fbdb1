import pytest

from shared.domain.drafts.lint import lint

GOOD = (
    "We shipped the order on 26 February 2026 with UPS. The carrier delivered it on 27 February, "
    "13:30, and the delivery scan shows the right town. We replied to the buyer on 6 March and "
    "have had no answer for 120 hours. We ask Amazon to deny the claim. The tracking and the "
    "signature are attached."
)


def kinds(text: str) -> set[str]:
    return {remark.kind for remark in lint(text)}


def test_a_short_and_dated_statement_passes() -> None:
    assert lint(GOOD) == []


def test_a_few_words_in_haste_are_too_short_and_have_no_date() -> None:
    assert {"too_short", "no_dates", "spelling"} == kinds("Item is god, recieved.")


@pytest.mark.parametrize(
    "date",
    ["2026-03-06", "6 March", "March 6", "6.3.2026", "3/6/26", "3月6日", "Mar. 6", "6th Mar"],
)
def test_a_date_is_known_in_many_forms(date: str) -> None:
    assert "no_dates" not in kinds(f"It was sent on {date}.")


@pytest.mark.parametrize(
    "word", ["liar", "SCAMMER", "fraud", "stole", "ridiculous", "骗子", "詐騙", "逗逼"]
)
def test_blame_is_remarked(word: str) -> None:
    (found,) = (each for each in lint(f"{GOOD}\nThe buyer is a {word}.") if each.kind == "blame")

    assert (found.line, found.found) == (2, word)


def test_lies_are_blame_and_where_a_fault_lies_is_not() -> None:
    assert "blame" in kinds(f"{GOOD} The buyer lies.")
    assert "blame" not in kinds(f"{GOOD} The fault lies with the carrier.")


@pytest.mark.parametrize(
    "words",
    [
        "add me on WhatsApp",
        "please call us",
        "let us settle this outside Amazon",
        "加微信聊",
        "站外协商",
        "see https://example.com/pay",
    ],
)
def test_leading_a_buyer_off_the_platform_is_remarked(words: str) -> None:
    assert "off_platform" in kinds(f"{GOOD} {words}")


def test_a_link_to_amazon_stays_on_the_platform() -> None:
    assert "off_platform" not in kinds(f"{GOOD} https://sellercentral.amazon.com/orders")


@pytest.mark.parametrize(
    "words",
    [
        "We will refund you once you withdraw the claim",
        "If you cancel the claim you get a gift card",
        "撤诉后给您返现",
        "返現給您, 請撤銷",
    ],
)
def test_an_offer_for_a_withdrawal_is_remarked(words: str) -> None:
    assert "inducement" in kinds(f"{GOOD} {words}")


def test_an_offer_without_a_condition_is_no_inducement() -> None:
    assert "inducement" not in kinds(f"{GOOD} We can refund you or send a replacement by 9 March.")


@pytest.mark.parametrize(
    "words",
    [
        "Please withdraw your claim",
        "Could you kindly close the A-to-z case",
        "请您撤销索赔",
        "請先撤銷投訴",
    ],
)
def test_asking_for_a_withdrawal_is_remarked(words: str) -> None:
    assert "asks_withdrawal" in kinds(f"{GOOD} {words}")


@pytest.mark.parametrize(
    "words",
    [
        "jane.roe@example.com",
        "(206) 555-0100",
        "206-555-0100",
        "+12065550100",
        "13800138000",
        "12 Main Street",
        "Mrs. Roe",
        "Dear Jane",
    ],
)
def test_personal_data_is_remarked(words: str) -> None:
    assert "personal_data" in kinds(f"{GOOD} {words}")


@pytest.mark.parametrize(
    "words",
    [
        "order 113-5550123-5550199",
        "tracking 1Z999AA10123456784",
        "tracking 9400110200881234567890",
        "seller-guarantee@amazon.com",
        "Dear Amazon team",
    ],
)
def test_order_numbers_tracking_and_amazon_itself_are_no_personal_data(words: str) -> None:
    assert "personal_data" not in kinds(f"{GOOD} {words}")


@pytest.mark.parametrize(
    "word", ["recieved", "refnud", "deliverd", "trackking", "costumer", "Adress", "shiping"]
)
def test_a_misspelt_word_of_the_trade_is_remarked(word: str) -> None:
    assert [each.found for each in lint(f"{GOOD} {word}")] == [word]


def test_words_that_are_only_like_those_of_the_trade_are_left_alone() -> None:
    right = "withdraw insect tracing widow deliver relied messages contract packing customers order"

    assert lint(f"{GOOD} {right}") == []


def test_a_gap_left_open_is_remarked_with_its_line() -> None:
    (found,) = lint(f"{GOOD}\n\nCarrier: [carrier and number].")

    assert (found.kind, found.line, found.found) == ("gap", 3, "[carrier and number]")


@pytest.mark.parametrize("text", ["", "\n", "...", " "])
def test_an_empty_text_is_too_short_and_has_no_date(text: str) -> None:
    assert kinds(text) == {"too_short", "no_dates"}


def test_asking_amazon_to_close_a_claim_is_no_request_to_a_buyer() -> None:
    assert "asks_withdrawal" not in kinds(f"{GOOD} Please, Amazon, we ask you to close the claim.")
    assert lint(f"{GOOD} Could you please ask Amazon to close the claim?") == []
