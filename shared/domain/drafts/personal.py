"""What looks like personal data of a buyer: names, streets, telephone numbers, mail addresses.

Forms of the countries whose stores are watched, as far as a pattern can know them; order numbers,
tracking numbers and Amazon's own addresses are none.
"""

import re

_CAP = r"[A-ZÀ-ÖØ-Þ][\w'’-]+"  # noqa: RUF001 - an apostrophe as people type it
_MAIL = r"[\w.+-]+@(?!(?:[\w-]+\.)*amazon\.)[\w-]+(?:\.[\w-]+)+"
_PHONE = (
    r"(?<![\w-])(?:\+\d{1,3}[ .-]?)?(?:\(\d{3}\)\s?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-])"
    r"|\+\d{8,15}\b|\+\d{1,3}(?:[ .-]?\(?\d{2,5}\)?){2,4}(?![\w-])|(?<!\d)1[3-9]\d{9}(?!\d)"
    r"|(?<![\w-])0[1-9]\d{1,4}[ /-]\d{3,}(?:[ -]\d{2,})*(?![\w-])"
    r"|(?<![\w-])0[1-9](?:[ .]\d{2}){4}(?![\w-])"
)
_STREET = (
    r"\b\d{1,5}[A-Za-z]?,?\s+(?:" + _CAP + r"\s+){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive"
    r"|Dr|Boulevard|Blvd|Court|Ct|Close|Way|Place|Gardens|Terrace|Crescent|Square|Mews|Grove)\b"
    r"|\b[A-ZÄÖÜ][a-zäöüß-]+(?:straße|strasse|str\.|weg|platz|allee|gasse|damm|ufer|ring)\s+\d{1,4}"
    r"|\b\d{1,4},?\s+(?:bis\s+|ter\s+)?(?:rue|avenue|boulevard|allée|chemin|impasse|quai)\s+\w+"
    r"|\b(?:[Vv]ia|[Vv]iale|[Pp]iazza|[Cc]orso|[Cc]alle|[Aa]venida|[Pp]laza|[Pp]aseo|[Rr]ua|[Uu]lica|ul\.)\s+"
    r"(?:\w+\s+){0,3}?" + _CAP + r",?\s+(?:n[.º°]?\s*)?\d{1,4}"
    r"|\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b|\b[A-Z]{2}\s\d{5}(?:-\d{4})?\b|\bD-\d{5}\b|〒\s?\d{3}-\d{4}"
    r"|[\u4e00-\u9fff]{2,}[路街道巷]\s?\d+\s?[号號弄]"
)
_SURNAMES = "王李张張刘劉陈陳杨楊黄黃赵趙周吴吳徐孙孫马馬朱胡林郭何高罗羅郑鄭梁谢謝宋唐许許邓鄧"
_NAME = (
    r"\b(?:Mr|Mrs|Ms|Miss|Frau|Herrn?|Monsieur|Madame|Mme|Signora?|Señora?|Sra?|Pan|Pani)\.?\s+"
    + _CAP
    + r"|\bDear\s+(?!(?:Amazon|Customer|Sir|Madam|Buyer|Seller|Team)\b)[A-Z][a-z]+"
    rf"|[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}(?:先生|女士|小姐)"
)
PERSONAL = re.compile(f"{_MAIL}|{_PHONE}|{_STREET}|{_NAME}")
