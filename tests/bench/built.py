"""Run programs as Lambda would: on what `sam build` made, with its bytecode and its own Python.

Instructions are counted by valgrind and are the same in every run but for a few of ten thousand,
whatever else the machine does; processor time is not, and only means something side by side.
"""

import os
import re
import resource
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
BUILD = ROOT / ".aws-sam/host/build"
RUNTIME_HAS = ("boto3", "botocore", "s3transfer", "jmespath", "urllib3", "dateutil", "six.py")
REFERENCE = 'import boto3; boto3.client("dynamodb")'
BARE = "pass"
_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_LAMBDA_FUNCTION_NAME": "bench",
    "CLAIM_EVENTS_QUEUE_URL": "https://sqs.eu-central-1.amazonaws.com/1/events",
    "CONFIGURATION_SET": "bench",
    "HOME": "/nonexistent",
    "POWERTOOLS_METRICS_NAMESPACE": "Bench",
    "PYTHONHASHSEED": "0",
    "QUARANTINE_QUEUE_URL": "https://sqs.eu-central-1.amazonaws.com/1/quarantine",
    "REMINDERS_QUEUE_URL": "https://sqs.eu-central-1.amazonaws.com/1/reminders",
    "SENDER": "claimwatch@example.com",
    "STACK_NAME": "bench",
    "TABLE_NAME": "cases",
    "TOPIC_ARN": "arn:aws:sns:eu-central-1:1:reminders",
}


class Built:
    """The built functions, the layer, and the packages that the runtime brings."""

    def __init__(self, folder: Path, build: Path = BUILD) -> None:
        """Use ``folder`` for what the runtime has beside the build; exits where either is not."""
        self._python = (ROOT / ".venv-sam/bin/python").resolve()
        if not (build / "SharedLayer").exists() or not self._python.exists():
            sys.exit("bench: nothing is built; run it by `make bench` or `make bench-check`")
        (packages,) = (ROOT / ".venv-sam/lib").glob("python3.13/site-packages")
        for name in RUNTIME_HAS:
            (folder / name).symlink_to(packages / name)
        (folder / "__pycache__").symlink_to(packages / "__pycache__")  # the bytecode of six.py
        path = [build / "IngestEventFunction", build / "SharedLayer/python", folder]
        self._environment = {
            **_ENVIRONMENT,
            "PATH": os.defpath,
            "PYTHONPATH": os.pathsep.join(map(str, path)),
        }

    def said(self, *program: str) -> str:
        """Run a program, given as arguments of the interpreter; return what it printed."""
        return subprocess.run(  # noqa: S603 - our own interpreter, our own program
            [self._python, "-S", "-s", "-B", "-P", *program],
            check=True, capture_output=True, text=True, env=self._environment,
        ).stdout  # fmt: skip

    def seconds(self, *program: str) -> float:
        """Run a program; return the processor time it took."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.said(*program)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def instructions(self, *program: str) -> int:
        """Run a program; return how many instructions it took."""
        counter = which("valgrind") or sys.exit("bench: needs valgrind (apt-get install valgrind)")
        counted = subprocess.run(  # noqa: S603 - as above
            [
                counter, "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null",
                self._python, "-S", "-s", "-B", "-P", *program,
            ],
            check=True, capture_output=True, text=True, env=self._environment,
        ).stderr  # fmt: skip
        found = re.search(r"I +refs: +([\d,]+)", counted)
        if found is None:
            raise ValueError(f"valgrind counted nothing: {counted[-500:]}")
        return int(found[1].replace(",", ""))

    def all_instructions(self, programs: Mapping[str, Sequence[str]]) -> dict[str, int]:
        """Return the instructions of several programs, as many at a time as there is room for."""
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            counted = pool.map(lambda program: self.instructions(*program), programs.values())
            return dict(zip(programs, counted, strict=True))


def medians(built: Built, programs: Mapping[str, str], rounds: int) -> dict[str, float]:
    """Return the median of each program's processor time as a ratio to the reference's.

    Every program runs in every round, the reference beside it; what the interpreter takes for
    nothing is taken off first.
    """
    bare = median(built.seconds("-c", BARE) for _ in range(9))
    ratios: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(rounds):
        basis = built.seconds("-c", REFERENCE) - bare
        for name, program in programs.items():
            ratios[name].append((built.seconds("-c", program) - bare) / basis)
    return {name: median(each) for name, each in ratios.items()}


@contextmanager
def runtime_folder() -> Iterator[Path]:
    """Yield a folder that is gone when the bench is over."""
    with TemporaryDirectory(prefix="claimwatch-bench-") as name:
        yield Path(name)
