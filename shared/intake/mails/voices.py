# ruff: noqa: RUF001 - the wording is also Japanese and Chinese
"""Whose words they are: Amazon prints in its notices what buyers write, and that decides nothing.

A buyer may write anything, also what looks like Amazon's own lines. So a verdict is looked for only
above the first words of a buyer; what is asked is also looked for below their paragraph, where it
can but add a reminder.
"""

import re

_WHO = (
    r"(?:buyer|customer|claimant|cardholder|card holder|purchaser|acquirente|cliente|compratore|"
    r"comprador|kaufer|kunde|acheteur|client|koper|klant|kupujac\w*|klient|kopare|kund|"
    r"alici|musteri|購入者|お客様|买家|買家|顾客|顧客|客户|客戶|المشتري|العميل)"
)
_WORDS = (
    r"(?:comment\w*|message|statement|explanation|description|note|remarks?|feedback|reply|words|"
    r"commenti|commento|messaggio|dichiarazione|descrizione|note|comentarios?|mensaje|mensagem|"
    r"declaracion|declaracao|descripcion|descricao|kommentar\w*|nachricht|anmerkung\w*|"
    r"stellungnahme|beschreibung|commentaires?|opmerking\w*|bericht|toelichting|komentarz\w*|"
    r"wiadomosc|uwagi|meddelande|yorum\w*|mesaj\w*|コメント|メッセージ|説明|"
    r"留言|评论|評論|说明|說明|备注|備註|تعليق\w*|رسالة)"
)
_OF = (
    r"(?:(?:by|from|of|given by|provided by|left by|di|del|dell'|della|de|do|da|des|der|vom|von|"
    r"van|du|de l'|od|fran) ?(?:the |the |il |la |el |o |de |den |l')?)"
)
_LABEL = re.compile(
    rf"(?:^|(?<=[.!?。] ))(?:additional |the |your |i |los |os |die |der |les |de )?"
    rf"(?:{_WHO}(?:'s|s'|s|ns|nin|の|的)?[ -]?(?:own )?{_WORDS}|{_WORDS} ?{_OF}?{_WHO}\w{{0,4}}|"
    rf"{_WHO} (?:wrote|says|said|writes|states|stated|ha scritto|escribio|escreveu|schreibt|"
    rf"schrieb|a ecrit|schreef|napisal\w?|skrev|yazdi)|"
    r"(?:买家|买方|顾客|客户)(?:说|称|写道|表示|留言)|(?:كتب|قال)ت? (?:المشتري|العميل)|"
    rf"(?:comments?|commenti|comentarios?|kommentare?|commentaires?|コメント|留言))"
    rf"(?: \([^)\n]{{0,60}}\))? ?(?:[:：]|$)",
    re.MULTILINE,
)
_TOLD = re.compile(
    rf"\b{_WHO} (?:has |have |ha |hat |a )?(?:also )?(?:say|says|said|state|states|stated|claims? "
    r"that|claimed that|write|writes|wrote|told|report(?:s|ed)?|explain(?:s|ed)?|mention(?:s|ed)?|"
    r"complain(?:s|ed)?|afferma|dichiara|scrive|dice|afirma|indica|alega|schreibt|sagt|gibt an|"
    r"behauptet|indique|declare)\b"
)
_OWN_VOICE = re.compile(
    r"\bi(?:'(?:m|ve|d|ll)| (?:am|was|have|had|did|do|want|ask|return|receiv|never|withdr|sent|"
    r"bought|order|tried|got|need|would|can|could|will|paid|open|clos|cancel)\w*)|"
    r"\b(?:my|myself|ich|mein\w{0,2}|mich|mio|mia|yo|meu|minha)\b|"
    r"\b(?:the |this )?seller (?:\w+ ){0,2}(?:den|reject|refus|declin|withdr|retract|promis|offer|"
    r"cancel|clos|grant|approv|refund)|\b(?:il venditore|el vendedor|o vendedor|der verkaufer|"
    r"le vendeur|de verkoper) (?:\w+ ){0,2}\w+|出品者(?:は|が)|私(?:は|の|が)|"
    r"卖家|賣家|我(?:的|被|没|沒)"
)
_QUOTED = re.compile(r'"[^"]{12,4000}"|「[^」]{6,4000}」')
_REASON = re.compile(
    r"^(?:claim reason|reason(?: for (?:the )?claim)?|motivo\b[^:\n]{0,30}|grund\b[^:\n]{0,30}|"
    r"motif\b[^:\n]{0,30}|申請理由|理由) ?[:：]"
)


def above_buyers(folded: str) -> str:
    """Return what Amazon says before the first words of a buyer."""
    found = _LABEL.search(folded)
    return _QUOTED.sub('""', folded[: found.start()] if found else folded)


def beside_buyers(folded: str) -> str:
    """Return the text without the paragraphs that begin as a buyer's words."""
    kept, at = [], 0
    while found := _LABEL.search(folded, at):
        kept.append(folded[at : found.start()])
        begin = found.end()
        while begin < len(folded) and folded[begin] in " \n":
            begin += 1
        gap = folded.find("\n\n", begin)
        at = len(folded) if gap < 0 else gap
    return _QUOTED.sub('""', "".join([*kept, folded[at:]]))


def is_amazons(sentence: str) -> bool:
    """Say whether a sentence (folded) is in Amazon's own voice: no retelling, no "I", no reason."""
    return not (_TOLD.search(sentence) or _OWN_VOICE.search(sentence) or _REASON.search(sentence))
