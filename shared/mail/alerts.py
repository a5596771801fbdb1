"""What somebody has to look into: a contact nobody reaches, a claim notice nobody can read."""

from datetime import datetime
from email.message import EmailMessage

from shared.domain.accounts import Account, Contact
from shared.mail.dates import when
from shared.mail.language import Tongue, mark
from shared.mail.links import Links
from shared.mail.overview import Item, Occasion, Overview, Section, overview_mail
from shared.mail.safe import clean, printable
from shared.policy.pack import load_pack

_WHY_GONE = {
    "bounced": mark("Mail to %(address)s came back."),
    "complained": mark("Mail from here to %(address)s was reported as unwanted."),
    "rejected": mark("The mail service refuses to write to %(address)s."),
    "refused": mark("The mail service has refused what was sent to %(address)s for 15 minutes."),
    "no_delivery": mark("Mail to %(address)s was not delivered within 15 minutes."),
}
_ANY_GONE = mark("%(address)s can no longer be reached.")


def contact_changed(  # noqa: PLR0913, PLR0917 - a message depends on all of it
    contact: Contact,
    gone: str,
    why: str,
    account: Account,
    now: datetime,
    sender: str,
    *,
    ref: str = "",
    stack: str = "",
    links: Links | None = None,
) -> EmailMessage:
    """Tell a contact that reminders come to them now, because the address ``gone`` is lost."""
    on = Occasion(account, contact, now, sender, ref, stack, links, (f"gone {gone}",))
    say, where = on.say, f" --stack {stack}" if stack else ""
    address = printable(gone)
    told = Overview(
        "contact_changed",
        say("Reminders now come to you · %(account)s", account=account.slug),
        say("Reminders now come to you"),
        say(_WHY_GONE.get(why, _ANY_GONE), address=address),
        (
            say(
                "From now on you are told instead, about whatever of account %(account)s is due.",
                account=account.slug,
            ),
            say("Look in Seller Central at what came in lately: an earlier word may be lost."),
        ),
        (
            Section(
                say("To put it right"),
                [
                    Item(
                        say("Correct the address in the accounts file, or name somebody else."),
                        (),
                        words=say("Then hand the file in:"),
                        command=f"claimwatch accounts apply accounts.toml{where}",
                    )
                ],
            ),
        ),
    )
    return overview_mail(told, on)


def unreadable(  # noqa: PLR0913, PLR0917 - a message depends on all of it
    where: str,
    reason: str,
    account: Account,
    contact: Contact,
    now: datetime,
    sender: str,
    *,
    ref: str = "",
    stack: str = "",
    links: Links | None = None,
    count: int = 1,
) -> EmailMessage:
    """Tell a contact that something that looks like a claim notice could not be read.

    ``where`` names what is kept of it, ``reason`` says what was wrong; neither quotes it. ``count``
    says how many such mails came in this hour, most of which nobody was told of one by one.
    """
    on = Occasion(account, contact, now, sender, ref, stack, links, (f"unreadable {where}",))
    say, front = on.say, load_pack().store(account.store).domain
    told = Overview(
        "unreadable",
        say("Unreadable claim notice, look now · %(account)s", account=account.slug),
        say("Look now"),
        say("Something that looks like a claim notice came in and could not be read."),
        (
            say("Nothing of it is being watched, and a cut-off may already be running."),
            say("Open Seller Central and see what is new; then record it with claimwatch add."),
        ),
        (
            Section(
                say("What is known"),
                [
                    Item(
                        say("It was found on %(when)s.", when=when(say, now, contact.zone)),
                        (
                            say("What was wrong: %(reason)s", reason=clean(say, reason)),
                            say("It is kept as: %(where)s", where=printable(where)),
                            *_many(say, count),
                        ),
                    )
                ],
            ),
        ),
        f"https://sellercentral.{front}/",
    )
    return overview_mail(told, on)


def too_many(  # noqa: PLR0913, PLR0917 - a message depends on all of it
    where: str,
    most: int,
    account: Account,
    contact: Contact,
    now: datetime,
    sender: str,
    *,
    ref: str = "",
    stack: str = "",
    links: Links | None = None,
    count: int = 1,
    own: bool = False,
) -> EmailMessage:
    """Tell a contact that what a mail said is left out: ``most`` of its kind came in today.

    ``own``: it came from one of the account's own contacts, not from a stranger.
    """
    on = Occasion(account, contact, now, sender, ref, stack, links, (f"too many {where}",))
    say, front = on.say, load_pack().store(account.store).domain
    why = (
        say("More than %(most)s claims were forwarded by hand today.", most=most)
        if own
        else say("More than %(most)s claims came in today that nobody vouches for.", most=most)
    )
    told = Overview(
        "too_many",
        say("Claim notices left out, look now · %(account)s", account=account.slug),
        say("Look now"),
        why,
        (
            say("This one and those after it today are kept, and nothing of them is watched."),
            say("What Amazon itself sends is not affected: it is taken in and watched as always."),
            say("Open Seller Central and see what is new; then record it with claimwatch add."),
        ),
        (
            Section(
                say("What is known"),
                [
                    Item(
                        say("It was found on %(when)s.", when=when(say, now, contact.zone)),
                        (
                            say("It is kept as: %(where)s", where=printable(where)),
                            *_many(say, count),
                        ),
                    )
                ],
            ),
        ),
        f"https://sellercentral.{front}/",
    )
    return overview_mail(told, on)


def case_full(  # noqa: PLR0913 - a message depends on all of it
    count: int,
    account: Account,
    contact: Contact,
    now: datetime,
    sender: str,
    *,
    ref: str = "",
    stack: str = "",
    links: Links | None = None,
) -> EmailMessage:
    """Tell a contact that ``count`` messages found no room in the case they were about."""
    on = Occasion(account, contact, now, sender, ref, stack, links, (f"full {now:%Y-%m-%dT%H}",))
    say, front = on.say, load_pack().store(account.store).domain
    told = Overview(
        "case_full",
        say("Claim notices left out, look now · %(account)s", account=account.slug),
        say("Look now"),
        say("Messages about orders of which all is on file that fits: %(count)s.", count=count),
        (
            say("What was open there is reminded of as always; of these messages nothing is."),
            say("Open Seller Central and see what is new; then record it with claimwatch add."),
        ),
        (),
        f"https://sellercentral.{front}/",
    )
    return overview_mail(told, on)


def _many(say: Tongue, count: int) -> tuple[str, ...]:
    """Say how many there were, where that is more than this one."""
    if count == 1:
        return ()
    return (say("%(count)s of this kind came in this hour; all are kept.", count=count),)
