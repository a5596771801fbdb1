"""The built functions under Lambda's own runtime client, in the emulator that ships in the SAM CLI.

No container, no engine: the emulator is a program, the interpreter that of `.venv-sam`, without any
of its packages but those the runtime has. https://github.com/aws/aws-lambda-runtime-interface-emulator
"""

import json
import os
import platform
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.smoke.aws import (
    HANDLERS,
    REGION,
    emulated_aws,
    event_for,
    missing_effect,
    settings,
    traces,
)
from tests.smoke.test_built_package import BUILD, LAYER, RUNTIME_HAS
from tests.template import ROOT

RUNTIME_CLIENT = ("awslambdaric", "runtime_client", "simplejson", "snapshot_restore_py")
MACHINE = "arm64" if platform.machine() in {"arm64", "aarch64"} else "x86_64"

pytestmark = [
    pytest.mark.smoke,
    pytest.mark.skipif(sys.platform != "linux", reason="Lambda's runtime client is for Linux"),
    pytest.mark.skipif(not BUILD.exists(), reason="run `make smoke`, which builds first"),
]


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the runtime brings, and nothing else of the two environments it is taken from."""
    folder = tmp_path_factory.mktemp("runtime")
    for venv, names in (("sam", RUNTIME_HAS), ("local", RUNTIME_CLIENT)):
        (found,) = (ROOT / f".venv-{venv}/lib").glob("python3.13/site-packages")
        for path in (path for name in names for path in found.glob(f"{name}*")):
            (folder / path.name).symlink_to(path)
    return folder


def test_every_function_does_its_work_under_the_runtime_client(packages: Path) -> None:
    with emulated_aws(("127.0.0.1", 0)) as port:
        seen = set(traces())
        for function in HANDLERS:
            with running(function, packages, port) as call:
                answer = call(event_for(function, None))
                new = [line for line in dict.fromkeys(traces()) if line not in seen]
                seen.update(new)

            assert not missing_effect(function, answer, new)


@pytest.mark.parametrize("function", HANDLERS)
def test_a_record_or_event_that_is_nonsense_does_not_end_the_process(
    function: str, packages: Path
) -> None:
    with emulated_aws(("127.0.0.1", 0)) as port, running(function, packages, port) as call:
        call({"nonsense": True})
        again = call({"nonsense": True})

    assert "Runtime.ExitError" not in str(again)


@contextmanager
def running(function: str, packages: Path, aws: int) -> Iterator[Any]:
    """Run one built function; yields what invokes it."""
    task = BUILD / (function.title().replace("_", "") + "Function")
    (emulators,) = (ROOT / ".venv-sam/lib").glob("python3.13/site-packages/samcli/local/rapid")
    emulator = emulators / f"aws-lambda-rie-{MACHINE}"
    inside, outside = free_port(), free_port()
    environment = {
        **settings(),
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{aws}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_LAMBDA_FUNCTION_NAME": function,
        "AWS_LAMBDA_FUNCTION_TIMEOUT": "30",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "LAMBDA_TASK_ROOT": str(task),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{task}:{LAYER}:{packages}",
        "PYTHONTZPATH": "",
    }
    process = subprocess.Popen(  # noqa: S603 - the pinned emulator, our own build
        [
            *(emulator, "--log-level", "error"),
            *("--runtime-interface-emulator-address", f"127.0.0.1:{outside}"),
            *("--runtime-api-address", f"127.0.0.1:{inside}"),
            *(ROOT / ".venv-sam/bin/python", "-S", "-B", "-m", "awslambdaric"),
            f"functions.{function}.lambda_handler",
        ],
        cwd=task,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{outside}/2015-03-31/functions/function/invocations"
    try:
        wait_until_listening(outside)
        yield lambda event: post(url, event)
    finally:
        process.terminate()
        process.wait(10)


def post(url: str, event: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever the function answers
    request = urllib.request.Request(url, json.dumps(event).encode())  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - loopback
        return json.loads(answer.read() or "null")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_until_listening(port: int) -> None:
    for _ in range(1200):  # a minute, on a machine that has much to do
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the runtime emulator does not listen")
