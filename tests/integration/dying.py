"""A process that dies at one of the calls to AWS it makes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient

from claimwatch.runner import Context
from shared import wiring


class Crash(BaseException):
    """The process dies: nothing may catch this."""


@dataclass
class Faulty:
    """Counts the calls handlers make, and dies at one of them."""

    at: int = -1
    after: bool = False
    calls: list[str] = field(default_factory=list)
    armed: bool = False

    @contextmanager
    def installed(self) -> Iterator[None]:
        real = BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001

        def call(client: BaseClient, operation: str, parameters: Any) -> Any:  # noqa: ANN401
            if not self.armed:
                return real(client, operation, parameters)
            index = len(self.calls)
            self.calls.append(operation)
            if index == self.at and not self.after:
                raise Crash(operation)
            answer = real(client, operation, parameters)
            if index == self.at:
                raise Crash(operation)
            return answer

        with patch.object(BaseClient, "_make_api_call", call):
            yield

    def run(self, handler: Callable[..., Any], event: dict[str, Any]) -> bool:
        """Run one invocation; False when the process died in it."""
        self.armed = True
        try:
            answer = handler(event, Context(handler.__module__))
            return not answer.get("batchItemFailures")
        except Crash:
            wiring.services.cache_clear()  # the next one starts in a container of its own
            return False
        finally:
            self.armed = False
