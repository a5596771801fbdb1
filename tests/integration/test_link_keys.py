"""The keys of the links: read from the secret, used while they cannot be, renewed when unknown."""

from collections.abc import Callable
from datetime import timedelta

import boto3
import pytest
from botocore.exceptions import ClientError

from claimwatch.embedded import REGION
from shared import wiring
from shared.adapters.signed_links import ForgedLinkError, Grant, LinkKeys, NoKeysError, Seal
from tests.integration.conftest import Stack

HALF_A_YEAR = timedelta(days=180)


class Secret:
    """The secret of a stack, and how often it was read."""

    def __init__(self) -> None:
        self.client = boto3.client("secretsmanager", region_name=REGION)
        self.reads, self.down = 0, False
        self.client.meta.events.register("before-call.secrets-manager.GetSecretValue", self._read)

    def _read(self, **_: object) -> None:
        self.reads += 1
        if self.down:
            raise ClientError({"Error": {"Code": "InternalServiceError"}}, "GetSecretValue")

    def put(self, *keys: str) -> None:
        self.client.put_secret_value(SecretId="links", SecretString="\n".join(keys))


@pytest.fixture
def secret(stack: Stack) -> Secret:
    return Secret()


@pytest.fixture
def container(stack: Stack, secret: Secret) -> Callable[[], Seal]:
    """Start a container, with a seal of its own."""

    def start() -> Seal:
        keys = LinkKeys(secret.client, "links", wiring.utc_now)
        return Seal(keys.read, wiring.utc_now, keys.read_again)

    return start


def link(seal: Seal) -> str:
    return seal.sign(Grant("stop", "blue-kettle", seal.until(HALF_A_YEAR)))


def test_a_warm_container_opens_a_link_that_a_newer_key_has_signed(
    stack: Stack, secret: Secret, container: Callable[[], Seal]
) -> None:
    warm = container()
    link(warm)
    stack.now += timedelta(minutes=2)
    secret.put("a newer one")

    assert warm.open(link(container())).account == "blue-kettle"


def test_forged_links_make_a_container_read_the_secret_once_a_minute_at_most(
    stack: Stack, secret: Secret, container: Callable[[], Seal]
) -> None:
    warm = container()
    link(warm)
    stack.now += timedelta(minutes=2)
    before = secret.reads

    for _ in range(100):
        with pytest.raises(ForgedLinkError):
            warm.open(link(Seal(lambda: ["somebody else's"], wiring.utc_now)))

    assert secret.reads - before <= 2  # both live versions


def test_links_open_with_the_last_known_keys_while_the_secret_cannot_be_read(
    stack: Stack, secret: Secret, container: Callable[[], Seal]
) -> None:
    warm = container()
    sent = link(warm)
    secret.down = True
    stack.now += timedelta(hours=5)

    assert warm.open(sent).purpose == "stop"
    assert warm.open(link(warm)).purpose == "stop"


def test_what_could_not_be_read_is_not_asked_for_again_at_once_but_soon(
    stack: Stack, secret: Secret, container: Callable[[], Seal]
) -> None:
    cold = container()
    secret.down = True

    for _ in range(20):
        with pytest.raises(NoKeysError, match="InternalServiceError"):
            link(cold)
    assert secret.reads <= 5  # one look, tried again by the SDK

    secret.down = False
    stack.now += timedelta(minutes=1)
    assert cold.open(link(cold)).purpose == "stop"


def test_keys_that_are_kept_in_the_secret_open_their_links_after_any_number_of_changes(
    stack: Stack, secret: Secret, container: Callable[[], Seal]
) -> None:
    secret.put("first")
    old = link(container())
    for keys in (("second", "first"), ("third", "second", "first"), ("4th", "third", "first")):
        secret.put(*keys)
        stack.now += timedelta(days=30)

        assert container().open(old).purpose == "stop"

    newest = link(container())
    assert Seal(lambda: ["4th"], wiring.utc_now).open(newest).purpose == "stop"


def test_a_key_that_leaked_opens_nothing_once_two_changes_have_left_it_out(
    stack: Stack, secret: Secret, container: Callable[[], Seal]
) -> None:
    secret.put("leaked")
    old = link(container())
    secret.put("second")
    secret.put("third", "second")

    with pytest.raises(ForgedLinkError):
        container().open(old)
