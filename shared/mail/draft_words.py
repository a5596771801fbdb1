"""What a draft and the check of a text say to the seller; the draft itself is English."""

from collections.abc import Iterator

from shared.domain.drafts.draft import Draft
from shared.domain.drafts.lint import SHORTEST, Remark
from shared.domain.knowledge import Knowledge
from shared.domain.rules import Store
from shared.mail.knowledge import doubt_lines, sourced
from shared.mail.language import Tongue, mark

_REMARKS = {
    "too_short": mark("Very short, under %(words)d words: say what happened, when, and the proof."),
    "no_dates": mark("There is no date in it: a good answer is dated."),
    "spelling": mark("Perhaps misspelt: %(found)s"),
    "gap": mark("Still to be filled in: %(found)s"),
    "blame": mark("Blames somebody: %(found)s. Let the dated facts speak."),
    "off_platform": mark(
        "Leads away from Amazon's messages: %(found)s. One guide advises it; it breaks Amazon's "
        "rules."
    ),
    "inducement": mark(
        "Offers something for a withdrawal or a review: %(found)s. Amazon punishes that; make "
        "the offer without a condition."
    ),
    "asks_review": mark(
        "Asks for a review to be changed: %(found)s. Amazon forbids it; solve the problem instead."
    ),
    "threat": mark("Threatens: %(found)s. Whoever decides reads it as well."),
    "shouting": mark("Shouts: %(found)s. Write it as you would say it calmly."),
    "admits_fault": mark(
        "Admits a fault: %(found)s. Say it only if it is true and you mean to pay for it."
    ),
    "inner_advice": mark("Is advice to you, not a fact for others: %(found)s. Leave it out."),
    "asks_withdrawal": mark(
        "Asks to withdraw the claim: %(found)s. Solve the problem and leave the claim to the buyer."
    ),
    "personal_data": mark("Looks like personal data: %(found)s. Leave it out."),
}
_ADDRESSES = {
    "buyer_letter": mark("the buyer, in Buyer-Seller Messages"),
    "statement": mark("Amazon, in the claim itself"),
    "safet_filing": mark(
        "sellercentral.%(domain)s, Orders > Manage SAFE-T Claims > File a new SAFE-T claim"
    ),
    "appeal": mark("Amazon, under the option to appeal"),
    "odr_correction": mark("seller-guarantee@amazon.com, an old address"),
}


def address(say: Tongue, of: Draft, store: Store) -> str:
    """Return where a draft goes, in words."""
    return say(_ADDRESSES[of.kind], domain=store.domain)


def nothing_found(say: Tongue) -> str:
    """Return what to say of a text in which nothing was found."""
    return say("Nothing found. Read it again yourself: this check knows words, not facts.")


def remark(say: Tongue, of: Remark) -> str:
    """Return one remark in words, with its line where it is about one."""
    words = say(_REMARKS[of.kind], found=f"“{of.found}”", words=SHORTEST)
    return say("line %(line)d: %(words)s", line=of.line, words=words) if of.line else words


def about(say: Tongue, of: Draft, store: Store, knowledge: Knowledge) -> Iterator[str]:
    """Yield what the seller should know about a draft before finishing it."""
    yield say("A scaffold, not an answer: fill in what stands in [brackets], then check the whole.")
    yield say("It goes to: %(to)s", to=address(say, of, store))
    if of.english:
        yield say("It is in the language of the store. No native speaker has read these sentences.")
    for name in of.notes:
        for step in knowledge.procedures[name]:
            yield sourced(say, step)
    yield from doubt_lines(say, (knowledge.doubts[name] for name in of.doubts))
