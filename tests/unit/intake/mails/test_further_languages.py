# ruff: noqa: E501, ISC004, RUF001 - whole sentences
"""Further languages: what is asked, decided, how long, and of how much.

French, Dutch, Polish, Swedish and Turkish; Arabic as in the stores of the Gulf, and simplified
Chinese as sellers from China have Amazon.com write to them.
"""

import pytest

from tests.unit.intake.mails.mails import message, written

ORDER = "405-5550177-6000961"
NOBODY = "no-reply@amazon.com"
"""A sender that does not say what it is about."""
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
    "AE": ("إجراء مطلوب: مطالبة بموجب ضمان A-to-z للطلب {}",
           "تلقينا مطالبة بمبلغ ١١٩٫٠٠ درهم. يرجى الرد خلال ٣ أيام."),
    "US": ("需要采取行动：订单{}的A-to-z保障索赔",
           "我们收到了一项金额为US$119.00的索赔。请在3个日历日内回复。如果您不回复，我们会从您的账户中扣除该金额。"),
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
    "AE": ("قرار بشأن مطالبة ضمان A-to-z للطلب {}",
           "وافقنا على المطالبة بمبلغ 119.00 درهم. سيتم خصم المبلغ من حسابك. إذا كنت لا توافق، يمكنك الاستئناف خلال 30 يومًا."),
    "US": ("关于订单{}的A-to-z保障索赔的决定",
           "我们已批准该索赔，金额为119.00美元。我们将从您的账户中扣除该金额。您可以在30天内提出申诉。"),
}  # fmt: skip
CURRENCY = {
    "FR": "EUR",
    "NL": "EUR",
    "PL": "PLN",
    "SE": "SEK",
    "TR": "TRY",
    "AE": "AED",
    "US": "USD",
}


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


NOT_GRANTED = {
    "FR": ("Décision concernant la réclamation Garantie A à Z, commande {}", "Nous n'avons pas accordé la réclamation de l'acheteur."),
    "NL": ("Beslissing over de A-tot-Z-garantieclaim voor bestelling {}", "De claim is afgewezen. De beslissing is in uw voordeel."),
    "PL": ("Decyzja w sprawie roszczenia z Gwarancji od A do Z, zamówienie {}", "Roszczenie zostało rozstrzygnięte na Twoją korzyść."),
    "SE": ("Beslut om A-till-Ö-anspråk, beställning {}", "Vi har avslagit anspråket."),
    "TR": ("A'dan Z'ye Garanti talebi kararı, sipariş {}", "Talep lehinize sonuçlandı."),
    "AE": ("قرار بشأن مطالبة ضمان A-to-z للطلب {}", "لم نوافق على المطالبة. القرار لصالحك."),
    "US": ("关于订单{}的A-to-z保障索赔的决定", "我们未批准该索赔。"),
}  # fmt: skip
FUNDED = {
    "FR": ("Décision concernant la réclamation Garantie A à Z, commande {}", "Nous avons accordé la réclamation. Votre compte ne sera pas débité."),
    "NL": ("Beslissing over de A-tot-Z-garantieclaim voor bestelling {}", "De claim is toegekend. Het bedrag wordt niet van uw account afgeschreven."),
    "PL": ("Decyzja w sprawie roszczenia z Gwarancji od A do Z, zamówienie {}", "Uznaliśmy roszczenie. Nie obciążymy Państwa konta."),
    "SE": ("Beslut om A-till-Ö-anspråk, beställning {}", "Vi har beviljat anspråket. Ditt konto debiteras inte, Amazon står för beloppet."),
    "TR": ("A'dan Z'ye Garanti talebi kararı, sipariş {}", "Talep onaylandı. Tutar sizden tahsil edilmeyecek."),
    "AE": ("قرار بشأن مطالبة ضمان A-to-z للطلب {}", "وافقنا على المطالبة. لن يتم خصم المبلغ من حسابك."),
    "US": ("关于订单{}的A-to-z保障索赔的决定", "我们已批准该索赔。不会从您的账户中扣除任何金额，亚马逊将承担该费用。"),
}  # fmt: skip


