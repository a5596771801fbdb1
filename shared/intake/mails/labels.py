"""What mail programs call the headers of a forwarded mail, in their own languages, folded."""

import re
import unicodedata
from collections.abc import Mapping
from itertools import pairwise

from shared.intake.mails.text import BARE

_LABELS = {
    "from": "from|da|de|von|absender|mittente|remitente|remetente|expediteur|van|afzender|od|"
    "nadawca|fran|avsandare|fra|avsender|afsender|lahettaja|odesilatel|odosielatel|felado|de la|"
    "expeditor|salje|posiljatelj|posiljatelj|saatja|kellelt|kimden|gonderen|от|от кого|"
    "отправитель|від|від кого|відправник|подател|από|αποστολεας|"
    "差出人|送信者|发件人|發件人|寄件者|寄件人|"
    "보낸 사람|보낸사람|보낸이|من|מאת|tu|dari",
    "date": "date|sent|data|inviato|inviata|data invio|fecha|enviado|enviada|enviado el|"
    "enviado em|enviada em|enviado a|gesendet|gesendet am|datum|envoye|envoye le|date d'envoi|"
    "verzonden|verzonden op|wyslano|data wyslania|"
    "skickat|skickat den|sendt|dato|sendt den|"
    "lahetetty|paivays|paivamaara|pvm|odeslano|odoslane|datum odoslania|elkuldve|kuldve|datum|"
    "trimis|poslano|saadetud|kuupaev|gonderildi|gonderilme tarihi|gonderim tarihi|tarih|"
    "отправлено|дата|дата отправки|надислано|надіслано|изпратено|σταλθηκε|ημερομηνια|"
    "日付|日時|送信日時|发送时间|發送時間|发送日期|發送日期|日期|时间|時間|寄件日期|傳送日期|傳送時間|"
    "보낸 날짜|보낸날짜|날짜|التاريخ|تم الإرسال|تاريخ|נשלח|תאריך|da gui|ngay|dikirim|tanggal",
    "subject": "subject|oggetto|asunto|assunto|betreff|objet|onderwerp|temat|amne|emne|aihe|"
    "predmet|vec|targy|subiect|naslov|teema|konu|тема|относно|θεμα|件名|主题|主旨|主題|제목|الموضوع|"
    "נושא|chu de|subjek|assumpte",
    "to": "to|a|para|an|cc|bcc|kopie|copia|kopia|kopi|kopio|aan|do|till|til|vastaanottaja|komu|"
    "pro|cimzett|masolat|catre|za|prima|kellele|kime|alici|bilgi|кому|копия|копія|до|προς|κοιν|"
    "κοινοποιηση|destinatario|destinataire|宛先|收件人|收件者|抄送|"
    "副本|받는 사람|받는사람|참조|إلى|نسخة|אל|עותק|reply-to|antwort an|rispondi a|responder a|"
    "repondre a|antwoord aan|svar till|"
    "svar til|vastausosoite|odpowiedz do|odpovedet|yanit|ответить|den|kepada|i",
}
FIELD_OF: Mapping[str, str] = {
    word: field for field, words in _LABELS.items() for word in words.split("|")
}
_TITLES = sorted((f"{word[0].upper()}{word[1:]}" for word in FIELD_OF), key=len, reverse=True)
_RUN_TOGETHER = re.compile(rf"(?:{'|'.join(map(re.escape, _TITLES))}) ?: ?")
_THREE = 3


def taken_apart(line: str) -> list[str]:
    """Return the header lines that run together in one line; the line itself where none do."""
    if line.count(":") < _THREE:
        return [line]
    bare = "".join(_without_accent(letter) for letter in line)
    found = list(_RUN_TOGETHER.finditer(bare))
    if len({FIELD_OF[each[0].rstrip(": ").casefold()] for each in found}) < _THREE:
        return [line]  # no sentence names three headers
    places = [0, *(each.start() for each in found), len(line)]
    return [line[begin:end] for begin, end in pairwise(places) if begin < end]


def _without_accent(letter: str) -> str:
    """Return one letter for one, so that no place in a line moves."""
    base, *marks = list(unicodedata.normalize("NFD", letter.translate(BARE)))
    return base if all("\u0300" <= mark <= "\u036f" for mark in marks) else letter
