# ruff: noqa: E501, ISC004, RUF001 - whole sentences
"""French, Dutch, Polish, Swedish and Turkish: what is asked, decided, how long, and of how much."""

import pytest

from tests.unit.intake.mails.mails import message, written

ORDER = "405-5550177-6000961"
ASKED = {
    "FR": ("Action requise : réclamation Garantie A à Z, commande {}",
           "Une réclamation de 119,00 € a été reçue. Vous devez répondre sous 3 jours calendaires."),
    "NL": ("Actie vereist: A-tot-Z-garantieclaim voor bestelling {}",
           "We hebben een A-tot-Z-garantieclaim van € 119,00 ontvangen. U moet binnen 3 "
           "kalenderdagen reageren."),
    "PL": ("Wymagane działanie: roszczenie z Gwarancji od A do Z, zamówienie {}",
           "Otrzymaliśmy roszczenie na kwotę 119,00 zł. Prosimy o odpowiedź w ciągu 3 dni."),
    "SE": ("Åtgärd krävs: A-till-Ö-anspråk, beställning {}",
           "Vi har fått ett garantianspråk på 119,00 kr. Du måste svara inom 3 dagar."),
    "TR": ("İşlem gerekli: A'dan Z'ye Garanti talebi, sipariş {}",
           "119,00 ₺ tutarında bir talep aldık. Lütfen 3 gün içinde yanıt verin."),
}  # fmt: skip
DECIDED = {
    "FR": ("Décision concernant la réclamation pour la commande {}",
           "Nous avons accordé la réclamation au titre de la Garantie A à Z de 119,00 €. Votre "
           "compte sera débité de ce montant. Vous disposez de 30 jours pour contester."),
    "NL": ("Beslissing over de A-tot-Z-garantieclaim voor bestelling {}",
           "We hebben de claim van € 119,00 toegekend. Het bedrag wordt van uw account afgeschreven."),
    "PL": ("Decyzja w sprawie roszczenia z Gwarancji od A do Z, zamówienie {}",
           "Uznaliśmy roszczenie na kwotę 119,00 zł i obciążymy nim Państwa konto."),
    "SE": ("Beslut om A-till-Ö-anspråk, beställning {}",
           "Vi har beviljat anspråket på 119,00 kr. Ditt konto debiteras."),
    "TR": ("A'dan Z'ye Garanti talebi kararı, sipariş {}",
           "119,00 ₺ tutarındaki talep onaylandı. Tutar hesabınızdan tahsil edilecek."),
}  # fmt: skip
CURRENCY = {"FR": "EUR", "NL": "EUR", "PL": "PLN", "SE": "SEK", "TR": "TRY"}


@pytest.mark.parametrize("store", ASKED)
def test_a_question_opens_with_its_time_to_answer(store: str) -> None:
    subject, body = ASKED[store]

    told = message(written(subject.format(ORDER), body), store)

    assert told["order_id"] == ORDER
    assert told.get("action_required") or told["type"] == "information_requested"
    assert told["window"] == {"amount": 3, "unit": "calendar_days"}


@pytest.mark.parametrize("store", DECIDED)
def test_a_decision_says_who_pays_how_much(store: str) -> None:
    subject, body = DECIDED[store]

    told = message(written(subject.format(ORDER), body), store)

    assert (told["type"], told["decision"]) == ("claim_decided", "granted_seller_funded")
    assert told["amount"] == {"value": "119.00", "currency": CURRENCY[store]}
