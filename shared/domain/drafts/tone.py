"""Words that harm whoever writes them: blame, threats, shouting, an admission of fault."""

import re
from collections.abc import Iterator

_WHO = r"\b(?:buyers?|customers?|he|she|they|you|claimants?|purchasers?)\b"
_PATTERNS = {
    "blame": re.compile(
        r"\b(?:liars?|fraudsters?|scam\w*|cheat(?:s|ed|er|ers|ing)?|crooks?|con (?:artist|man)s?"
        r"|idiots?|stupid|dishonest|ridiculous|greedy|malicious|bad faith|blackmail\w*|extort\w*"
        r"|shameless|rip(?:s|ped|ping)? (?:us )?off|thie(?:f|ves))\b"
        rf"|{_WHO}[^.!?\n]{{0,40}}\b(?P<word>frauds?|fraudulent|stole|stolen|steals?|stealing"
        r"|thefts?|lie[sd]?|lying|craz(?:y|ies)|insane|mad)\b"
        r"|\b(?:fraudulent|crazy|insane|bogus|fake)\s+(?:buyers?|customers?|claims?|demands?)\b"
        r"|骗子|騙子|诈骗|詐騙|撒谎|撒謊|说谎|說謊|逗逼|傻逼|小偷|无赖|無賴|恶意|惡意|敲诈|敲詐|无耻|無恥",
        re.IGNORECASE,
    ),
    "threat": re.compile(
        r"\b(?:we|i|our (?:lawyers?|attorneys?|solicitors?))\s*(?:will|'ll|shall|would|are going to"
        r"|am going to|have to|must)\b[^.!?\n]{0,60}\b(?:sue|lawyers?|attorneys?|solicitors?"
        r"|legal action|lawsuit|court|police|the press|journalists?|media|FTC|BBB|consumer"
        r" protection|report you|ruin|regret|leave (?:the platform|amazon))\b"
        r"|\b(?:sue you|see you in court|take you to court|legal consequences|last warning"
        r"|you will regret)\b"
        r"|起诉|起訴|律师函|律師函|法院见|法院見|报警|報警|曝光|媒体投诉|媒體投訴|后果自负|後果自負",
        re.IGNORECASE,
    ),
    "admits_fault": re.compile(
        r"\b(?:it|this|that) (?:is|was|'s) (?:\w+ ){0,2}(?:our|my) (?:own )?"
        r"(?:fault|mistake|error)\b"
        r"|\b(?:entirely|completely|all) our (?:fault|mistake|error)\b"
        r"|\bwe (?:\w+ly )?(?:sent|shipped|packed|delivered|sold)\b[^.!?\n]{0,30}"
        r"\b(?:wrong|defective|broken|faulty|used|counterfeit|incorrect)\b"
        r"|\bwe\b[^.!?\n]{0,60}\bby mistake\b"
        r"|\bwe (?:knew|admit|forgot|are to blame|are guilty|were careless|made an? (?:\w+ )?"
        r"(?:mistake|error)|failed to (?:ship|send|deliver|answer|reply|include|check|pack))\b"
        r"|(?:是|都是)(?:我们|我們)的[错錯责責]|(?:我们|我們)[发發][错錯]|(?:我们|我們)的失[误誤]",
        re.IGNORECASE,
    ),
}
_SHOUTED = re.compile(r"[!！]{2,}")  # noqa: RUF001 - Chinese exclamation marks
_WORD = re.compile(r"(?<![\w-])[A-Za-z]{2,}(?![\w-])")
_FEWEST, _SHARE = 5, 0.8


def harmful(text: str) -> Iterator[tuple[str, int, str]]:
    """Yield kind, place and words of what should not be sent as it stands."""
    for kind, pattern in _PATTERNS.items():
        for found in pattern.finditer(text):
            name = "word" if kind == "blame" and found["word"] else 0
            yield kind, found.start(name), found[name]
    for found in _SHOUTED.finditer(text):
        yield "shouting", found.start(), found[0]
    at = 0
    for line in text.splitlines(keepends=True):
        words = _WORD.findall(line)
        loud = sum(word.isupper() for word in words)
        if len(words) >= _FEWEST and loud >= _SHARE * len(words):
            yield "shouting", at, line.strip()[:60]
        at += len(line)
