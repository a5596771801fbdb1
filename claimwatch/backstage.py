"""What only the local runner shows: every message as it went out, and the clock."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader

from claimwatch.serving import Visit
from claimwatch.stage import Stage
from shared.mail.dates import short
from shared.mail.language import tongue
from shared.mail.pages import environment
from shared.web.pages import dressed, headers, html
from shared.web.view import View, view

SPEEDS = {"pause": timedelta(), "1x": timedelta(seconds=1), "600x": timedelta(minutes=10),
          "4h": timedelta(hours=4)}  # fmt: skip
_MAIL = re.compile(r"/mail/(\d{1,6})(?:\.(txt|html|headers))?")
_LINK = re.compile(r"http://127\.0\.0\.1:\d+(/\S+)")
_MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


class Backstage:
    """Answers ``/``, ``/mail`` and ``/clock``; everything else is left to the deployed pages."""

    def __init__(self, stage: Stage, board: str) -> None:
        """Show a stage; ``board`` is the path of its board."""
        self._stage, self._board = stage, board

    def answer(self, visit: Visit) -> Mapping[str, Any] | None:
        """Return the answer to what is of this machine alone, else None."""
        if visit.path == "/":
            return {"statusCode": 302, "headers": {**headers(), "Location": self._board}}
        if visit.path == "/clock":
            return self._clock(visit)
        if visit.path == "/mail":
            return self._page(visit, "mail", {"title": "Mails", "mails": self._listed()})
        found = _MAIL.fullmatch(visit.path)
        return self._message(visit, int(found[1]), found[2] or "") if found else None

    def _clock(self, visit: Visit) -> Mapping[str, Any]:
        stage = self._stage
        if visit.method == "POST":
            match visit.form.get("do", ""):
                case "step":
                    stage.step()
                case "jump":
                    stage.jump()
                case name if name in SPEEDS:
                    stage.speed = SPEEDS[name]
                case _:
                    pass
            return {"statusCode": 303, "headers": {**headers(), "Location": "/clock"}}
        zone, cut_off = stage.play.accounts[0].first.zone, stage.next_cut_off()
        say = tongue("en")
        shown = {
            "title": "Clock",
            "speeds": list(SPEEDS),
            "speed": next(name for name, speed in SPEEDS.items() if speed == stage.speed),
            "next": short(say, cut_off, zone) if cut_off else "",
            "waiting": len(stage.waiting),
            "told": [_told(line, zone) for line in reversed(stage.told[-20:])],
        }
        return self._page(visit, "clock", shown)

    def _message(self, visit: Visit, number: int, part: str) -> Mapping[str, Any]:
        mail = dict(self._stage.play.observer.mails).get(number)
        if mail is None:
            return self._page(visit, "explained", {"title": "No such mail", "told": ""}, 404)
        if part == "html":
            body = _body(mail, "html")
            safe = {**headers(), "Content-Security-Policy": _MAIL_POLICY}
            return {
                "statusCode": 200,
                "headers": {**safe, "Content-Type": "text/html; charset=utf-8"},
                "body": body,
            }
        if part:
            text = _headers(mail) if part == "headers" else _body(mail, "plain")
            kind = {**headers(), "Content-Type": "text/plain; charset=utf-8"}
            return {"statusCode": 200, "headers": kind, "body": text}
        shown = {
            "title": str(mail["Subject"]),
            "number": number,
            "to": str(mail["To"]),
            "date": str(mail["Date"]),
            "text": _body(mail, "plain"),
            "links": list(dict.fromkeys(_LINK.findall(_body(mail, "plain")))),
            "heads": _headers(mail),
        }
        return self._page(visit, "message", shown)

    def _listed(self) -> list[tuple[int, str, str, str]]:
        return [
            (number, str(mail["Date"]), str(mail["To"]), str(mail["Subject"]))
            for number, mail in reversed(self._stage.play.observer.mails)
        ]

    def _page(
        self, visit: Visit, name: str, shown: Mapping[str, Any], status: int = 200
    ) -> Mapping[str, Any]:
        seen = self._view(visit)
        kind = {**headers(), "Content-Type": "text/html; charset=utf-8"}
        body = html(name, seen, {"home": self._board, **shown}, of=_environment())
        return {"statusCode": status, "headers": kind, "body": body}

    def _view(self, visit: Visit) -> View:
        play = self._stage.play
        return view(visit.path, {}, play.now, play.accounts[0].first)


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def _headers(mail: EmailMessage) -> str:
    return "\n".join(f"{name}: {value}" for name, value in mail.items())


def _told(line: Mapping[str, Any], zone: Any) -> str:  # noqa: ANN401
    at = datetime.fromisoformat(line["at"]).astimezone(zone)
    said = [line.get(name) for name in ("kind", "rung", "notice", "state", "status", "obligation")]
    about = [line.get(name) for name in ("account", "order_id", "to", "reason")]
    return " · ".join([f"{at:%a %d %b %H:%M}", *(str(each) for each in [*said, *about] if each)])


@cache
def _environment() -> Environment:
    own = ChoiceLoader([
        PackageLoader("claimwatch", "pages"), PackageLoader("shared.web", "templates"),
    ])  # fmt: skip
    return dressed(environment(own, tongue("en")))
