"""How Amazon decided, read sentence by sentence from the body of a notice.

Sentences that speak of appeals or say "if" are passed over: every notice explains what would be.
A denial is looked for before a grant, because "not granted" holds both.
"""

import re
from collections.abc import Callable, Iterable

from shared.intake.mails.further import with_further

_SUPPOSED = re.compile(
    with_further(
        r"^(?:if|unless|should you|falls|wenn|sollte|caso|in case|"
        r"si (?:no|desea|cree|considera|tiene)|"
        r"se (?:non|ritiene|desidera|nao|voce|dovess))\b|\b(?:if|unless) (?:you|we|the)\b|場合",
        "supposed",
    )
)
_APPEAL = re.compile(
    with_further(
        r"appeal|ricors|impugna|apela|\brecurso|recorrer|widerspr|einspruch|異議|再審査",
        "appeal",
    )
)
_FUTURE = r"(?<!\bbe )(?<!\bessere )(?<!\bser )(?<!\bsera )(?<!\bwerden )"
_ATOZ_DENIED = re.compile(
    with_further(
        _FUTURE + r"\b(?:denied|rejected|declined|dismissed)\b|"
        r"(?:not|n't) (?:been |to )?(?:grant|approve)|in your favou?r|"
        r"(?:non (?:e stato |e stata |abbiamo )?(?:accol|conces|approva)|respint|rifiutat|rigettat|"
        r"a (?:suo|tuo|vostro) favore)|"
        r"(?:no (?:hemos |ha sido |se ha )?(?:conced|aprob|acept)|denegad|rechazad|desestimad|"
        r"(?:a|en) su favor)|"
        r"(?:nao (?:foi |concedemos|aprovamos)|negad[ao]|negamos|recusad|indeferi|a seu favor)|"
        r"(?:nicht (?:stattgegeben|bewilligt|genehmigt|gewahrt)|abgelehnt|zuruckgewiesen|"
        r"zu ihren gunsten)|"
        r"(?:承認(?:され|し|いたし)(?:ません|なかった)|認められ(?:ません|なかった)|却下|否認|棄却|お断り)",
        "denied",
        "for_seller",
    )
)
_ATOZ_GRANTED = re.compile(
    with_further(
        _FUTURE + r"\b(?:granted|approved|awarded)\b|"
        r"(?:paid|refunded|reimbursed) the (?:buyer|customer)|"
        r"refund to the (?:buyer|customer)|(?:favou?r of the|decided for the) (?:buyer|customer)|"
        r"(?:buyer|customer)'s favou?r|"
        + _FUTURE
        + r"\b(?:concess|accolt|accettat|approvat)[oa]\b|"
        r"abbiamo (?:accolto|concesso|approvato)|a favore del(?:l'acquirente| cliente)|"
        r"" + _FUTURE + r"\b(?:concedid|aprobad|aceptad)[oa]\b|"
        r"a favor del (?:cliente|comprador)|"
        + _FUTURE
        + r"\b(?:concedid|aprovad|aceit|deferid)[oa]\b|concedemos|aprovamos|"
        r"a favor do (?:cliente|comprador)|"
        r"stattgegeben|bewilligt|genehmigt|gewahrt|zugunsten des (?:kauf|kund)|"
        r"(?:kaufer|kunden?)\b.{0,40}\berstattet|rimborsato (?:il cliente|l'acquirente)|"
        r"(?:reembolsado|reembolsamos|reembolsou) (?:al|ao|o) (?:cliente|comprador)|"
        r"承認(?:され|し|いたし)|認められ|認定|補償(?:し|され|いた)",
        "granted",
        "for_buyer",
    )
)
_NOT_CHARGED = re.compile(
    with_further(
        r"(?:not|n't|nothing|never|no amount).{0,40}(?:debit|charge|deduct|responsible)|"
        r"covered the (?:cost|amount|refund|claim)|amazon(?:-| )funded|funded by amazon|"
        r"amazon (?:has |have |will |hat |ha )?(?:paid|funded|cover|reimburse|refund|bore|bear)|"
        r"we (?:have |will |'ve )?(?:funded|cover|paid for|absorb)|"
        r"non .{0,40}(?:addebit|responsabil)|(?:abbiamo|amazon ha) (?:coperto|sostenuto|pagato)|"
        r"a carico di amazon|"
        r"\bno .{0,40}(?:cobra|cargad|cargar|cargo|debit|responsab)|(?:hemos|amazon ha) "
        r"(?:cubierto|asumido|pagado)|a cargo de amazon|financiad[ao] por amazon|"
        r"nao .{0,40}(?:debit|cobra|responsab)|cobrimos|amazon (?:cobriu|arcou|pagou)|"
        r"nicht .{0,60}(?:belast|abgebucht|verantwortlich|eingezogen)|"
        r"(?:kosten|betrag|erstattung).{0,30}(?:ubernommen|getragen|gedeckt)|"
        r"(?:請求|引き落と|差し引)(?:され|し|いた|か)[^。]{0,8}(?:ません|ない)|"
        r"amazonが.{0,20}(?:負担|補償|支払)|責任を?(?:負|問)[^。]{0,6}(?:ません|ない)",
        "spared",
    )
)
_CHARGED = re.compile(
    with_further(
        r"\b(?:debited|debit your|charged|deducted|seller(?:-| )funded)\b|"
        r"you (?:are|were|have been found) (?:\w+ )?responsible|"
        r"addebit|a suo carico|"
        r"(?:cobrado|cargado|cargaremos|cobraremos|deducido|adeudado)|"
        r"(?:debitad|debitamos|debitaremos|cobramos|descontad)|"
        r"belaste|abgebucht|eingezogen|abgezogen|"
        r"引き落と|差し引|請求(?:しま|され|いたしま)",
        "charged",
    )
)
_WITHDRAWN = re.compile(
    with_further(
        r"\b(?:withdrawn|withdrew|retracted)\b|"
        r"(?:buyer|customer) (?:has )?cancell?ed (?:the|this|"
        r"their) (?:a-to-z )?(?:guarantee )?claim|ritirato|ha annullato il reclamo|"
        r"retirado (?:la|su) reclam|"
        r"retirou|retirada pelo|zuruckgezogen|取り下げ",
        "withdrawn",
    )
)
_OF_THE_CLAIM = re.compile(
    with_further(
        r"\bclaims?\b|\ba-to-z\b|decision|reclam|garan[tz]|antrag|\bdecid|entsch(?:ied|eid)|richiesta|"
        r"\bwe (?:have |'ve )?(?:refund|grant|den|decid|clos|approv|debit|charg|reject)|"
        r"申請|保証|クレーム",
        "of_the_claim",
    )
)
_OF_THIS_SAFET = re.compile(
    with_further(
        r"\b(?:your|the|this) (?:safe-?t )?(?:claim|request|appeal|reimbursement)\b|"
        r"safe-?t claim \d|"
        r"\bwe (?:have|'ve|are|were|can|could|did|will|determined|denied|"
        r"granted|approved|decided)\b|"
        r"\byour? (?:claim|account)\b|decision|resolution|outcome|"
        r"(?:sua|esta|tua|la|su|sua|questa) (?:solicita|reivindica|reclam|richiesta|domanda)|"
        r"solicita(?:cao|cion)|reclam|richiesta|antrag|negamos|aprovamos|temos|nao foi|foi |"
        r"申請|請求|"
        r"\bclaim (?:was|is|has|closed)\b|\bclosed\b",
        "of_safet",
    )
)
_SAFET_DENIED = re.compile(
    with_further(
        _FUTURE + r"\b(?:denied|rejected|declined)\b|not eligible|ineligible|no-grant|"
        r"(?:unable|not able) to (?:approve|grant|reimburse)|"
        r"(?:not|n't) (?:been )?(?:granted|approved|reimburse)|"
        r"negad[ao]|negamos|recusad|indeferi|nao (?:e |foi )?(?:elegivel|aprovad)|"
        r"respint|rifiutat|non (?:e )?(?:idone|ammissibil|approvat)|"
        r"denegad|rechazad|no (?:es )?elegible|"
        r"abgelehnt|nicht (?:erstattungsfahig|berechtigt|genehmigt)|"
        r"却下|否認|対象外|認められません",
        "denied",
        "ineligible",
    )
)
_SAFET_GRANTED = re.compile(
    with_further(
        _FUTURE + r"\b(?:granted|approved|reimbursed)\b|reimbursement (?:has been|was|of .{1,20}"
        r"(?:has been|was)) issued|(?:decision|resolution|outcome): ?grant\b|"
        + _FUTURE
        + r"\b(?:aprovad|concedid|reembolsad)[ao]\b|aprovamos|"
        + _FUTURE
        + r"\b(?:approvat|accolt|rimborsat)[oa]\b|"
        + _FUTURE
        + r"\b(?:aprobad|concedid)[ao]\b|genehmigt|stattgegeben|"
        r"承認(?:され|し)|補てん(?:し|され|いた)",
        "granted",
        "for_seller",
        "reimbursed",
    )
)
_SAFET_PARTLY = re.compile(
    with_further(r"partial|in part\b|parzial|parcial|teilweise|一部", "partly")
)
_SAFET_SILENCE = re.compile(
    with_further(
        r"closed?\b.{0,120}(?:no(?:t| )|n't|without).{0,20}(?:respon|receiv|repl)|"
        r"(?:not|n't|no) .{0,20}(?:respon|receive|repl).{0,140}\bclosed\b|"
        r"encerrad.{0,120}(?:sem resposta|nao (?:respond|receb))|"
        r"nao (?:respond|receb).{0,140}encerrad|回答がなかった|ご返信がなかった",
        "silence",
    )
)
_LOST = re.compile(
    with_further(
        r"\b(?:debited|debit your|charged your|deducted)\b|"
        r"you (?:are|were|have been found) (?:\w+ )?responsible|"
        r"(?<!not )(?<!not be )(?<!not been )(?:held )?responsible for (?:this|the) "
        r"(?:chargeback|dispute)|"
        r"favou?r of the (?:buyer|cardholder|card ?holder|customer|bank|issuer)|"
        r"decided against you|\blost\b",
        "for_buyer",
        "charged",
        "liable",
    )
)
_WON = re.compile(
    with_further(
        r"in your favou?r|(?:not|n't) (?:be |been )?(?:held )?(?:\w+ )?responsible|"
        r"(?:not|n't|nothing).{0,30}(?:debit|charge your|deduct)|"
        r"amazon (?:has |will )?(?:cover|fund)|"
        r"we (?:have |will )?(?:cover|fund)|\b(?:you )?won\b|reversed",
        "for_seller",
        "spared",
    )
)


