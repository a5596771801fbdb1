"""What `sam build` made, as Lambda will see it."""

import subprocess
from pathlib import Path

import pytest

from tests.template import FUNCTION, ROOT, resources

BUILD = ROOT / ".aws-sam/host/build"
LAYER = BUILD / "SharedLayer/python"
FUNCTIONS = resources(FUNCTION)
RUNTIME_HAS = ("boto3", "botocore", "s3transfer", "jmespath", "urllib3", "dateutil", "six.py")
MEGABYTE = 1_000_000

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


def test_the_layer_ships_all_of_shared() -> None:
    assert files(LAYER / "shared", "*") == files(ROOT / "shared", "*")


def test_the_layer_stays_small() -> None:
    size = sum((LAYER / name).stat().st_size for name in files(LAYER, "*"))

    assert size < 20 * MEGABYTE