@pytest.mark.parametrize("store", NOT_GRANTED)
def test_what_was_not_granted_is_denied(store: str) -> None:
    subject, body = NOT_GRANTED[store]

    told = message(written(subject.format(ORDER), body), store)

    assert (told["type"], told["decision"]) == ("claim_decided", "denied")


@pytest.mark.parametrize("store", FUNDED)
def test_what_amazon_pays_costs_the_seller_nothing(store: str) -> None:
    subject, body = FUNDED[store]

    told = message(written(subject.format(ORDER), body), store)

    assert (told["type"], told["decision"]) == ("claim_decided", "granted_amazon_funded")


SAFET_SUBJECT = {
    "FR": ("Décision sur votre demande SAFE-T, commande {}", "Votre demande SAFE-T pour la commande {}"),
    "NL": ("Beslissing over uw SAFE-T-claim, bestelling {}", "Uw SAFE-T-claim voor bestelling {}"),
    "PL": ("Decyzja w sprawie roszczenia SAFE-T, zamówienie {}", "Twoje roszczenie SAFE-T, zamówienie {}"),
    "SE": ("Beslut om ditt SAFE-T-anspråk, beställning {}", "Ditt SAFE-T-anspråk, beställning {}"),
    "TR": ("SAFE-T talebinizle ilgili karar, sipariş {}", "SAFE-T talebiniz, sipariş {}"),
    "AE": ("قرار بشأن مطالبة SAFE-T للطلب {}", "مطالبة SAFE-T للطلب {}"),
    "US": ("您的SAFE-T索赔的决定，订单{}", "您的SAFE-T索赔，订单{}"),
}  # fmt: skip
SAFET = {
    "denied": {
        "FR": "Votre demande a été refusée.", "NL": "Uw claim is afgewezen.",
        "PL": "Odrzuciliśmy Państwa roszczenie.", "SE": "Vi har avslagit ditt anspråk.",
        "TR": "Talebiniz reddedildi.", "AE": "تم رفض مطالبتك.", "US": "您的索赔已被拒绝。",
    },
    "granted": {
        "FR": "Votre demande a été tranchée en votre faveur.",
        "NL": "Uw claim is goedgekeurd en u krijgt € 20,00.",
        "PL": "Uznaliśmy Państwa roszczenie.", "SE": "Vi har godkänt ditt anspråk.",
        "TR": "Talebiniz onaylandı.", "AE": "تمت الموافقة على مطالبتك.", "US": "我们已批准您的索赔。",
    },
    "partly_granted": {
        "FR": "Votre demande a été partiellement acceptée.", "NL": "Uw claim is gedeeltelijk goedgekeurd.",
        "PL": "Państwa roszczenie zostało częściowo uznane.", "SE": "Ditt anspråk har delvis godkänts.",
        "TR": "Talebiniz kısmen onaylandı.", "AE": "تمت الموافقة على مطالبتك جزئيًا.", "US": "您的索赔已获部分批准。",
    },
    "closed_no_response": {
        "FR": "Nous avons clôturé votre demande : nous n'avons pas reçu de réponse, elle est restée sans réponse. Demande fermée sans réponse.",
        "NL": "Uw claim is gesloten omdat we geen reactie hebben ontvangen.",
        "PL": "Zamknęliśmy roszczenie, ponieważ nie otrzymaliśmy odpowiedzi.",
        "SE": "Anspråket har avslutats eftersom vi inte fick något svar.",
        "TR": "Yanıt alamadığımız için talebiniz kapatıldı.",
        "AE": "تم إغلاق المطالبة بسبب عدم الرد.", "US": "由于未收到您的回复，该索赔已关闭。",
    },
}  # fmt: skip
SAFET_ASKED = {
    "FR": "Veuillez fournir une preuve d'expédition sous 7 jours.",
    "NL": "We hebben meer informatie nodig. U moet binnen 7 dagen reageren.",
    "PL": "Potrzebujemy dodatkowych informacji. Prosimy o odpowiedź w ciągu 7 dni.",
    "SE": "Vi behöver mer information. Du måste svara inom 7 dagar.",
    "TR": "Daha fazla bilgiye ihtiyacımız var. Lütfen 7 gün içinde yanıt verin.",
    "AE": "نحتاج إلى معلومات إضافية. يرجى الرد خلال 7 أيام.",
    "US": "我们需要更多信息。请在7天内回复。",
}  # fmt: skip
SAFET_FILED = {
    "FR": "Votre demande SAFE-T a bien été enregistrée.", "NL": "Uw SAFE-T-claim is geregistreerd.",
    "PL": "Roszczenie SAFE-T zostało zarejestrowane.", "SE": "Ditt SAFE-T-anspråk har registrerats.",
    "TR": "SAFE-T talebiniz kaydedildi.", "AE": "تم تسجيل مطالبة SAFE-T الخاصة بك.", "US": "您的SAFE-T索赔已成功提交。",
}  # fmt: skip