def plain_statements(parts: Iterable[str]) -> list[str]:
    """Return the sentences (folded) that say what is, not what would be."""
    return [part for part in parts if not _SUPPOSED.search(part) and not _APPEAL.search(part)]


def atoz_decision(parts: Iterable[str], *, announced: bool) -> str:
    """Return the decision on an A-to-z claim, ``withdrawn``, or empty when it cannot be told.

    Granted with no word on who pays counts as seller funded: that is the one with a deadline.
    ``announced``: the notice is one of a decision; without that only what speaks of the claim
    counts.
    """
    said = plain_statements(parts)
    verdict = _earliest(
        said if announced else [part for part in said if _OF_THE_CLAIM.search(part)],
        ("withdrawn", lambda part: _WITHDRAWN.search(part) and _OF_THE_CLAIM.search(part)),
        ("denied", _ATOZ_DENIED.search),
        ("granted", _ATOZ_GRANTED.search),
    )
    if verdict != "granted":
        return verdict
    spared = any(_NOT_CHARGED.search(part) for part in said)
    charged = any(_CHARGED.search(part) and not _NOT_CHARGED.search(part) for part in said)
    if spared and charged:
        return ""
    return "granted_amazon_funded" if spared else "granted_seller_funded"


def safet_decision(parts: Iterable[str], *, announced: bool) -> str:
    """Return the decision on a SAFE-T claim, empty when there is none.

    Without ``announced`` only what speaks of this claim counts, not what holds of claims.
    """
    said = plain_statements(parts)
    if not announced:
        said = [part for part in said if _OF_THIS_SAFET.search(part)]
    return _earliest(
        said,
        ("closed_no_response", _SAFET_SILENCE.search),
        ("denied", _SAFET_DENIED.search),
        ("partly_granted", lambda part: _SAFET_PARTLY.search(part) and _SAFET_GRANTED.search(part)),
        ("granted", _SAFET_GRANTED.search),
    )


def chargeback_decision(parts: Iterable[str]) -> str:
    """Return ``won`` or ``lost``, empty when the notice says neither or both."""
    said = plain_statements(parts)
    won = any(_WON.search(part) for part in said)
    lost = any(_LOST.search(part) and not _WON.search(part) for part in said)
    if won == lost:
        return ""
    return "won" if won else "lost"


def _earliest(parts: Iterable[str], *cues: tuple[str, Callable[[str], object]]) -> str:
    return next((name for part in parts for name, says in cues if says(part)), "")
