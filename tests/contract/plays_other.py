"""What happens in chargebacks and in buyers' messages, and what must come of it."""

from tests.contract.playing import Play, due, fact, state

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (f"04-{day} 18:00" for day in (14, 15, 16, 17))
DISPUTE = fact("chargeback claim_opened", TUESDAY, reason="not_received")
DEFENCE = fact("chargeback seller_responded", WEDNESDAY)
CONTACT = fact("message buyer_contacted", TUESDAY)
REPLY = fact("message seller_replied", "04-15 12:00")
CANCELLED, ANSWERED, OPEN = state("cancelled"), state("answered"), state("open")

OTHER = {
    "a chargeback is to be answered within a week": Play(
        [DISPUTE],
        {"chargeback.respond": due("04-21 18:00", "04-22 07:00", "chargeback.respond")},
        {"chargeback": "action_required"},
    ),
    "an answered chargeback is reviewed": Play(
        [DISPUTE, DEFENCE], {"chargeback.respond": ANSWERED}, {"chargeback": "under_review"}
    ),
    "a question after the answer is a new round with its own week": Play(
        [DISPUTE, DEFENCE, fact("chargeback information_requested", THURSDAY)],
        {
            "chargeback.respond 1": ANSWERED,
            "chargeback.respond 2": due("04-23 18:00", "04-24 07:00", "chargeback.respond"),
        },
        {"chargeback": "action_required"},
    ),
    "a question before the answer is the same round": Play(
        [DISPUTE, fact("chargeback information_requested", WEDNESDAY)],
        {"chargeback.respond": due("04-21 18:00", "04-22 07:00")},
    ),
    "a question is enough to open a chargeback": Play(
        [fact("chargeback information_requested", WEDNESDAY)],
        {"chargeback.respond": due("04-22 18:00", "04-23 07:00")},
        {"chargeback": "action_required"},
    ),
    "a chargeback that was won needs nothing more": Play(
        [DISPUTE, fact("chargeback claim_decided", WEDNESDAY, decision="won")],
        {"chargeback.respond": CANCELLED},
        {"chargeback": "won"},
    ),
    "a chargeback that was lost cannot be appealed": Play(
        [DISPUTE, fact("chargeback claim_decided", WEDNESDAY, decision="lost")],
        {"chargeback.respond": CANCELLED},
        {"chargeback": "lost"},
    ),
    "a chargeback that was withdrawn needs nothing more": Play(
        [DISPUTE, fact("chargeback claim_withdrawn", WEDNESDAY)],
        {"chargeback.respond": CANCELLED},
    ),
    "an answer to a claim is none to a chargeback": Play(
        [DISPUTE, fact("atoz seller_responded", WEDNESDAY)], {"chargeback.respond": OPEN}
    ),
    "a refund of the order says nothing of a chargeback": Play(
        [DISPUTE, fact("atoz order_refunded", WEDNESDAY)], {"chargeback.respond": OPEN}
    ),
    "a contact is to be replied to and to be settled": Play(
        [CONTACT],
        {
            "message.reply": due(WEDNESDAY, WEDNESDAY, "message.reply"),
            "atoz.buyer_contact": due(THURSDAY, FRIDAY, "atoz.buyer-contact"),
        },
        {"message": "open", "atoz": "none"},
    ),
    "a reply answers both": Play(
        [CONTACT, REPLY],
        {"message.reply": ANSWERED, "atoz.buyer_contact": ANSWERED},
        {"message": "answered"},
    ),
    "a contact that needs no reply is still to be settled": Play(
        [CONTACT, REPLY | {"no_reply_needed": True}],
        {"message.reply": ANSWERED, "atoz.buyer_contact": due(THURSDAY, FRIDAY)},
    ),
    "a second contact before the reply keeps the first anchor": Play(
        [CONTACT, fact("message buyer_contacted", "04-15 12:00")],
        {
            "message.reply": due(WEDNESDAY, WEDNESDAY),
            "atoz.buyer_contact": due(THURSDAY, FRIDAY),
        },
    ),
    "a contact after the reply is a new round": Play(
        [CONTACT, REPLY, fact("message buyer_contacted", WEDNESDAY)],
        {
            "message.reply 1": ANSWERED,
            "message.reply 2": due(THURSDAY, THURSDAY),
            "atoz.buyer_contact 1": ANSWERED,
            "atoz.buyer_contact 2": due(FRIDAY, "04-18 18:00"),
        },
        {"message": "open"},
    ),
    "a reply after a day is late though the contact is settled in time": Play(
        [CONTACT, fact("message seller_replied", "04-15 19:00")],
        {"message.reply": state("answered", late=True), "atoz.buyer_contact": ANSWERED},
    ),
}
