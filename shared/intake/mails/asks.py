"""What Amazon asks for, in words of our own: the notice itself may hold names and quotations."""

import re
from collections.abc import Iterable

from shared.intake.mails.further import with_further

_THINGS = {
    "tracking number and carrier": r"tracking|tracciamento|seguimiento|rastrei|rastreamento|"
    r"sendungs(?:nummer|verfolgung)|追跡|配送状況|carrier|corriere|transportista|transportadora",
    "proof of delivery": r"proof of delivery|delivery (?:proof|confirmation|scan)|"
    r"prova di consegna|"
    r"prueba de (?:la )?entrega|comprovante de entrega|zustellnachweis|liefernachweis|"
    r"配達(?:証明|完了)",
    "signature of the recipient": r"signature|\bfirma\b|assinatura|unterschrift|署名|受領印",
    "your messages with the buyer": r"correspondence|communication with|"
    r"messages (?:with|between|to)|"
    r"corrispondenza|comunicazioni con|comunicacion(?:es)? con|mensajes con|comunicac(?:ao|"
    r"oes) com|"
    r"mensagens com|schriftverkehr|kommunikation mit|nachrichten mit|やり取り",
    "photos": r"photo|picture|image|\bfoto|immagin|imagen|写真|画像|bilder",
    "invoices": r"invoice|fattur|factura|nota fiscal|rechnung|請求書|領収書",
    "return address or label": r"return (?:address|label)|(?:indirizzo|etichetta) (?:di|del|"
    r"per il) reso|"
    r"(?:direccion|etiqueta) de devolucion|(?:endereco|etiqueta) de devolucao|"
    r"rucksende(?:adresse|etikett)|返送先|返品ラベル",
    "proof of the refund": r"(?:proof|confirmation) of (?:the )?refund|prova del rimborso|"
    r"prueba del reembolso|comprovante (?:do|de) reembolso|erstattungsnachweis|返金(?:の)?証明",
    "shipping method and dates": r"(?:ship|dispatch)(?:ping|ment)? (?:method|date)|"
    r"data di spedizione|"
    r"fecha de envio|data de envio|versand(?:art|datum)|発送(?:方法|日)",
}
_CUES = (
    "tracking", "delivery", "signature", "messages", "photos", "invoices", "return", "refund",
    "shipping",
)  # fmt: skip
_PATTERNS = {
    thing: re.compile(with_further(words, f"a_{cue}"))
    for (thing, words), cue in zip(_THINGS.items(), _CUES, strict=True)
}
_ASKING = re.compile(
    with_further(
        r"provide|send|submit|upload|need|require|include|attach|respond|reply|share|"
        r"forni|invi|servono|necessari|alleg|proporcion|envi|necesit|adjunt|fornec|precis|anex|"
        r"senden|benotig|ubermittel|einreich|beifug|stellen sie|"
        r"回答|提出|送付|必要|お知らせ|ご連絡",
        "asked",
        "to_answer",
    )
)


def asks_in(parts: Iterable[str]) -> str:
    """Return what a question asks for, empty when none of the known things is named.

    ``parts`` are folded sentences; nothing of them is passed on.
    """
    asking = [part for part in parts if _ASKING.search(part)]
    things = [
        thing
        for thing, pattern in _PATTERNS.items()
        if any(pattern.search(part) for part in asking)
    ]
    return f"Amazon asks for: {', '.join(things)}." if things else ""
