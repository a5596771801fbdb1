"""An index of a later year: everything that is pinned has a newer release, and a broken one.

Its packages are empty, but they have the names, versions, extras and needs of those that are
pinned. Whoever looks for more than is pinned finds the newest first, which is no package at all.
"""

import base64
import hashlib
import io
import os
import re
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.locks import ROOT, Pin, pins
from tools.needs import needs

NEWER, BROKEN = "99991231.0", "99991231.1"
_OWN_PIP = "pip"  # an empty pip would take the place of the one at work
_BACKEND = """
import base64, hashlib, zipfile
def build_wheel(folder, config_settings=None, metadata_directory=None):
    name, version = open("NAME").read().split("==")
    return write_wheel(folder, name, version)
def write_wheel(folder, name, version):
    file = f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    info = f"{name.replace('-', '_')}-{version}.dist-info"
    texts = {"METADATA": f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n",
             "WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"}
    with zipfile.ZipFile(f"{folder}/{file}", "w") as wheel:
        for each, text in texts.items():
            wheel.writestr(f"{info}/{each}", text)
        wheel.writestr(f"{info}/RECORD", "".join(f"{info}/{e},,\\n" for e in [*texts, "RECORD"]))
    return file
"""


def environ(index: Path, **more: str) -> dict[str, str]:
    """Return an environment in which pip knows that index and no other."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return (
        own | {"PIP_INDEX_URL": (index / "simple").as_uri(), "PIP_CONFIG_FILE": os.devnull} | more
    )


def publish(folder: Path, lock: str, *, as_source: Sequence[str] = ()) -> tuple[Path, list[Pin]]:
    """Fill an index for a lock; return the lock as it would stand there, and what it pins.

    ``as_source`` names packages more, as source only.
    """
    text = (ROOT / lock).read_text("utf-8")
    every = [pin for pin in pins(ROOT / lock) if pin.name != _OWN_PIP]
    sources = {*re.findall(r"^--no-binary (\S+)$", text, re.MULTILINE), *as_source}
    every += [Pin(name, "1.0", frozenset(), None) for name in as_source]
    known, lines = needs(), [f"--no-binary {name}" for name in sorted(sources)]
    for pin in every:
        make = _source if pin.name in sources else _wheel
        shelf = folder / "simple" / pin.name
        shelf.mkdir(parents=True, exist_ok=True)
        made = make(shelf, pin.name, pin.version, known.get(str(pin), []), pin.extras)
        make(shelf, pin.name, NEWER, [f"{pin.name}-needs-what-nobody-has"], pin.extras)
        broken = shelf / made.name.replace(pin.version, BROKEN)
        broken.write_bytes(b"this is no archive")
        (shelf / "index.html").write_text(
            "".join(f'<a href="{file.name}">{file.name}</a>\n' for file in shelf.iterdir()), "utf-8"
        )
        extras = f"[{','.join(sorted(pin.extras))}]" if pin.extras else ""
        marker = f" ; {pin.marker}" if pin.marker else ""
        digest = hashlib.sha256(made.read_bytes()).hexdigest()
        lines.append(f"{pin.name}{extras}=={pin.version}{marker} --hash=sha256:{digest}")
    written = folder / "requirements.txt"
    written.write_text("\n".join(lines) + "\n", "utf-8")
    return written, every


def _wheel(
    shelf: Path, name: str, version: str, needed: Sequence[str], extras: frozenset[str]
) -> Path:
    said = [
        *(f"Provides-Extra: {extra}" for extra in sorted(extras)),
        *(f"Requires-Dist: {need}" for need in needed),
    ]
    # The one package that has to do something: it builds.
    files = {"setuptools/__init__.py": "", "setuptools/build_meta.py": _BACKEND}
    return wheel_of(shelf, name, files if name == "setuptools" else {}, version, said)


def wheel_of(
    folder: Path,
    name: str,
    holds: Mapping[str, str],
    version: str = "1.0",
    said: Sequence[str] = (),
) -> Path:
    """Write a wheel of these texts, and say ``said`` about it."""
    module = name.replace("-", "_")
    info = f"{module}-{version}.dist-info"
    head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"
    files = {
        **holds,
        f"{info}/METADATA": "\n".join([head, *said]) + "\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    path = folder / f"{module}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in files.items():
            wheel.writestr(file, text)
        wheel.writestr(f"{info}/RECORD", _record(files, info))
    return path


def _record(files: Mapping[str, str], info: str) -> str:
    lines = [f"{info}/RECORD,,"]
    for file, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=")
        lines.append(f"{file},sha256={digest.decode()},{len(text.encode())}")
    return "\n".join(lines) + "\n"


def _source(
    shelf: Path,
    name: str,
    version: str,
    needed: Sequence[str],
    extras: frozenset[str],
) -> Path:
    stem = f"{name.replace('-', '_')}-{version}"
    path = shelf / f"{stem}.tar.gz"
    files = {
        "pyproject.toml": '[build-system]\nrequires = ["setuptools"]\n'
        'build-backend = "setuptools.build_meta"\n',
        "NAME": f"{name}=={version}",
        "PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
    }
    with tarfile.open(path, "w:gz") as archive:
        for file, text in files.items():
            entry = tarfile.TarInfo(f"{stem}/{file}")
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return path