@pytest.mark.parametrize(("decision", "store"), [(d, s) for d in SAFET for s in SAFET[d]])
def test_a_safet_decision_is_read(decision: str, store: str) -> None:
    told = message(
        written(SAFET_SUBJECT[store][0].format(ORDER), SAFET[decision][store], NOBODY), store
    )

    assert (told["programme"], told["type"]) == ("safet", "claim_decided")
    assert told["decision"] == decision


@pytest.mark.parametrize("store", SAFET_ASKED)
def test_a_safet_question_says_how_long(store: str) -> None:
    told = message(
        written(SAFET_SUBJECT[store][1].format(ORDER), SAFET_ASKED[store], NOBODY), store
    )

    assert (told["programme"], told["type"]) == ("safet", "information_requested")
    assert told["window"] == {"amount": 7, "unit": "calendar_days"}


@pytest.mark.parametrize("store", SAFET_FILED)
def test_a_safet_claim_that_was_filed_asks_nothing(store: str) -> None:
    told = message(
        written(SAFET_SUBJECT[store][1].format(ORDER), SAFET_FILED[store], NOBODY), store
    )

    assert (told["programme"], told["type"]) == ("safet", "claim_opened")


CHARGEBACK = {
    "FR": ("Rétrofacturation : action requise, commande {}", "Veuillez répondre sous 5 jours ouvrés. Montant de la rétrofacturation : 119,00 €."),
    "NL": ("Terugboeking: actie vereist voor bestelling {}", "Het bedrag is € 119,00. U moet binnen 5 werkdagen reageren."),
    "PL": ("Obciążenie zwrotne: wymagane działanie, zamówienie {}", "Kwota: 119,00 zł. Prosimy o odpowiedź w ciągu 5 dni roboczych."),
    "SE": ("Återdebitering: åtgärd krävs, beställning {}", "Beloppet är 119,00 kr. Du måste svara inom 5 arbetsdagar."),
    "TR": ("Ters ibraz: işlem gerekli, sipariş {}", "Tutar: 119,00 TL. Lütfen 5 iş günü içinde yanıt verin."),
    "AE": ("استرجاع المبالغ المدفوعة: إجراء مطلوب للطلب {}", "المبلغ: 119.00 درهم. يرجى الرد خلال 5 أيام عمل."),
    "US": ("信用卡拒付：需要您的回复，订单{}", "拒付金额：US$119.00。请在5个工作日内回复。"),
}  # fmt: skip
CHARGEBACK_SUBJECT = {
    "FR": "Rétrofacturation : décision, commande {}", "NL": "Beslissing over de terugboeking, bestelling {}",
    "PL": "Obciążenie zwrotne: decyzja, zamówienie {}", "SE": "Beslut om återdebitering, beställning {}",
    "TR": "Ters ibraz kararı, sipariş {}", "AE": "قرار بشأن استرجاع المبالغ المدفوعة للطلب {}",
    "US": "信用卡拒付的决定，订单{}",
}  # fmt: skip
CHARGEBACK_ENDS = {
    "won": {
        "FR": "Le litige a été tranché en votre faveur.", "NL": "Het geschil is in uw voordeel beslist.",
        "PL": "Spór rozstrzygnięto na Twoją korzyść.", "SE": "Tvisten avgjordes till din fördel.",
        "TR": "İtiraz lehinize sonuçlandı.", "AE": "تم حسم النزاع لصالحك.", "US": "该争议的裁定对您有利。",
    },
    "lost": {
        "FR": "La banque a tranché en faveur du titulaire de la carte. Le montant sera débité de votre compte.",
        "NL": "Het geschil is in het voordeel van de kaarthouder beslist.",
        "PL": "Spór rozstrzygnięto na korzyść posiadacza karty. Obciążymy Państwa konto.",
        "SE": "Tvisten avgjordes till kortinnehavarens fördel.",
        "TR": "İtiraz kart sahibinin lehine sonuçlandı.",
        "AE": "تم حسم النزاع لصالح حامل البطاقة. سيتم خصم المبلغ من حسابك.",
        "US": "该争议的裁定有利于持卡人，我们已从您的账户扣款。",
    },
}  # fmt: skip


