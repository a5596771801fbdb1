# ruff: noqa: E501, RUF001 - layouts in many alphabets, a line a language
"""One notice as mail programs forward it: their headers, their words, their dates.

Made after what the programs print; no mail of anybody's. Each shows 10 March 2026, 23:04 in Taipei.
"""

from collections.abc import Iterator

AMAZON = "atoz-guarantee-no-reply@amazon.com"
ORDER = "111-5550177-6000811"
SUBJECT = f"Action required: A-to-z Guarantee claim for order {ORDER}"
BODY = (
    f"Hello,\n\nWe have received an A-to-z Guarantee claim of $64.00 for order {ORDER}. We need "
    "more information from you to make a decision.\n\nPlease respond within 48 hours.\n\nAmazon.com"
)
_LABELS = {
    "en": "From Sent To Subject", "de": "Von Gesendet An Betreff", "fr": "De Envoyé À Objet",
    "it": "Da Inviato A Oggetto", "es": "De Enviado Para Asunto", "pt": "De Enviado Para Assunto",
    "nl": "Van Verzonden Aan Onderwerp", "pl": "Od Wysłano Do Temat", "sv": "Från Skickat Till Ämne",
    "da": "Fra Sendt Til Emne", "nb": "Fra Sendt Til Emne", "fi": "Lähettäjä Lähetetty Vastaanottaja Aihe",
    "cs": "Od Odesláno Komu Předmět", "hu": "Feladó Elküldve Címzett Tárgy",
    "ro": "De_la Trimis Către Subiect", "hr": "Šalje Poslano Prima Predmet",
    "tr": "Gönderen Gönderildi Kime Konu", "ru": "От Отправлено Кому Тема",
    "uk": "Від Надіслано Кому Тема", "et": "Saatja Saadetud Kellele Teema",
    "ja": "差出人 送信日時 宛先 件名", "zh-Hant": "寄件者 寄件日期 收件者 主旨",
    "zh-Hans": "发件人 发送时间 收件人 主题", "ko": "보낸_사람 보낸_날짜 받는_사람 제목",
    "ar": "من تاريخ إلى الموضوع",
}  # fmt: skip
_DATES = {
    "en": "Tuesday, March 10, 2026 11:04 PM", "de": "Dienstag, 10. März 2026 23:04",
    "fr": "mardi 10 mars 2026 23:04", "it": "martedì 10 marzo 2026 23:04",
    "es": "martes, 10 de marzo de 2026 23:04", "pt": "terça-feira, 10 de março de 2026 23:04",
    "nl": "dinsdag 10 maart 2026 23:04", "pl": "wtorek, 10 marca 2026 23:04",
    "sv": "den 10 mars 2026 23:04", "da": "10. marts 2026 23:04", "nb": "tirsdag 10. mars 2026 23.04",
    "fi": "tiistai 10. maaliskuuta 2026 23.04", "cs": "úterý 10. března 2026 23:04",
    "hu": "2026. március 10., kedd 23:04", "ro": "marți, 10 martie 2026 23:04",
    "hr": "utorak, 10. ožujka 2026. 23:04", "tr": "10 Mart 2026 Salı 23:04",
    "ru": "вторник, 10 марта 2026 г. 23:04", "uk": "вівторок, 10 березня 2026 р. 23:04",
    "et": "teisipäev, 10. märts 2026 23:04", "ja": "2026年3月10日 23:04",
    "zh-Hant": "2026年3月10日 下午 11:04", "zh-Hans": "2026年3月10日 23:04",
    "ko": "2026년 3월 10일 화요일 오후 11:04", "ar": "١٠ مارس ٢٠٢٦ 11:04 م",
}  # fmt: skip
_WROTE = {
    "en": "On Tue, Mar 10, 2026 at 11:04 PM Amazon.com <{}> wrote:",
    "en 2": 'On 10/03/2026, 23:04, "Amazon.com" <{}> wrote:',
    "de": 'Am 10.03.26, 23:04 schrieb "Amazon.com" <{}>:',
    "fr": "Le mar. 10 mars 2026 à 23:04, Amazon.com <{}> a écrit :",
    "it": "Il giorno mar 10 mar 2026 alle ore 23:04 Amazon.com\n<{}> ha scritto:",
    "es": "El mar, 10 mar 2026 a las 23:04, Amazon.com (<{}>) escribió:",
    "nl": "Op di 10 mrt 2026 om 23:04 schreef Amazon.com <{}>:",
    "pl": "wt., 10 mar 2026 o 23:04 Amazon.com <{}> napisał(a):",
    "ru": "вт, 10 мар. 2026 г. в 23:04, Amazon.com <{}>:",
    "ja": "2026年3月10日(火) 23:04 Amazon.com <{}>:",
}


