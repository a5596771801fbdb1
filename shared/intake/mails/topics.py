"""What a mail is about: by Amazon's own type header, then sender, then subject, then body.

Sources of the types, senders and wordings: real mails of 2021 to 2026 and public mail rules.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from shared.domain.rules import Store
from shared.intake.mails.further import with_further
from shared.intake.mails.letters import Letter

Topic = Literal[
    "atoz", "safet", "chargeback", "return", "refund", "message", "reply", "cancellation", "aside"
]

_TYPES: Mapping[str, Topic] = {
    "RETURN_REQUEST": "return",
    "REFUND_ISSUED": "refund",
    "BRC_SELLER_NOTIFICATION": "cancellation",
    "BBC_MESSAGE_SENT_TO_MERCHANT": "message",
    "BBC_MESSAGE_CONFIRMATION_TO_MERCHANT": "reply",
    "BUYER_OPTED_OUT_BSM_MESSAGES": "aside",
}
_TYPE_HINTS: tuple[tuple[re.Pattern[str], Topic], ...] = (
    (re.compile(r"A_?(?:TO_?)?Z_|ATOZ|GUARANTEE"), "atoz"),
    (re.compile(r"SAFE_?T"), "safet"),
    (re.compile(r"CHARGEBACK|DISPUTE"), "chargeback"),
)
_SENDERS: tuple[tuple[re.Pattern[str], Topic], ...] = (
    (re.compile(r"atoz-guarantee|a-to-z|seller-guarantee"), "atoz"),
    (re.compile(r"cb-seller|chargeback"), "chargeback"),
    (re.compile(r"safe-?t-"), "safet"),
)
_SUBJECTS: tuple[tuple[re.Pattern[str], Topic], ...] = (
    (re.compile(r"(?<![a-z0-9])safe-?t(?![a-z0-9])"), "safet"),
    (
        re.compile(with_further(
            r"charge-?back|charge dispute|contracargo|ruckbuchung|ruckbelastung|"
            r"contestacao de (?:cobranca|pagamento)|estorno contestado|チャージバック|"
            r"(?:storno|contestazione) (?:di|dell)'? ?addebito", "t_chargeback",
        )),
        "chargeback",
    ),
    (
        re.compile(with_further(
            r"(?<![a-z0-9])a-?(?: to |to-?| ?2 ?)z(?![a-z0-9])|\ba-? ?bis-? ?z\b|"
            r"(?:dalla|de la) a (?:alla|a la) z|"
            r"\bde a a z\b|マーケットプレイス保証|保証による保護|保証申請|"
            r"garantieantrag|claim .{0,30}\border\b|"
            r"richiesta di rimborso ricevuta|"
            r"(?:reclamo|reclamacion|reclamacao|garanzia|garantia)\b.{0,60}\b(?:ordine|pedido)\b",
            "t_atoz",
        )),
        "atoz",
    ),
    (
        re.compile(with_further(
            r"cancell?ation request|request(?:ed|s)? .{0,30}\bcancel|"
            r"richiest[ao].{0,12}annullamento|"
            r"solicitud de cancelacion|(?:solicitacao|pedido) de cancelamento|"
            r"stornierungsan|(?:stornierung|stornierungs).{0,30}(?:anfrage|angefragt|beantragt)|"
            r"キャンセル(?:リクエスト|の依頼|依頼)", "t_cancel",
        )),
        "cancellation",
    ),
    (
        re.compile(with_further(
            r"return (?:authori[sz]ation|request|merchandise)|(?:autorizzazione|richiesta).{0,6}"
            r"\breso\b|(?:autorizacion|solicitud) de (?:la )?devolucion|"
            r"(?:autorizacao|solicitacao) de devolucao|rucksend|rucknahme|retouren|"
            r"返品(?:承認|リクエスト|依頼|申請)", "t_return",
        )),
        "return",
    ),
    (
        re.compile(with_further(
            r"refund.{0,60}(?:initiated|issued|processed)|rimborso.{0,60}(?:avviato|emesso)|"
            r"reembolso.{0,60}(?:iniciado|emitido|processado|procesado)|"
            r"(?:ruck)?erstattung.{0,80}(?:veranlasst|eingeleitet|ausgestellt|initiiert|gestartet)|"
            r"返金(?:手続き|処理|の)", "t_refund",
        )),
        "refund",
    ),
    (
        re.compile(with_further(
            r"your (?:e-?mail|message|reply) to |seu e-mail para |sua mensagem para |"
            r"(?:tu|su) (?:correo|mensaje).{0,14} (?:a|para) |il tuo (?:messaggio|e-mail) a |"
            r"(?:la tua|la sua) e-?mail a |ihre (?:e-?mail|nachricht) an |"
            r"への(?:eメール|メール|返信)", "t_reply",
        )),
        "reply",
    ),
    (
        re.compile(with_further(
            r"(?:inquiry|question|message|enquiry) from (?:an? )?amazon|"
            r"(?:anfrage|frage|nachricht) von (?:einem )?(?:amazon|kaufer)|"
            r"messaggio (?:dall'|da un )(?:acquirente|cliente)|"
            r"mensaje (?:de un |del )(?:comprador|cliente)|"
            r"mensagem (?:do|de um) (?:comprador|cliente)|購入者(?:様)?からの", "t_message",
        )),
        "message",
    ),
)  # fmt: skip
_BODIES: tuple[tuple[re.Pattern[str], Topic], ...] = (
    (
        re.compile(
            r"(?:received|granted|denied|filed|submitted|reviewing) (?:an|a|the|your|this) "
            r"(?:new )?a-to-z|a-to-z (?:guarantee )?claim (?:of|for|on|from)|"
            r"reclamo dalla a alla z (?:di|per)|reclamacion bajo la garantia de la a|"
            r"reclamacao da garantia de a|a-bis-z-garantieantrag (?:uber|zu|fur)|"
            r"マーケットプレイス保証申請を|保証申請を(?:受け付け|承認)"
        ),
        "atoz",
    ),
    (re.compile(r"safe-?t[ -](?:claim|solicit)|solicitacao (?:do )?safe-?t"), "safet"),
    (re.compile(r"chargeback (?:dispute|claim|amount)|charge dispute"), "chargeback"),
)


def amazon_senders(stores: Iterable[Store]) -> re.Pattern[str]:
    """Return what the address of a sender at Amazon looks like: exact domains, no subdomains.

    Besides each store's domain, ``marketplace.`` of it, from which buyers' messages come.
    """
    domains = "|".join(sorted(re.escape(store.domain) for store in stores))
    return re.compile(rf"[^@\s]+@(?:marketplace\.)?(?:{domains})")


def topic_of(letter: Letter, subject: str, body: str, *, from_amazon: bool) -> Topic | None:
    """Return what a letter is about; ``subject`` and ``body`` are folded. None: no claim.

    A sender that is not Amazon is believed to pass on a notice when the subject is one.
    """
    if from_amazon and letter.domain.startswith("marketplace."):
        return "message"  # whatever else it says is in the buyer's own words
    if letter.type in _TYPES:
        return _TYPES[letter.type]
    if found := _first(_TYPE_HINTS, letter.type):
        return found
    if from_amazon and (found := _first(_SENDERS, letter.sender)):
        return found
    by_subject = subject_topic(subject)
    if by_subject or not from_amazon:
        return by_subject
    return _first(_BODIES, body)


def subject_topic(text: str) -> Topic | None:
    """Return what a folded subject, or a sentence that may have been one, is about."""
    return _first(_SUBJECTS, text)


def speaks_of_claim(text: str) -> bool:
    """Say whether folded text tells of one claim, not of claims in general."""
    return _first(_BODIES, text) is not None


def _first(known: Iterable[tuple[re.Pattern[str], Topic]], text: str) -> Topic | None:
    return next((topic for pattern, topic in known if text and pattern.search(text)), None)