@pytest.mark.parametrize("store", CHARGEBACK)
def test_a_chargeback_opens_with_its_sum_and_its_working_days(store: str) -> None:
    subject, body = CHARGEBACK[store]

    told = message(written(subject.format(ORDER), body, NOBODY), store)

    assert (told["programme"], told["type"]) == ("chargeback", "claim_opened")
    assert told["window"] == {"amount": 5, "unit": "business_days"}
    assert told["amount"] == {"value": "119.00", "currency": CURRENCY[store]}


@pytest.mark.parametrize(
    ("end", "store"), [(e, s) for e in CHARGEBACK_ENDS for s in CHARGEBACK_ENDS[e]]
)
def test_a_chargeback_ends_won_or_lost(end: str, store: str) -> None:
    body = CHARGEBACK_ENDS[end][store]

    told = message(written(CHARGEBACK_SUBJECT[store].format(ORDER), body, NOBODY), store)

    assert (told["programme"], told["type"], told["decision"]) == (
        "chargeback",
        "claim_decided",
        end,
    )


BUYERS = {
    "FR": "Commentaires de l'acheteur : ", "NL": "Opmerkingen van de koper: ",
    "PL": "Komentarz kupującego: ", "SE": "Kommentar från köparen: ", "TR": "Alıcının yorumu: ",
    "AE": "تعليق المشتري: ", "US": "买家留言：",
}  # fmt: skip


@pytest.mark.parametrize("store", BUYERS)
def test_a_buyers_words_decide_nothing_there_either(store: str) -> None:
    subject, body = ASKED[store]
    said = f"{body}\r\n\r\n{BUYERS[store]}{NOT_GRANTED[store][1]} {DECIDED[store][1]}"

    told = message(written(subject.format(ORDER), said), store)

    assert told["type"] in {"claim_opened", "information_requested"}


OTHERS = {
    "return_requested": {
        "FR": "Demande de retour pour la commande {}", "NL": "Retourverzoek voor bestelling {}",
        "PL": "Prośba o zwrot towaru, zamówienie {}", "SE": "Returbegäran för beställning {}",
        "TR": "İade talebi, sipariş {}", "AE": "طلب إرجاع للطلب {}", "US": "订单{}的退货请求",
    },
    "refund_issued": {
        "FR": "Remboursement de la commande {}", "NL": "Terugbetaling gestart voor bestelling {}",
        "PL": "Zwrot pieniędzy za zamówienie {}", "SE": "Återbetalning har utfärdats för beställning {}",
        "TR": "Para iadesi yapıldı, sipariş {}", "AE": "تم إصدار استرداد المبلغ للطلب {}",
        "US": "订单{}的退款已处理",
    },
    "buyer_contacted": {
        "FR": "Demande d'annulation de la commande {}", "NL": "Annuleringsverzoek voor bestelling {}",
        "PL": "Prośba o anulowanie zamówienia {}", "SE": "Begäran om avbeställning, beställning {}",
        "TR": "İptal talebi, sipariş {}", "AE": "طلب إلغاء للطلب {}", "US": "买家请求取消订单{}",
    },
}  # fmt: skip