def layouts() -> Iterator[tuple[str, str, str]]:
    """Yield name, kind of text and body of each layout."""
    for language, labels in _LABELS.items():
        names = [word.replace("_", " ") for word in labels.split(" ")]
        values = [f"Amazon.com <{AMAZON}>", _DATES[language], "shop@example.com", SUBJECT]
        lines = [f"{name}: {value}" for name, value in zip(names, values, strict=True)]
        sender, sent, to, subject = lines
        yield f"Outlook {language}", "plain", _forward("", [sender, sent, to, subject])
        head = "-------- Forwarded Message --------"
        yield f"Thunderbird {language}", "plain", _forward(head, [subject, sent, sender, to])
        yield f"webmail {language}", "plain", _forward("", [sender, to, sent, subject])
        run = "----- Forwarded Message ----- " + f"{sender}{to}{sent}{subject}"
        yield f"Yahoo {language}", "plain", _forward("", [run])
        rows = "".join(f"<div><b>{name}:</b> {_marked(value)}</div>"
                       for name, value in zip(names, values, strict=True))  # fmt: skip
        yield f"div by div {language}", "html", _html(rows)
        quoted = "\n".join(f"> {line}" for line in [*lines, "", *BODY.split("\n")])
        yield f"Apple Mail {language}", "plain", f"Fwd:\n\n{quoted}"
    for language, wrote in _WROTE.items():
        yield f"wrote {language}", "plain", f"see below\n\n{wrote.format(AMAZON)}\n\n{BODY}"
        quoted = "\n".join(f"> {line}" for line in BODY.split("\n"))
        yield f"wrote, quoted {language}", "plain", f"{wrote.format(AMAZON)}\n\n{quoted}"
    yield "Roundcube", "plain", _forward("-------- Original Message --------", [
        f"Subject: {SUBJECT}", "Date: 2026-03-10 23:04", f"From: Amazon.com <{AMAZON}>",
        "To: shop@example.com"])  # fmt: skip
    yield "Proton", "plain", _forward("------- Forwarded Message -------", [
        f"From: Amazon.com <{AMAZON}>", "Date: On Tuesday, March 10th, 2026 at 11:04 PM",
        f"Subject: {SUBJECT}", "To: shop@example.com"])  # fmt: skip
    yield "Zoho", "plain", _forward("============ Forwarded message ============", [
        f"From: Amazon.com <{AMAZON}>", "To: <shop@example.com>",
        "Date: Tue, 10 Mar 2026 23:04:05 +0800", f"Subject: {SUBJECT}",
        "============ Forwarded message ============"])  # fmt: skip
    yield "Samsung", "plain", _forward("-------- Original message --------", [
        f"From: Amazon.com <{AMAZON}>", "Date: 10/03/26  23:04  (GMT+08:00)",
        "To: shop@example.com", f"Subject: {SUBJECT}"])  # fmt: skip
    yield "QQ", "plain", _forward("------------------ 原始邮件 ------------------", [
        f'发件人: "Amazon" <{AMAZON}>;', "发送时间: 2026年3月10日(星期二) 晚上11:04",
        "收件人: shop@example.com;", f"主题: {SUBJECT}"])  # fmt: skip
    yield "eM Client", "plain", _forward("------ Original Message ------", [
        f'From "Amazon.com" <{AMAZON}>', "To shop@example.com", "Date 3/10/2026 11:04:05 PM",
        f"Subject {SUBJECT}"])  # fmt: skip
    yield "table", "html", _html(
        "<table><tbody>" + "".join(
            f"<tr><th>{name}: </th><td>{_marked(value)}</td></tr>" for name, value in (
                ("Subject", SUBJECT), ("Date", "Tue, 10 Mar 2026 15:04:05 +0000"),
                ("From", f"Amazon.com <{AMAZON}>"), ("To", "shop@example.com"))
        ) + "</tbody></table>")  # fmt: skip
    yield "pasted, no header at all", "plain", BODY


def _forward(head: str, lines: list[str]) -> str:
    return "\n".join(["", head, *lines, "", BODY])


def _html(head: str) -> str:
    paragraphs = "".join(f"<p>{part}</p>" for part in BODY.split("\n\n"))
    return f"<div><div>----- Forwarded Message -----</div>{head}<div><br></div>{paragraphs}</div>"


def _marked(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;")
