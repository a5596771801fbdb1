"""An AWS on this machine, made by an emulator, and the stack deployed into it as into the real one.

`python -m tests.e2e.emulator up` leaves it running for people (`make local`), `down` ends it; the
end-to-end tests start their own, with TLS, and with the permissions of every role enforced.
"""

import json
import os
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit

from tests.e2e.differences import emulated
from tests.template import ROOT

BUILT = ROOT / ".aws-sam/host/build/template.yaml"
INBOUND = "claims.example.com"
EMULATOR = ROOT / ".venv-local/bin/ministack"
HOME = ROOT / ".local"
REGION, STACK, OWNER = "eu-central-1", "claimwatch", "owner@example.com"
PATIENCE = 30
"""Seconds the emulator may take to answer for the first time."""


@dataclass(frozen=True, slots=True)
class Emulator:
    """A running emulator, and how to reach it."""

    folder: Path
    port: int
    strict: bool
    """Over TLS, with IAM enforced."""

    @property
    def url(self) -> str:
        """Its address; it listens on this machine only."""
        return f"{'https' if self.strict else 'http'}://127.0.0.1:{self.port}"

    @property
    def certificate(self) -> Path:
        """What a strict emulator shows; it signs it itself."""
        return self.folder / "ministack-tls/server.crt"

    def client_environment(self) -> dict[str, str]:
        """Return the variables that turn AWS's tools and libraries to it."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": REGION,
            **({"AWS_CA_BUNDLE": str(self.certificate)} if self.strict else {}),
        }

    def ask(self, path: str) -> Any:  # noqa: ANN401 - whatever JSON it answers
        """Return what the emulator itself, not the AWS in it, says."""
        address = f"{self.url}/_ministack/{path}"
        with urllib.request.urlopen(address, timeout=5, context=self._trust()) as answer:  # noqa: S310
            return json.load(answer)

    def visit(self, url: str) -> tuple[int, str]:
        """Open an address that only AWS's name servers know; return status and page."""
        place = urlsplit(url)
        request = urllib.request.Request(  # noqa: S310 - goes to the emulator, wherever it points
            f"{self.url}{place.path}", headers={"Host": place.netloc}
        )
        with urllib.request.urlopen(request, timeout=30, context=self._trust()) as answer:  # noqa: S310
            return answer.status, answer.read().decode()

    def _trust(self) -> ssl.SSLContext | None:
        return ssl.create_default_context(cafile=self.certificate) if self.strict else None

    def mails(self) -> list[dict[str, Any]]:
        """Return every mail that SES took, oldest first."""
        by_account = self.ask("ses/messages")["messages"]
        return [mail for mails in by_account.values() for mail in mails]

    def start(self) -> subprocess.Popen[bytes]:
        """Start it and wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "emulator.log").open("w") as log:
            process = subprocess.Popen(  # noqa: S603 - pinned, in an environment of its own
                [EMULATOR], env=self._environment(), stdout=log, stderr=log, start_new_session=True
            )
        for _ in range(PATIENCE * 4):
            try:
                self.ask("health")
            except (URLError, OSError):
                time.sleep(0.25)
            else:
                return process
        process.terminate()
        sys.exit(f"the emulator does not answer; see {self.folder / 'emulator.log'}")

    def deploy(self, **parameters: str) -> None:
        """Deploy what was built with the SAM CLI, as into a real account."""
        given = {"OwnerEmail": OWNER, "InboundMailDomain": INBOUND, "Web": "yes", **parameters}
        subprocess.run(  # noqa: S603 - the pinned SAM CLI
            [
                *(ROOT / ".venv-sam/bin/sam", "deploy", "--template-file", emulated(BUILT)),
                *("--stack-name", STACK, "--resolve-s3", "--no-confirm-changeset"),
                *("--no-progressbar", "--capabilities", "CAPABILITY_IAM", "--parameter-overrides"),
                *(f"{name}={value}" for name, value in given.items()),
            ],
            check=True,
            env={**_plain(os.environ), **self.client_environment()},
            stdout=sys.stderr,
        )

    def _environment(self) -> dict[str, str]:
        trust = {name: str(self.certificate) for name in ("AWS_CA_BUNDLE", "SSL_CERT_FILE")}
        strict = {"USE_SSL": "1", "AUTH": "true", **trust}
        return {
            **_plain(os.environ),
            **(strict if self.strict else {}),
            "AWS_DEFAULT_REGION": REGION,
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "LOG_LEVEL": "INFO",
            "MINISTACK_HOST": "127.0.0.1",
            "MINISTACK_REGION": REGION,
            "TMPDIR": str(self.folder),  # unpacked functions, certificate
        }


def _plain(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without a trace of another AWS or of a container engine."""
    return {
        name: value
        for name, value in environment.items()
        if not name.startswith("AWS_") and name != "DOCKER_HOST"
    }


@contextmanager
def emulator(folder: Path) -> Iterator[Emulator]:
    """Run a strict emulator on a free port for as long as it is used."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    here = Emulator(folder, port, strict=True)
    process = here.start()
    try:
        yield here
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:  # it waits for a function that is still running
            process.kill()
            process.wait()


def _up() -> None:
    here = Emulator(HOME / "aws", 4566, strict=False)
    _down()
    process = here.start()
    (HOME / "aws.pid").write_text(str(process.pid))
    here.deploy()
    lines = [f"export {name}={shlex.quote(it)}\n" for name, it in here.client_environment().items()]
    (HOME / "aws.env").write_text("".join(lines))
    print(  # noqa: T201
        f"claimwatch runs in an emulated AWS at {here.url}, until `make local-stop`.\n\n"
        "  . .local/aws.env                      # turns this shell to it\n"
        f"  .venv/bin/claimwatch accounts apply events/accounts.toml --stack {STACK}\n"
        f"  .venv/bin/claimwatch list --stack {STACK}\n"
        f"  curl -s {here.url}/_ministack/ses/messages      # every mail it sent\n"
        f"  .venv-sam/bin/sam logs --stack-name {STACK}\n\n"
        f"AWS would mail {OWNER} for the sender's confirmation; the emulator takes it as given."
    )


def _down() -> None:
    file = HOME / "aws.pid"
    if file.exists():
        with suppress(ProcessLookupError):  # the machine was restarted since
            os.kill(int(file.read_text()), signal.SIGTERM)
        file.unlink()
    shutil.rmtree(HOME / "aws", ignore_errors=True)


if __name__ == "__main__":
    {"up": _up, "down": _down}[sys.argv[1]]()
