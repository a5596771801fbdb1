"""What stage a claim has reached in a notice: received, asked, registered, decided."""

import re
from collections.abc import Sequence

from shared.intake.mails.further import with_further

_ACTION_SUBJECT = re.compile(
    with_further(
        r"action (?:is )?(?:required|needed|necessary)|response (?:is )?(?:required|needed)|"
        r"respond (?:now|by|to)|information (?:is )?(?:required|needed|requested)|reminder|"
        r"(?:azione|risposta) (?:richiesta|necessaria)|accion (?:requerida|necesaria)|"
        r"respuesta (?:requerida|necesaria)|acao (?:necessaria|obrigatoria|requerida)|"
        r"(?:aktion|massnahme|handeln|antwort) erforderlich|handlungsbedarf|要対応|対応が必要|"
        r"要回答|ご(?:対応|回答)(?:ください|のお願い)",
        "action",
    )
)
_NO_ACTION = re.compile(
    with_further(
        r"\bno (?:further |immediate |other )?(?:action|response|reply|steps?)\b|"
        r"(?:not|n't) (?:currently |presently )?(?:need|have|required|necessary|have any need)"
        r"(?: to)?(?: do| take| respond| act| reply| any| anything|\b)|"
        r"nothing (?:for you |that you )?"
        r"(?:need |have )?to do|"
        r"non (?:e |sono )?(?:necessari|richiest)|nessuna azione|non (?:deve|devi|occorre|serve)|"
        r"no (?:es necesari|se requiere|tiene que|tienes que|necesita|debe )|ninguna accion|"
        r"nao (?:e |sao )?(?:necessari|preciso|precisa)|nenhuma acao|"
        r"nichts (?:zu )?unternehmen|kein(?:e)? (?:massnahme|handlungsbedarf|aktion)|"
        r"nicht (?:erforderlich|notwendig|reagieren|tatig)|"
        r"(?:必要は?(?:ありません|ございません)|対応は?不要|不要です)",
        "no_action",
    )
)
_ASKED = re.compile(
    with_further(
        r"(?:need|require|request)(?:s|ed|ing)? (?:\w+ ){0,3}(?:information|details|documents|"
        r"response)|"
        r"please (?:provide|respond|reply|send|upload|submit)|"
        r"you (?:must|need to|have to|are required to|should) "
        r"(?:respond|reply|answer|provide|submit)|"
        r"respond to amazon|(?:reply|respond|answer) (?:by|within|before)|"
        r"awaiting (?:your|seller) response|"
        r"(?:deve|devi|occorre) (?:rispond|forni|invi)|\brisponda\b|\bfornisca\b|"
        r"ulteriori informazioni|"
        r"(?:debe|tiene que) (?:respond|proporcion|envi)|\bresponda\b|\bproporcione\b|"
        r"(?:mas informacion|informacion adicional)|"
        r"(?:deve|precisa) (?:respond|fornec|envi)|\benvie\b|\bforneca\b|precisamos de|"
        r"mais informacoes|informacoes (?:adicionais|solicitadas)|"
        r"bitte (?:antworten|senden|ubermitteln|stellen|reichen)|benotigen (?:wir|weitere)|"
        r"weitere informationen|ご回答(?:くだ|をお)|回答してください|追加(?:の)?(?:情報|資料)が|"
        r"お知らせください",
        "asked",
    )
)
_RECEIVED = re.compile(
    with_further(
        r"receiv|\bnew\b|filed|opened|submitted|ricevut|\bnuov[oa]\b|presentat|recibid|\bnuev[oa]\b|"
        r"recebid|\bnov[oa]\b|erhalten|eingegangen|\bneue[rsn]?\b|gestellt|受け付け|受付|申請(?:を受|が)",
        "received",
    )
)
_DECIDED_SUBJECT = re.compile(
    with_further(
        r"decision|decided|resolved|outcome|result|granted|denied|closed|"
        r"decision[e]?|esito|chius[oa]|decision|resolucion|resuelt|decisao|resultado|conclu|"
        r"entscheid|abgeschlossen|ergebnis|決定|結果|裁定",
        "decided",
    )
)
_REGISTERED = re.compile(
    with_further(
        r"registered|registrad|registrat|registriert|(?:has been|was|successfully|is) "
        r"(?:submitted|filed|created|received)|we (?:have )?received your|eingereicht|eingegangen|"
        r"受け付け|受付|登録|submitted|recebemos sua|enviada com sucesso|inviata correttamente",
        "registered",
    )
)
_UPDATED = re.compile(
    with_further(r"updat|atualiza|aggiorna|actualiza|aktualisier|更新", "updated")
)
_DAMAGE = re.compile(
    r"property damage|personal injury|danni (?:a cose|materiali)|personenschad|対物|傷害"
)


def says_decided(subject: str) -> bool:
    """Say whether the subject announces a decision; the word in a body proves nothing."""
    return bool(_DECIDED_SUBJECT.search(subject))


def says_received(subject: str) -> bool:
    """Say whether the subject announces that a claim came in."""
    return bool(_RECEIVED.search(subject))


def announces_question(subject: str) -> bool:
    """Say whether the subject asks for something: then the notice decides nothing."""
    return bool(_ACTION_SUBJECT.search(subject))


def wants_answer(subject: str, parts: Sequence[str], own: Sequence[str]) -> bool:
    """Say whether an A-to-z notice wants an answer now.

    The subject decides; else the body, where "no action needed" in Amazon's ``own`` words outweighs
    what would have to be done if Amazon asked. What says neither wants one, unless its subject only
    says "received".
    """
    if announces_question(subject) or about_damage(subject):
        return True
    if any(_NO_ACTION.search(part) for part in own):
        return False
    return asks_now(parts) or not says_received(subject)


def asks_now(parts: Sequence[str]) -> bool:
    """Say whether sentences ask for something."""
    return any(_ASKED.search(part) for part in parts)


def says_registered(subject: str, parts: Sequence[str]) -> bool:
    """Say whether a SAFE-T notice only confirms that the claim was filed."""
    if _UPDATED.search(subject):
        return False
    return bool(_REGISTERED.search(subject)) or any(_REGISTERED.search(part) for part in parts)


def about_damage(text: str) -> bool:
    """Say whether it is the other process of the same name: property damage and injury."""
    return bool(_DAMAGE.search(text))
