"""The pages on this machine: HTTP in, the event of a function's address out, and back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from shared.domain.errors import InputError

HOST, PORT = "127.0.0.1", 8765
_LARGEST, _DIGITS = 1 << 20, 12
_PATIENCE = 10
"""Seconds to wait for whoever announced more than they send."""
Serve = Callable[[dict[str, Any]], Mapping[str, Any]]
"""From the event of a function's address to its answer, as the deployed function gives it."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request, as it came in."""

    method: str
    path: str
    query: str
    body: str
    kind: str

    @property
    def form(self) -> dict[str, str]:
        """What was filled in."""
        return dict(parse_qsl(self.body))

    def event(self) -> dict[str, Any]:
        """Return it as Lambda hands a request to a function, payload version 2.0.

        https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
        """
        return {
            "version": "2.0",
            "rawPath": self.path,
            "rawQueryString": self.query,
            "headers": {"content-type": self.kind},
            "queryStringParameters": dict(parse_qsl(self.query)),
            "requestContext": {
                "http": {"method": self.method, "path": self.path},
                "stage": "$default",
            },
            "body": self.body,
            "isBase64Encoded": False,
        }


Room = Callable[[Visit], Mapping[str, Any] | None]
"""Answers what is of this machine alone; None leaves it to the deployed pages."""


def address(port: int) -> str:
    """Return where pages are served."""
    return f"http://{HOST}:{port}"


def server(port: int, serve: Serve, room: Room, lock: Lock) -> ThreadingHTTPServer:
    """Return a server on the loopback address; raises InputError when the port is taken.

    ``lock`` is held while an answer is made: everything behind it is one process's memory.
    """

    class Handler(BaseHTTPRequestHandler):
        """One connection."""

        timeout = _PATIENCE

        def _answer(self) -> None:
            said = self.headers.get("Content-Length") or "0"
            if not (said.isascii() and said.isdigit()):
                self.send_error(400)
                return
            length = min(int(said[:_DIGITS]), _LARGEST)
            body = self.rfile.read(length).decode("utf-8", "replace")
            own = self.connection.getsockname()[1]
            if self.headers.get("Host", "") not in {f"{HOST}:{own}", f"localhost:{own}"}:
                self.send_error(421)  # a page elsewhere that points its name here
                return
            parts = urlsplit(self.path)
            kind = self.headers.get("Content-Type", "")
            visit = Visit(self.command, parts.path, parts.query, body, kind)
            with lock:
                answer = room(visit) or serve(visit.event())
            text = str(answer.get("body") or "").encode()
            self.send_response(int(answer["statusCode"]))
            for name, value in (answer.get("headers") or {}).items():
                self.send_header(name, str(value))
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(text)

        do_GET = do_HEAD = do_POST = do_OPTIONS = do_PUT = do_DELETE = do_PATCH = _answer  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's own
            """Say nothing: paths are keys."""

    try:
        return ThreadingHTTPServer((HOST, port), Handler)
    except OSError as wrong:
        raise InputError("PORT", f"{port}: {wrong.strerror}") from None
