"""The site: which page a path is, and what is said where there is none.

A path carries its own key. GET and HEAD change nothing, POST acts, nothing else is known.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from shared.adapters.signed_links import ExpiredLinkError, ForgedLinkError, Grant
from shared.mail.language import mark
from shared.mail.links import VERBS
from shared.web.board_page import board
from shared.web.case_page import case_of_link
from shared.web.exchange import METHODS, READING, Answer, Request
from shared.web.feed import feed
from shared.web.found import OutdatedError, Tools
from shared.web.pages import headers, page
from shared.web.saying import saying
from shared.web.stopping import stopping
from shared.web.view import view

Room = Callable[[Request, Grant, Tools], Answer]
_ROOMS: Mapping[str, tuple[frozenset[str], tuple[str, ...], Room]] = {
    "say": (frozenset({*VERBS, "outcome"}), METHODS, saying),
    "stop": (frozenset({"stop"}), METHODS, stopping),
    "case": (frozenset({"case"}), READING, case_of_link),
    "board": (frozenset({"board"}), READING, board),
    "feed": (frozenset({"feed"}), READING, feed),
}
"""First part of a path → what a link there may grant, the methods, and what answers."""
_FORGED = mark(
    "This link is not one of ours, or something changed it on its way. Open it again from the mail."
)
_EXPIRED = mark("The time of this link is over. Open a newer mail, or ask for a new link.")
_NOWHERE = mark(
    "There is no page here. Pages open by the links in the mails, and the board by the link that "
    "claimwatch serve or claimwatch board-link prints: the link is the key."
)
_DOOR = mark(
    "This is claimwatch. Its pages open by the links in the mails, and the board by the link that "
    "claimwatch serve or claimwatch board-link prints: the link is the key."
)
_METHOD = mark("This page can only be read.")
_LARGE = mark("That was too much for one form.")


@dataclass(frozen=True, slots=True)
class Site:
    """Everything the links lead to."""

    tools: Tools

    def answer(self, request: Request) -> Answer:
        """Return the answer to a request; it always has one, and always says why."""
        found = self._answer(request)
        return replace(found, headers={**headers(), **found.headers})

    def _answer(self, request: Request) -> Answer:
        if request.method not in METHODS:
            return Answer("", 405, headers={"Allow": ", ".join(METHODS)})
        kind, token, *rest = (*request.parts, "", "")
        if not kind and request.method in READING:
            return self._explained(request, _DOOR, 200, "claimwatch")
        if kind not in _ROOMS or not token or (any(rest) and kind != "board"):
            return self._explained(request, _NOWHERE, 404)
        if request.too_large:
            return self._explained(request, _LARGE, 413)
        if request.method not in _ROOMS[kind][1]:
            return self._explained(request, _METHOD, 405)
        return self._opened(request, kind, token)

    def _opened(self, request: Request, kind: str, token: str) -> Answer:
        purposes, _, room = _ROOMS[kind]
        try:
            grant = self.tools.seal.open(token)
            if grant.purpose not in purposes:
                raise ForgedLinkError  # noqa: TRY301 - of another room
            return room(request, grant, self.tools)
        except ForgedLinkError:
            return self._explained(request, _FORGED, 404)
        except ExpiredLinkError:
            return self._explained(request, _EXPIRED, 410)
        except OutdatedError as why:
            return self._explained(request, str(why), 409 if request.method == "POST" else 200)

    def _explained(self, request: Request, why: str, status: int, title: str = "") -> Answer:
        seen = view(request.here, request.query, self.tools.now(), None)
        posted = request.method == "POST"
        usual = seen.say("Nothing was changed") if posted else seen.say("Nothing to show")
        return page(
            "explained", seen, {"title": title or usual, "told": seen.say.known(why)}, status
        )
