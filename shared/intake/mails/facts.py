# ruff: noqa: RUF001 - the wording is also Japanese and Chinese
"""Ids, codes and dates that a notice prints; nothing in them can name a person."""

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo

from shared.intake.mails.dates import printed_instant
from shared.intake.mails.further import with_further

_ORDER = re.compile(r"(?<![\d-])\d{3}-\d{7}-\d{7}(?!\d|-\d)")
_LABELLED_ORDER = re.compile(
    r"(?:order|ordine|pedido|bestell\w*|commande|zamowieni\w*|bestallning\w*|siparis\w*|注文番号|注文|订单|الطلب|طلب)[^\d\n]{0,30}(\d{3}-\d{7}-\d{7})(?!\d|-\d)"
)
_SAFET_CLAIM = re.compile(r"(?<![\d-])\d{5}-\d{5}-\d{7}(?!\d|-\d)")
_ASIN = re.compile(r"\basin\b[^a-z0-9]{0,4}(b0[a-z0-9]{8})\b")
_MESSAGE_BEGINS = re.compile(r"^-{4,} ?[^-\n]{2,40}-{4,}$|^(?:message|nachricht|mensaje|messaggio|"
                             r"mensagem|bericht|wiadomosc|meddelande|mesaj|"
                             r"メッセージ|消息|留言|الرسالة|رسالة) ?:", re.MULTILINE)  # fmt: skip
_REASON_LABEL = re.compile(
    r"(?:claim reason|reason for (?:the )?claim|reason|motivo(?: del reclamo| de la reclamacion|"
    r" da reclamacao)?|grund(?: des antrags)?|申請理由|理由) ?: ?(.{3,120})"
)
_REASONS = {
    "refund_not_received": r"refund not|not (?:been )?refunded|non rimborsat|no reembolsad|"
    r"nao reembolsad|nicht erstattet|返金され",
    "not_as_described": r"not as described|defect|damaged|different|diverso|difettos|danneggiat|"
    r"defectuos|danad|distint|defeituos|danificad|diferente|beschadigt|defekt|abweich|説明と異な|不良|破損",
    "return_not_possible": r"return address|could not return|return not|indirizzo di reso|"
    r"direccion de devolucion|endereco de devolucao|rucksendeadresse|返品でき|返送先",
    "extra_charges": r"customs|extra charge|dogan|aduan|alfandeg|zoll|関税",
    "not_received": r"not (?:been )?(?:received|delivered)|never arrived|non (?:ricevut|consegnat)|"
    r"no (?:recibid|entregad)|nao (?:recebid|entregue)|nicht (?:erhalten|zugestellt|"
    r"geliefert)|届いて|未着",
}
_BY = re.compile(
    r"(?:issuer|refunded by|initiated by|issued by|emissor do reembolso|"
    r"emittente(?: del rimborso)?|"
    r"emisor(?: del reembolso)?|aussteller(?: der erstattung)?|返金(?:の)?発行者|"
    r"返金元) ?[:：]? ?(.{2,40})"
)
_BY_SELLER = re.compile(r"seller|vendedor|venditore|verkaufer|出品者|merchant")
_BY_AMAZON = re.compile(
    r"customer service|amazon|atendimento|servizio clienti|atencion al cliente|kundenservice|"
    r"カスタマー"
)
_BY_FBA = re.compile(
    r"enviado pela amazon|enviado por amazon|spedito da amazon|gestito da amazon|"
    r"versand durch amazon|"
    r"fulfilled by amazon|fulfillment by amazon|amazonが発送|amazonから発送"
)
_TO_A_CENTRE = re.compile(
    r"(?:fulfil?lment|logistics?|distribution) cent(?:er|re)|centro logistico|centro de logistica|"
    r"centro de distribuicao|centre logistique|centre de distribution|logistikzentrum|"
    r"logistiek centrum|distributiecentrum|centrum logistyczn|logistikcenter|lojistik merkezi|"
    r"フルフィルメントセンター|物流中心|运营中心|營運中心|مركز (?:الشحن|الخدمات اللوجستية)"
)
_INTO_STOCK = re.compile(
    r"(?:back (?:in|into|to)|return(?:ed)? to) your inventory|45 days|nel tuo inventario|"
    r"nell'inventario|45 giorni|a tu inventario|a su inventario|45 dias|"
    r"ao seu (?:estoque|inventario)|"
    r"(?:ihren|deinen) (?:bestand|lagerbestand)|45 tagen?|votre (?:stock|inventaire)|45 jours|"
    r"(?:je|uw) voorraad|45 dagen|(?:twoich|panstwa) zapasow|45 dni|ditt lager|45 dagar|"
    r"stogunuza|45 gun|在庫に戻|45日|您的库存|您的庫存|45天"
)
_BY_SELLER_SENT = re.compile(
    r"(?:fulfilled|shipped|dispatched) by (?:the )?(?:seller|merchant)|seller[ -]fulfilled|"
    r"gestito dal venditore|spedito dal venditore|enviado por (?:el vendedor|o vendedor)|"
    r"versand durch (?:den )?verkaufer|expedie par le vendeur|出品者(?:が|から)発送"
)
_AUTHORISED = re.compile(
    r"(?:automatically authori[sz]ed|authori[sz]ed (?:automatically|by amazon))|"
    r"autorizzat[oa] (?:automaticamente|da amazon)|autorizad[oa] (?:automaticamente|por amazon)|"
    r"automatisch (?:genehmigt|autorisiert)|von amazon (?:genehmigt|autorisiert)|"
    r"autorise\w? (?:automatiquement|par amazon)|automatisch (?:goedgekeurd|geautoriseerd)|"
    r"automatycznie (?:zatwierdz|autoryz)|automatiskt godkan|otomatik olarak (?:onay|yetki)|"
    r"自動(?:的に)?(?:承認|許可)|自动(?:批准|授权)|自動(?:核准|授權)"
)
_SELF_SHIP = re.compile(r"self[ -]?ship")
_STATED = re.compile(
    "(?:"
    + with_further(
        r"(?:reply|respond|response due|answer|appeal|due) (?:by|before)|response deadline|"
        r"recorrer por|responder (?:ate|antes de)|rispondere entro il|antworten bis|"
        r"回答期限",
        "stated",
    )
    + r") ?:? ?(.{8,60})"
)


