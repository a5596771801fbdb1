"""Serve what the links of the mails open, and the board."""

from base64 import b64decode
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

from aws_lambda_powertools.event_handler import LambdaFunctionUrlResolver, Response
from aws_lambda_powertools.utilities.data_classes import LambdaFunctionUrlEvent
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.observability import logger
from shared.web.exchange import LARGEST_FORM, Request
from shared.web.found import Tools
from shared.web.site import Site
from shared.wiring import services

app = LambdaFunctionUrlResolver()


def asked(event: LambdaFunctionUrlEvent) -> Request:
    """Return what an event of the function's address asks for; a form that is no text is empty."""
    body = event.body or ""
    large = len(body) > LARGEST_FORM
    if event.is_base64_encoded and not large:
        with suppress(ValueError):
            body = b64decode(body, validate=True).decode("utf-8", "replace")
    form = {} if large or event.http_method != "POST" else dict(parse_qsl(body))
    return Request(event.http_method, event.path, event.query_string_parameters, form, large)


@app.route(".*", method=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def visit() -> Response[str]:
    """Answer one visitor."""
    use = services()
    tools = Tools(use.cases, use.accounts, use.rules, use.claim_events, use.seal, use.now)
    answer = Site(tools).answer(asked(app.current_event))
    logger.info("page", status=answer.status)  # never the path: it is a key
    return Response(answer.status, answer.kind, answer.body, dict(answer.headers))


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer a request to the function's address."""
    return app.resolve(event, context)
