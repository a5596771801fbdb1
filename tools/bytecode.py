"""Add bytecode to what `sam build` made: without it, every cold start compiles the whole layer.

The bytecode is of the "unchecked hash" kind, which Python takes without looking at its source, and
is the same in every build. Handlers keep their sources beside it; the layer ships as bytecode
alone, without what no function of ours uses and without the docstrings of what is not ours, which
keeps it under six megabytes. A traceback out of the layer names file and line, and quotes none.

Run by `make build`, with an interpreter of the functions' own version and PYTHONHASHSEED=0.
"""

import compileall
import os
import shutil
import sys
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Any

RUNTIME = (3, 13)
LAYER = "SharedLayer"
UNUSED = (
    "aws_lambda_powertools/event_handler/openapi/swagger_ui",  # a browser's JavaScript
    *(
        f"aws_lambda_powertools/utilities/{name}"
        for name in (
            *("auth_alpha", "circuit_breaker", "data_masking", "feature_flags", "idempotency"),
            *("kafka", "parameters", "parser", "streaming"),
        )
    ),
    "pydantic/v1",  # all of the version before
    "shared/mail/locale/*/LC_MESSAGES/*.po",  # compiled beside them
    "shared/requirements*",  # installed beside it
    "*.dist-info/RECORD",  # what pip would remove
)
"""Below the layer; the tests of the build import every function without it."""


def compile_build(build: Path) -> bool:
    """Compile every function and the layer below a build folder; say whether all went well."""
    good = True
    for part in sorted(path for path in build.iterdir() if path.is_dir()):
        is_layer = part.name == LAYER
        if is_layer:
            _leave_out(part / "python")
        packages = sorted((part / "python").iterdir()) if is_layer else [part]
        good &= all(_compiled(each, part, is_layer=is_layer) for each in packages)
        if is_layer and good:
            for source in sorted(part.rglob("*.py")):
                source.unlink()
    return good


def _compiled(what: Path, part: Path, *, is_layer: bool) -> bool:
    """Compile a package or module; what is not ours goes without its docstrings and assertions."""
    how: dict[str, Any] = {
        "quiet": 1,
        "force": True,
        "legacy": is_layer,  # beside the sources, so that it is found without them
        "stripdir": str(part),
        "prependdir": "/opt" if is_layer else "/var/task",  # what a traceback will show
        "optimize": 2 if is_layer and what.name != "shared" else 0,
        "invalidation_mode": PycInvalidationMode.UNCHECKED_HASH,
    }
    if what.is_dir():
        return bool(compileall.compile_dir(what, **how))
    return what.suffix != ".py" or bool(compileall.compile_file(what, **how))


def _leave_out(packages: Path) -> None:
    for pattern in UNUSED:
        for path in sorted(packages.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


if __name__ == "__main__":
    if sys.version_info[:2] != RUNTIME or os.environ.get("PYTHONHASHSEED") != "0":
        sys.exit("bytecode: needs Python 3.13, the functions' own, and PYTHONHASHSEED=0")
    sys.exit(0 if compile_build(Path(sys.argv[1])) else 1)
