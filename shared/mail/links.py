"""Links into a web page, for whoever has one: without them a mail names the commands instead."""

from collections.abc import Sequence
from typing import Literal, Protocol

from shared.domain.accounts import Contact
from shared.domain.case import Case
from shared.domain.plan import Slot
from shared.domain.rounds import Round

Verb = Literal["ack", "responded", "declined", "snooze", "assign", "reopen"]
VERBS: Sequence[Verb] = ("ack", "responded", "declined", "snooze", "assign", "reopen")
"""What a reader can say about an obligation, named as the commands are."""


class Links(Protocol):
    """What a mail needs of the web page; opening a link must never change anything by itself."""

    def verb(self, name: Verb, of: Slot | Round) -> str:
        """Return the page on which the reader of a slot says something about its obligation."""

    def page(self, case: Case) -> str:
        """Return the page that shows everything about a case."""

    def unsubscribe(self, contact: Contact) -> str:
        """Return the page that ends the mails to a contact; a POST to it does so in one click."""
