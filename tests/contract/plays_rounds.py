"""What is asked, answered, asked again and answered too late, and what must come of it."""

from tests.contract.playing import Line, Play, due, fact, state

QUESTION = "atoz.info_request"
TUESDAY = "04-14 18:00"  # 11:00 in the store
ASKED = fact("atoz information_requested", TUESDAY)
FIRST = due("04-16 18:00", "04-17 18:00")
ANSWERED = state("answered")
LATE = state("answered", late=True)


def answer(at: str, **more: object) -> Line:
    return fact("atoz seller_responded", at, **more)


def stated(at: str, on: str, obligation: str = QUESTION, **more: object) -> Line:
    return fact("atoz deadline_stated", at, obligation=obligation, stated=on, **more)


def info(*rounds: Line) -> dict[str, Line]:
    return {f"atoz.info_request {number}": line for number, line in enumerate(rounds, 1)}


ROUNDS = {
    "a question asked twice while open keeps its first anchor": Play(
        [ASKED, fact("atoz information_requested", "04-15 18:00")], info(FIRST)
    ),
    "a question after an answer is a new round": Play(
        [ASKED, answer("04-15 12:00"), fact("atoz information_requested", "04-15 18:00")],
        info(ANSWERED, due("04-17 18:00", "04-18 18:00")),
    ),
    "an answer ends every round that was asked before it": Play(
        [
            ASKED,
            answer("04-15 12:00"),
            fact("atoz information_requested", "04-15 18:00"),
            answer("04-16 12:00"),
        ],
        info(ANSWERED, ANSWERED),
    ),
    "an answer at the second of the question ends it": Play(
        [ASKED, answer(TUESDAY)], info(ANSWERED)
    ),
    "a later stated date wins": Play(
        [
            ASKED | {"stated": "2026-04-16T20:00:00Z"},
            fact("atoz information_requested", "04-15 18:00", stated="04-17 20:00"),
        ],
        info(due("04-17 20:00", "04-17 20:00")),
    ),
    "a date stated later wins though it is an earlier date": Play(
        [ASKED | {"stated": "2026-04-16T20:00:00Z"}, stated("04-15 12:00", "04-16 09:00")],
        info(due("04-16 09:00", "04-16 09:00")),
    ),
    "a date stated of what is open is the cut-off": Play(
        [ASKED, stated("04-15 12:00", "04-17 09:00")], info(due("04-17 09:00", "04-17 09:00"))
    ),
    "a date stated of what never was open opens it": Play(
        [stated("04-15 12:00", "04-20 09:00", "chargeback.respond")],
        {"chargeback.respond": due("04-20 09:00", "04-20 09:00", None)},
    ),
    "a date stated of what was answered opens nothing": Play(
        [ASKED, answer("04-15 12:00"), stated("04-15 18:00", "04-18 09:00")], info(ANSWERED)
    ),
    "an answer at the very cut-off is in time": Play(
        [ASKED, answer("04-17 18:00")], info(ANSWERED), seen="04-18 00:00"
    ),
    "an answer a second after the cut-off is late": Play(
        [ASKED, answer("04-17 18:00:01")], info(LATE), seen="04-18 00:00"
    ),
    "an answer between the two readings is in time": Play(
        [ASKED, answer("04-17 10:00")], info(ANSWERED), seen="04-18 00:00"
    ),
    "without an answer a question is missed": Play(
        [ASKED], info(due("04-16 18:00", "04-17 18:00", name="missed")), seen="04-17 18:01"
    ),
    "until the later reading has passed a question is in doubt": Play(
        [ASKED], info(state("in_doubt")), seen="04-17 18:00"
    ),
    "an answer after the miss is an answer and late": Play(
        [ASKED, answer("04-17 20:00")], info(LATE), seen="04-18 00:00"
    ),
    "an answer known after the miss but given before it was in time": Play(
        [ASKED, answer("04-17 17:00", arrives_at="04-17 20:00")], info(ANSWERED), seen="04-18 00:00"
    ),
    "an answer of the day of the question ends it": Play(
        [ASKED, answer("04-14", arrives_at="04-15 00:00")], info(ANSWERED)
    ),
    "an answer of the day before the question does not end it": Play(
        [ASKED, answer("04-13", arrives_at="04-15 00:00")], info(FIRST)
    ),
    "an answer of the day of the cut-off is in time": Play(
        [ASKED, answer("04-17", arrives_at="04-18 10:00")], info(ANSWERED), seen="04-18 12:00"
    ),
    "an answer of the day after the cut-off is late": Play(
        [ASKED, answer("04-18", arrives_at="04-18 10:00")], info(LATE), seen="04-18 12:00"
    ),
    "a question of a date counts from the ends of its day": Play(
        [fact("atoz information_requested", "04-14")], info(due("04-16 07:00", "04-18 06:59:59"))
    ),
    "an answer that arrives before its question is its answer": Play(
        [
            fact("atoz information_requested", TUESDAY, arrives_at="04-15 18:00"),
            answer("04-15 12:00"),
        ],
        info(ANSWERED),
    ),
    "a question from before the decision is not asked any more": Play(
        [
            fact("atoz claim_decided", "04-15 12:00", decision="denied"),
            fact("atoz information_requested", TUESDAY, arrives_at="04-15 18:00"),
        ],
        info(state("cancelled")),
        {"atoz": "denied"},
    ),
    "a question after the decision stays though the decision arrives later": Play(
        [
            ASKED,
            fact("atoz claim_decided", "04-13 12:00", arrives_at="04-15 12:00", decision="denied"),
        ],
        info(FIRST),
    ),
    "an answer of an unknown order is kept for its question": Play(
        [answer("04-15 12:00"), fact("atoz information_requested", "04-15 18:00")],
        info(due("04-17 18:00", "04-18 18:00")),
    ),
    "an unconfirmed question is asked": Play([ASKED | {"verified": False}], info(FIRST)),
    "an unconfirmed answer ends nothing": Play(
        [ASKED, answer("04-15 12:00", verified=False)], info(FIRST)
    ),
    "an unconfirmed withdrawal ends nothing": Play(
        [
            ASKED,
            fact("atoz claim_withdrawn", "04-15 12:00", verified=False),
        ],
        info(FIRST),
        {"atoz": "action_required"},
    ),
    "an unconfirmed earlier date leaves the cut-off where it is": Play(
        [ASKED, stated("04-15 12:00", "04-16 06:00", verified=False)], info(FIRST)
    ),
    "an unconfirmed later date is not believed": Play(
        [ASKED, stated("04-15 12:00", "04-17 06:00", verified=False)], info(FIRST)
    ),
    "what was reopened can be answered again": Play(
        [
            ASKED,
            answer("04-15 12:00"),
            fact("atoz reopened", "04-15 18:00", obligation="atoz.info_request"),
            answer("04-16 00:00"),
        ],
        info(ANSWERED),
    ),
}
