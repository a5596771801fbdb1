"""The result, signed with an SSH key: `ssh-keygen -Y sign`; whoever has the public one can tell."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SPACE = "claimwatch-aws-check"


def text(result: Mapping[str, Any]) -> str:
    """Return a result as it is signed: keys in order, one way to write it."""
    return json.dumps(result, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def signed(result: Mapping[str, Any], key: Path, folder: Path) -> dict[str, Any]:
    """Return a result with its signature and the public key that checks it."""
    body = folder / "result.json"
    body.write_text(text(result), encoding="utf-8")
    subprocess.run(  # noqa: S603 - ssh's own tool, our own arguments
        ["ssh-keygen", "-q", "-Y", "sign", "-f", str(key), "-n", SPACE, str(body)],  # noqa: S607
        check=True, capture_output=True,
    )  # fmt: skip
    public = key.with_name(f"{key.name}.pub").read_text(encoding="utf-8").split()[:2]
    signature = body.with_name("result.json.sig").read_text(encoding="utf-8")
    return {"result": dict(result), "key": " ".join(public), "signature": signature}


def holds(sealed: Mapping[str, Any], folder: Path) -> bool:
    """Say whether a signed result is what was signed, by the key it names."""
    signers, signature = folder / "signers", folder / "signature"
    signers.write_text(f"who {sealed['key']}\n", encoding="utf-8")
    signature.write_text(sealed["signature"], encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - ssh's own tool, our own arguments
        ["ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", "who", "-n", SPACE,  # noqa: S607
         "-s", str(signature)],
        input=text(sealed["result"]).encode(), check=False, capture_output=True,
    )  # fmt: skip
    return done.returncode == 0
