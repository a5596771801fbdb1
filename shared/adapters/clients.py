"""Makes AWS's clients from our own short descriptions, or from botocore's where those do not fit.

Which botocore runs is Lambda's choice and changes without us. Should one not read our descriptions,
its own are slower by a quarter of a cold start, and right.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Any

from botocore.session import get_session

from shared.adapters.models import OurModels

if TYPE_CHECKING:
    from botocore.config import Config

OLDEST = "1.36.0"
"""The oldest botocore that reads our descriptions; `make botocores` tries it and the newest."""


def maker(told: Callable[[str, Exception], None]) -> Callable[[str, Config], Any]:
    """Return what makes clients; ``told`` hears for which service our description did not fit."""
    session = get_session()  # one for all: it remembers what every client has to read
    session.register_component("data_loader", OurModels())
    one_at_a_time = Lock()  # a session is not safe among threads; the clients it makes are

    def client(service: str, config: Config) -> Any:  # noqa: ANN401 - a type of the stubs only
        with one_at_a_time:
            try:
                return session.create_client(service, config=config)
            except Exception as wrong:  # noqa: BLE001 - whatever a botocore of another year raises
                made = get_session().create_client(service, config=config)  # or raises as it would
                told(service, wrong)
                return made

    return client
