"""Whose name a mail may be sent in so that mailboxes believe it."""

FREE_MAIL = frozenset({
    "126.com", "163.com", "aliyun.com", "aol.com", "fastmail.com", "foxmail.com", "gmail.com",
    "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hey.com", "hotmail.co.uk", "hotmail.com",
    "icloud.com", "live.com", "mac.com", "mail.com", "mail.ru", "me.com", "msn.com", "naver.com",
    "outlook.com", "outlook.de", "proton.me", "protonmail.com", "qq.com", "rediffmail.com",
    "sina.cn", "sina.com", "sohu.com", "t-online.de", "tuta.com", "vip.163.com", "vip.qq.com",
    "web.de", "yahoo.co.in", "yahoo.co.jp", "yahoo.co.uk", "yahoo.com", "yahoo.com.tw",
    "yahoo.de", "yahoo.fr", "yandex.com", "yandex.ru", "yeah.net", "ymail.com", "zoho.com",
})  # fmt: skip
"""Domains of mailboxes that others hand out. Their owners say which servers may send in their name,
Amazon's are not among them, and most ask that what comes from elsewhere is kept from the inbox.
"""


def unvouched(address: str) -> str:
    """Return the domain of an address, if it is one that does not vouch for us; else nothing."""
    domain = address.rpartition("@")[2].lower()
    return domain if domain in FREE_MAIL else ""
