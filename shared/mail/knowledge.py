"""What is known about a claim in words: may it be eligible, what is missing, fight or refund.

Every sentence carries its sources, the day they were last compared, and how far they may be
relied on. Nothing here promises a reimbursement.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from shared.domain.case import Case
from shared.domain.claims import Claim
from shared.domain.eligibility import Eligibility, Finding, eligibility
from shared.domain.evidence import Checklist, checklist
from shared.domain.knowledge import Doubt, Knowledge, Statement
from shared.domain.protection import SOURCES, protection
from shared.domain.schools import Ending, School
from shared.mail.language import Tongue, mark
from shared.mail.reasons import REASONS
from shared.mail.scene import money

_VERIFIED = {
    "yes": mark("verified"),
    "no": mark("not verified"),
    "seed": mark("not verified: an older document"),
    "own": mark("not verified: our own reading"),
}
_COVERED = {
    "excluded": mark("The sources name an exclusion that holds: the claim may be refused."),
    "loses": mark("The sources name a point on which the seller loses: the claim may be granted."),
    "doubtful": mark("The sources contradict each other on a point that matters here."),
    "unknown": mark("No ground is known yet: the reason of the claim is not on file."),
    "possible": mark("The guarantee may cover this claim: no exclusion is known."),
}
_REIMBURSED = {
    "excluded": mark("Not eligible by the sources: an exclusion holds."),
    "not_yet": mark("May be eligible, but not yet."),
    "doubtful": mark("May be eligible: the sources contradict each other on a point that matters."),
    "unknown": mark("No ground is known yet: the reason of the claim is not on file."),
    "possible": mark("May be eligible: no exclusion is known."),
}
_OTHER = {
    "unknown": mark("No source says when a chargeback is won."),
}
_VERDICTS: Mapping[str, Mapping[str, str]] = {
    "atoz": _COVERED,
    "safet": _REIMBURSED,
    "chargeback": _OTHER,
}
_EFFECTS = {
    "excludes": mark("excludes"),
    "loses": mark("the seller loses"),
    "waits": mark("not yet"),
    "doubt": mark("contradicted"),
    "requires": mark("must be true"),
    "helps": mark("speaks for the seller"),
    "note": mark("note"),
}
NEEDS = {"advised": mark("(advised)"), "if_any": mark("(if there is one)")}
_ASKED = {
    "money": mark("the money"),
    "metric": mark("the order defect rate"),
    "appeal": mark("a ground to appeal"),
}
_ANSWERED = {
    "yes": mark("by these conditions, yes"),
    "no": mark("no"),
    "unknown": mark("not known"),
}
_CONDITIONS = {
    "claims_protected": mark("the label is of a service marked Claims Protected"),
    "scanned_in_time": mark("the carrier's first scan came by the ship-by time"),
    "not_refunded_by_seller": mark("Amazon refunded the buyer, not you"),
    "delivered": mark("a scan shows the delivery"),
}
_SCHOOLS = {
    "refund": mark("One school: refund at once"),
    "fight": mark("The other school: fight"),
}
_OUTCOMES = {
    "refunded before a claim": mark("refunded before a claim"),
    "refunded after the claim was opened": mark("refunded after the claim was opened"),
    "denied": mark("claim denied"),
    "granted, Amazon funded": mark("granted, Amazon funded"),
    "granted, seller funded": mark("granted, seller funded"),
}
_MONEY = {
    "seller pays": mark("you are out of the sum"),
    "nobody pays": mark("the sum stays with you"),
    "amazon pays": mark("Amazon bears the sum"),
}
_COUNTS = {
    True: mark("counts in ODR"),
    False: mark("does not count in ODR"),
    None: mark("whether it counts in ODR is contradicted"),
}
_HOLDS = {True: mark("yes"), False: mark("no"), None: mark("not known")}


def origin(say: Tongue, of: Statement) -> str:
    """Return who says a sentence, when that was last compared, and how far to rely on it."""
    return say(
        "%(sources)s; checked %(day)s; %(verified)s",
        sources=say.listed(of.sources),
        day=of.checked.isoformat(),
        verified=say.known(_VERIFIED[of.verified]),
    )


def sourced(say: Tongue, of: Statement) -> str:
    """Return a sentence of a table with where it comes from."""
    return f"{say.known(of.words)} [{origin(say, of)}]"


def verdict(say: Tongue, found: Eligibility) -> str:
    """Return in one sentence whether a claim may be eligible."""
    return say.known(_VERDICTS[found.programme][found.verdict])


def eligibility_lines(say: Tongue, found: Eligibility) -> Iterator[str]:
    """Yield what speaks for and against a claim, what is still to be known, and the doubts."""
    yield verdict(say, found)
    if found.ground is not None:
        yield sourced(say, found.ground.says)
    else:
        for ground in found.grounds:
            yield f"  --reason {ground.scope.reasons[0]}: {sourced(say, ground.says)}"
    told = [each for each in found.findings if each.holds]
    denied = [each for each in found.findings if each.holds is False and _must(each)]
    unknown = [each for each in found.findings if each.holds is None and _matters(each)]
    for heading, findings in (
        (say("What holds"), told),
        (say("What must be true and is not"), denied),
        (say("Not known yet; this would matter"), unknown),
    ):
        if findings:
            yield heading
        for each in findings:
            effect = say.known(_EFFECTS[each.rule.effect])
            words = sourced(say, each.rule.says)
            yield "  " + say("%(effect)s: %(words)s", effect=effect, words=words)
    yield from doubt_lines(say, found.doubts)


def protection_lines(say: Tongue, case: Case) -> Iterator[str]:
    """Yield whether Buy Shipping protects against a claim for an order that did not come."""
    told = protection(case)
    if not told:
        return
    yield say("Protected by Buy Shipping? Three answers [%(sources)s]", sources=say.listed(SOURCES))
    for each in told:
        question, answer = say.known(_ASKED[each.question]), say.known(_ANSWERED[each.answer])
        lacking = say.listed(say.known(_CONDITIONS[name]) for name in each.missing)
        if not lacking:
            yield "  " + say("%(question)s: %(answer)s", question=question, answer=answer)
        elif each.answer == "no":
            yield "  " + say(
                "%(question)s: %(answer)s, because this is not so: %(conditions)s",
                question=question,
                answer=answer,
                conditions=lacking,
            )
        else:
            yield "  " + say(
                "%(question)s: %(answer)s; still to be known: %(conditions)s",
                question=question,
                answer=answer,
                conditions=lacking,
            )


def _must(each: Finding) -> bool:
    return each.rule.effect == "requires"


def _matters(each: Finding) -> bool:
    return each.rule.effect != "note"


def doubt_lines(say: Tongue, doubts: Iterable[Doubt]) -> Iterator[str]:
    """Yield sentences that contradict each other, side by side, and what is made of them."""
    for each in doubts:
        yield say("The sources contradict each other")
        yield "  " + say("one: %(words)s", words=sourced(say, each.one))
        yield "  " + say("another: %(words)s", words=sourced(say, each.other))
        yield "  " + say("here: %(words)s", words=say.known(each.reading))


def checklist_lines(say: Tongue, of: Checklist) -> Iterator[str]:
    """Yield the checklist, done and missing, what else is known about it, and where it goes."""
    for line in of.lines:
        box = "[x]" if line.done else "[ ]"
        words = [f"{line.proof.item}: {say.known(line.proof.says.words)}"]
        if line.proof.need != "needed":
            words.append(say.known(NEEDS[line.proof.need]))
        if line.done == "facts":
            words.append(say("(known from the facts of the order)"))
        yield f"{box} {' '.join(words)} [{origin(say, line.proof.says)}]"
    for item in of.others:
        yield f"[x] {item}"
    if not of.lines:
        yield say("No checklist yet: the reason of the claim is not on file.")
    for remark in of.remarks:
        yield sourced(say, remark.says)
    if of.place is not None:
        yield say("Where to attach: %(place)s", place=sourced(say, of.place.says))


def counted(say: Tongue, of: Checklist) -> str:
    """Return how much of what is needed is there."""
    needed = [line for line in of.lines if line.proof.need == "needed"]
    done = len(needed) - len(of.missing)
    return say("proofs %(done)d of %(all)d", done=done, all=len(needed))


def in_short(
    say: Tongue, case: Case, programme: str, knowledge: Knowledge, now: datetime
) -> Iterator[str]:
    """Yield what is known about a claim in a few lines: may it be eligible, what is missing."""
    yield verdict(say, eligibility(case, programme, knowledge, now))
    proofs = checklist(case, programme, knowledge, now)
    if proofs.complete is not None:
        yield counted(say, proofs)
    if proofs.missing:
        items = say.listed(line.proof.item for line in proofs.missing)
        yield say("missing: %(items)s", items=items)
    if case.claims[programme].withdrawn:
        yield from withdrawal_lines(say, case.claims[programme], knowledge)


def school_lines(say: Tongue, both: Sequence[School], orders_60d: int | None) -> Iterator[str]:
    """Yield the schools: advice, how each may end, what would have to be true, and the doubts.

    ``orders_60d`` is the account's number of orders in 60 days, for the weight of one defect.
    """
    for of in both:
        yield say.known(_SCHOOLS[of.name])
        for each in of.advice:
            yield "  " + sourced(say, each.says)
        for ending in of.endings:
            yield "  " + _ending(say, ending)
        for row in of.required:
            so, words = say.known(_HOLDS[row.holds]), sourced(say, row.row.says)
            yield "  " + say("would have to be true (%(so)s): %(words)s", so=so, words=words)
    if both and orders_60d:
        yield say(
            "One defect among %(orders)d orders of 60 days weighs %(share)s in ODR, which must "
            "stay below %(limit)s.",
            orders=orders_60d,
            share=f"{100 / orders_60d:.2f} %",
            limit="1 %",
        )
    yield from doubt_lines(say, {each.id: each for of in both for each in of.doubts}.values())


def _ending(say: Tongue, ending: Ending) -> str:
    amount = money(ending.amount)
    return say(
        "if %(outcome)s: %(pays)s; %(counts)s [%(origin)s]",
        outcome=say.known(_OUTCOMES[ending.outcome]),
        pays=say.known(_MONEY[ending.money]) + (f" ({amount})" if amount else ""),
        counts=say.known(_COUNTS[ending.counts_in_odr]),
        origin=origin(say, ending.says.says),
    )


def withdrawal_lines(say: Tongue, claim: Claim, knowledge: Knowledge) -> Iterator[str]:
    """Yield how a buyer withdraws a claim as it stands, for the seller to know, not to ask for."""
    if claim.withdrawn:
        after = claim.withdrawn == "after"
        yield say("Withdrawn after the decision.") if after else say("Withdrawn before a decision.")
        yield from doubt_lines(say, (knowledge.doubts["withdrawn"],))
        return
    yield say("How a buyer withdraws a claim: for you to know, never to ask a buyer for")
    for step in knowledge.procedures[procedure_of(claim)]:
        yield "  " + sourced(say, step)


def procedure_of(claim: Claim) -> str:
    """Return which way of withdrawing is left: before or after a decision."""
    when = claim.withdrawn or ("after" if claim.outcome is not None else "before")
    return f"withdraw.{when}"


def reason_words(say: Tongue, reason: str) -> str:
    """Return a reason in words; free text is not repeated."""
    return say.known(REASONS[reason]) if reason in REASONS else ""