_MOST_NAMED = 3


def order_ids(text: str) -> list[str]:
    """Return the different order ids in a text, in the order in which they come."""
    return list(dict.fromkeys(_ORDER.findall(text)))


def the_order(subject: str, text: str) -> tuple[str, str]:
    """Return the order a notice is about, or empty and why it cannot be told."""
    named = order_ids(subject) or _labelled(text) or order_ids(text)
    if len(named) == 1:
        return named[0], ""
    if not named:
        return "", "no order id like 113-5550123-5550199 in it"
    return "", f"{len(named)} different order ids in it"


def naming(reason: str, text: str) -> tuple[str, str]:
    """Return a reason with the orders a text names, so that somebody can look, and the only one."""
    named = order_ids(text)
    if not named:
        return reason, ""
    words = ", ".join(named[:_MOST_NAMED]) + (" …" if len(named) > _MOST_NAMED else "")
    return f"{reason} (order {words})", named[0] if len(named) == 1 else ""


def before_message(text: str) -> str:
    """Return what Amazon prints above a buyer's message."""
    found = _MESSAGE_BEGINS.search(text)
    return text[: found.start()] if found else text


def safet_claim(text: str) -> str:
    """Return the SAFE-T claim id, empty when there is none or more than one."""
    found = set(_SAFET_CLAIM.findall(text))
    return found.pop() if len(found) == 1 else ""


def asin_in(text: str) -> str:
    """Return the one ASIN of a notice, empty when there is none or more than one."""
    found = {asin.upper() for asin in _ASIN.findall(text)}
    return found.pop() if len(found) == 1 else ""


def reason_in(text: str) -> str:
    """Return the code of the labelled reason of a claim; other words are dropped."""
    for label in _REASON_LABEL.finditer(text):
        for code, words in _REASONS.items():
            if re.search(words, label[1]):
                return code
    return ""


def refunded_by(text: str) -> str:
    """Return ``seller`` or ``amazon`` where a refund notice names the issuer, else empty."""
    found = _BY.search(text)
    if found is None:
        return ""
    if _BY_SELLER.search(found[1]):
        return "seller"
    return "amazon" if _BY_AMAZON.search(found[1]) else ""


def fulfilled_by_amazon(text: str) -> bool:
    """Say whether the notice is of an order that Amazon itself ships.

    It says so, or the goods go to a centre of Amazon's and into the seller's stock there.
    """
    if _BY_SELLER_SENT.search(text):
        return False
    into_stock = _TO_A_CENTRE.search(text) and _INTO_STOCK.search(text)
    return bool(_BY_FBA.search(text) or into_stock)


def authorised(text: str) -> bool:
    """Say whether Amazon has authorised a return itself, so that nobody has to answer."""
    return bool(_AUTHORISED.search(text))


def self_shipped(text: str) -> bool:
    """Say whether the buyer sends a return at the buyer's own cost."""
    return bool(_SELF_SHIP.search(text))


def stated_in(parts: Iterable[str], zone: tzinfo) -> datetime | None:
    """Return the earliest cut-off with date and time that Amazon states, UTC.

    Without a zone printed it is read in the store's. A date alone is no instant and is passed over.
    """
    found = (printed_instant(label[1], zone) for part in parts for label in _STATED.finditer(part))
    return min((each for each in found if each is not None), default=None)


def _labelled(text: str) -> list[str]:
    return list(dict.fromkeys(_LABELLED_ORDER.findall(text)))
