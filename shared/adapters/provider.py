"""What an error of a mail or message provider means for the reminder behind it."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    ReadTimeoutError,
)

from shared.domain.errors import NoAnswerError, NoRouteError, RefusedError, UnsureError

_TOO_FAST = {"TooManyRequestsException", "Throttling", "ThrottlingException"}


class TooFastError(RefusedError):
    """The provider takes no more messages in this second."""


@contextmanager
def provider_errors() -> Iterator[None]:
    """Turn a clear no into RefusedError and anything half done into UnsureError."""
    try:
        yield
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
        code = error.response.get("Error", {}).get("Code", "unknown")
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise UnsureError(code) from error
        raise (TooFastError if code in _TOO_FAST else RefusedError)(code) from error
    except ReadTimeoutError as error:
        raise NoAnswerError(type(error).__name__) from error
    except ConnectTimeoutError as error:
        raise NoRouteError(type(error).__name__) from error
    except ConnectionClosedError as error:
        raise UnsureError(type(error).__name__) from error
    except BotoCoreError as error:  # before anything left: no route, no credentials
        raise RefusedError(type(error).__name__) from error
