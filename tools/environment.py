"""Makes a virtual environment that holds exactly what a lock says, or says in one line why not.

    python3 tools/environment.py .venv requirements/dev.txt --mark .venv/.installed-1 --editable .

A lock needs no resolver: pip installs what is written there and looks for nothing else, whatever
has been published since; `pip check` then tells whether what is written is whole. What has no wheel
is built last, with the tools that the lock itself brings. The mark is written at the very end and
goes first, so a half-made environment is never taken for a whole one; two makes at once wait for
each other. Runs before anything is installed: nothing but the standard library here.
"""

import argparse
import fcntl
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_PIP = ("--quiet", "--disable-pip-version-check", "--no-input")
_INSTALL = ("install", *_PIP, "--no-deps", "--require-hashes", "--only-binary=:all:")
_BUILD = ("--no-build-isolation", "--use-pep517")
_FAILED, _STOPPED = 1, 130


class NotMadeError(Exception):
    """What is wrong, in one line."""


class Maker:
    """Makes one folder into an environment; what its programs print goes to ``log``."""

    def __init__(self, folder: Path, pip: str | None) -> None:
        """Install with the wheel of pip named ``pip``, or with the pip that Python brings."""
        self._folder, self.log = folder, folder.with_name(folder.name + ".log")
        self._pip = [str(folder / "bin" / "python"), *([f"{pip}/pip"] if pip else ["-m", "pip"])]

    def make(self, lock: Path, mark: Path, editable: str | None) -> None:
        """Make it anew, unless another make has just done so."""
        with self._alone() as self._held:
            if mark.exists():
                return
            _say(f"making {self._folder} with {_python()}; takes a minute, once")
            for old in self._folder.glob(".installed-*"):
                old.unlink()
            self.log.write_bytes(b"")
            self._run([sys.executable, "-m", "venv", "--clear", str(self._folder)])
            self.install(lock)
            if editable:
                own = ["--no-deps", "--no-index", "--no-build-isolation", "--editable", editable]
                self._run([*self._pip, "install", *_PIP, *own])
            self._run([*self._pip, "check"])
            mark.touch()
            self.log.unlink()

    def install(self, lock: Path) -> None:
        """Install what has a wheel, then what has to be built, with what is now installed."""
        said = lock.read_text("utf-8")
        sources = re.findall(r"^--no-binary (\S+)$", said, re.MULTILINE)
        if sources:
            names = "|".join(map(re.escape, sources))
            wheels = self._folder / "wheels.txt"
            built = rf"^(--no-binary .*|({names})==.*(\n .*)*)\n"
            wheels.write_text(re.sub(built, "", said, flags=re.MULTILINE), "utf-8")
            self._run([*self._pip, *_INSTALL, "--requirement", str(wheels)])
        self._run([*self._pip, *_INSTALL, *(_BUILD if sources else ()), "--requirement", str(lock)])

    @contextmanager
    def _alone(self) -> Iterator[int]:
        with self._folder.with_name(self._folder.name + ".lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                _say(f"{self._folder} is being made by another make; waiting")
                fcntl.flock(file, fcntl.LOCK_EX)
            yield file.fileno()

    def _run(self, command: Sequence[str]) -> None:
        # The lock outlives us while a pip of ours still writes.
        with self.log.open("ab") as log:
            done = subprocess.run(  # noqa: S603 - our own words
                command, stdout=log, stderr=log, check=False, pass_fds=[self._held]
            )
        if done.returncode:
            raise NotMadeError(why(self.log.read_text("utf-8", "replace")))


def why(log: str) -> str:
    """Return the line of what pip and venv printed that says what is wrong, and a way out."""
    if "ensurepip" in log:
        return "this Python comes without pip: install python3-venv, or name another with PYTHON="
    if "No space left on device" in log:
        return "the disk is full"
    if "from versions: none" in log:
        return "no package index can be reached; PIP_INDEX_URL names another than pip's own"
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    return (errors or lines or ["its programs ended without a word"])[-1]


def _python() -> str:
    return f"Python {sys.version.split()[0]}"


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


def main() -> None:
    """Make what the command line names."""
    asked = argparse.ArgumentParser(description="Make an environment of what a lock says.")
    asked.add_argument("folder", type=Path)
    asked.add_argument("lock", type=Path)
    asked.add_argument("--mark", type=Path, required=True)
    asked.add_argument("--editable")
    asked.add_argument("--pip", help="a wheel of pip, in place of the one that Python brings")
    given = asked.parse_args()
    maker = Maker(given.folder, given.pip)
    try:
        maker.make(given.lock, given.mark, given.editable)
    except (NotMadeError, OSError) as wrong:
        seen = f" (all of it: {maker.log})" if maker.log.exists() else ""
        _say(f"{given.folder}: not made: {wrong}{seen}")
        sys.exit(_FAILED)
    except KeyboardInterrupt:
        _say(f"{given.folder}: stopped; the next make begins anew")
        sys.exit(_STOPPED)


if __name__ == "__main__":
    main()