@pytest.mark.parametrize(("kind", "store"), [(k, s) for k in OTHERS for s in OTHERS[k]])
def test_returns_refunds_and_cancellations_show_in_the_subject(kind: str, store: str) -> None:
    told = message(written(OTHERS[kind][store].format(ORDER), ".", NOBODY), store)

    assert told["type"] == kind


SIDES = {
    "denied": {
        "FR": "Nous n'avons pas pu approuver la réclamation.", "NL": "De claim kon niet worden goedgekeurd.",
        "PL": "Nie możemy uznać roszczenia.", "SE": "Vi kan inte godkänna anspråket.",
        "TR": "Talebi onaylayamadık.", "AE": "لم نتمكن من الموافقة على المطالبة.", "US": "我们无法批准该索赔。",
    },
    "granted_seller_funded": {
        "FR": "Nous avons décidé de rembourser l'acheteur. Ce montant a été prélevé sur votre compte.",
        "NL": "We hebben besloten de klant terug te betalen.",
        "PL": "Po rozpatrzeniu roszczenie zostało przyznane klientowi. Kwota zostanie pobrana z Twojego konta.",
        "SE": "Vi har inte fått något svar och har därför beviljat anspråket.",
        "TR": "Müşteriye iade yapıldı ve tutar hesabınızdan düşüldü.",
        "AE": "لم نتلق ردًا منك ووافقنا على المطالبة.", "US": "由于没有收到您的回复，我们决定向买家退款。",
    },
}  # fmt: skip


@pytest.mark.parametrize(("decision", "store"), [(d, s) for d in SIDES for s in SIDES[d]])
def test_not_being_able_to_grant_is_no_grant_and_no_answer_is_no_denial(
    decision: str, store: str
) -> None:
    subject = DECIDED[store][0].format(ORDER)

    told = message(written(subject, SIDES[decision][store]), store)

    assert (told["type"], told["decision"]) == ("claim_decided", decision)


def test_a_day_of_a_month_is_no_length_of_time() -> None:
    subject, _ = CHARGEBACK["US"]
    body = "拒付金额：US$119.00。请在2026年3月15日17:00前提交证明文件。"

    told = message(written(subject.format(ORDER), body, NOBODY), "US")

    assert "window" not in told
    assert told["stated"] == "2026-03-16T00:00:00Z"


THINGS = {
    "FR": "Veuillez fournir le numéro de suivi, la preuve de livraison et des photos.",
    "NL": "Stuur ons het trackingnummer, een bewijs van levering en foto's. U moet binnen 3 dagen reageren.",
    "PL": "Prosimy o przesłanie: numer śledzenia, dowód dostawy i zdjęcia.",
    "SE": "Vänligen skicka spårningsnummer, leveransbevis och foton.",
    "TR": "Lütfen takip numarası, teslimat kanıtı ve fotoğrafları gönderin.",
    "AE": "يرجى تقديم رقم التتبع وإثبات التسليم والصور.",
    "US": "请提供追踪编号、签收证明和照片。",
}  # fmt: skip


@pytest.mark.parametrize("store", THINGS)
def test_what_is_asked_for_is_in_words_of_our_own(store: str) -> None:
    subject = SAFET_SUBJECT[store][1].format(ORDER)

    told = message(written(subject, THINGS[store], NOBODY), store)

    assert told["asks"] == (
        "Amazon asks for: tracking number and carrier, proof of delivery, photos."
    )


def test_a_negation_is_a_word_of_its_own() -> None:
    """إبلاغك holds لا, and means to inform."""
    body = "يسرنا إبلاغك بأنه تمت الموافقة على مطالبتك بمبلغ 20.00 درهم."

    told = message(written(SAFET_SUBJECT["AE"][0].format(ORDER), body, NOBODY), "AE")

    assert (told["decision"], told["amount"]["value"]) == ("granted", "20.00")
