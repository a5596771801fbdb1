"""What `sam build` made, as Lambda will see it."""

import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from tests.template import FUNCTION, ROOT, resources

BUILD = ROOT / ".aws-sam/host/build"
LAYER = BUILD / "SharedLayer/python"
HANDLERS = {path.stem for path in (ROOT / "functions").glob("[!_]*.py")}
FUNCTIONS = {
    name: function
    for name, function in resources(FUNCTION).items()
    if function["Handler"].split(".")[1] in HANDLERS
}
MAGIC_3_13 = (3571).to_bytes(2, "little") + b"\r\n"
RUNTIME_HAS = ("boto3", "botocore", "s3transfer", "jmespath", "urllib3", "dateutil", "six.py")
KILOBYTE, MEGABYTE = 1_000, 1_000_000

pytestmark = [
    pytest.mark.smoke,
    pytest.mark.skipif(not BUILD.exists(), reason="run `make smoke`, which builds first"),
]


@pytest.fixture
def runtime(tmp_path: Path) -> Path:
    (packages,) = (ROOT / ".venv-sam/lib").glob("python3.13/site-packages")
    for name in RUNTIME_HAS:
        (tmp_path / name).symlink_to(packages / name)
    return tmp_path


def files(root: Path, pattern: str) -> set[str]:
    return {
        str(path.relative_to(root))
        for path in root.rglob(pattern)
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_imports_with_nothing_but_its_layer_and_the_runtime(
    name: str, runtime: Path
) -> None:
    module = FUNCTIONS[name]["Handler"].removesuffix(".lambda_handler")
    path = [str(BUILD / name), str(LAYER), str(runtime)]
    program = f"import sys; sys.path[:0] = {path}; import {module}; {module}.lambda_handler"

    done = subprocess.run(  # noqa: S603 - our own interpreter, our own program
        [ROOT / ".venv-sam/bin/python", "-I", "-S", "-B", "-c", program],
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr


def test_a_function_ships_the_handlers_and_nothing_else() -> None:
    for name in FUNCTIONS:
        assert files(BUILD / name, "*") == {
            f"functions/{path}" for path in files(ROOT / "functions", "*")
        }


def test_the_layer_ships_all_of_shared_but_what_only_builds_it() -> None:
    shipped = {name.removesuffix("c") if name.endswith(".pyc") else name for name in shared()}

    sources = {name for name in files(ROOT / "shared", "*") if not name.endswith(".po")}
    assert shipped == sources - {"requirements.in", "requirements.txt"}


def shared() -> set[str]:
    return files(LAYER / "shared", "*")


def zipped(folder: Path) -> int:
    """Return the bytes of a folder as `sam deploy` sends it."""
    with BytesIO() as file:
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for path in folder.rglob("*"):
                archive.write(path, path.relative_to(folder))
        return len(file.getvalue())


def test_the_layer_stays_under_six_megabytes() -> None:
    assert zipped(BUILD / "SharedLayer") < 6 * MEGABYTE


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_stays_under_a_hundred_kilobytes(name: str) -> None:
    assert zipped(BUILD / name) < 100 * KILOBYTE


def test_nothing_is_compiled_at_a_cold_start() -> None:
    handlers = [path for name in FUNCTIONS for path in (BUILD / name).rglob("*.py")]

    assert not list(LAYER.rglob("*.py"))
    for path in handlers:
        assert (path.parent / "__pycache__" / f"{path.stem}.cpython-313.pyc").exists()


def test_what_is_compiled_asks_for_no_source() -> None:
    bytecode = list(BUILD.rglob("*.pyc"))

    assert len(bytecode) > 500
    for path in bytecode:  # the magic number of 3.13, then the kind: hashed, and not checked
        head = path.read_bytes()[:8]
        assert (head[:4], head[4:]) == (MAGIC_3_13, b"\1\0\0\0"), path
