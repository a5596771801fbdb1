"""Run built functions under `sam local invoke`, beside an emulated AWS, and show what they did.

Ends with 1 when a function fails, gives a record back, or leaves behind nothing of what it should.
"""

import argparse
import json
import platform
import subprocess
import sys
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.smoke.aws import (
    ENVIRONMENT,
    HANDLERS,
    REGION,
    emulated_aws,
    event_for,
    missing_effect,
    settings,
    traces,
)
from tests.template import ROOT

BUILT = ROOT / ".aws-sam/host/build/template.yaml"


def doorstep() -> tuple[str, int]:
    """Return where containers find this machine: Docker's bridge, or loopback where it has none."""
    port = urlsplit(settings()["AWS_ENDPOINT_URL"]).port or 80
    if platform.system() != "Linux":
        return "127.0.0.1", port
    inspect = ("docker", "network", "inspect", "bridge", "--format")
    subnet = "{{(index .IPAM.Config 0).Subnet}}"
    try:
        bridge = subprocess.check_output([*inspect, subnet], stderr=subprocess.DEVNULL, text=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        sys.exit("invoke: needs Docker, and Docker does not answer")
    return str(ip_network(bridge.strip())[1]), port


def invoke(function: str, event: dict[str, Any], flags: list[str]) -> Any:  # noqa: ANN401 - any JSON
    """Run one built function in a container; return what it answered. Ends with SAM's exit code."""
    command = [
        *("sam", "local", "invoke", function.title().replace("_", "") + "Function"),
        *("--template", str(BUILT), "--parameter-overrides"),
        *("Web=yes", "InboundMailDomain=claims.example.com"),
        *("--env-vars", str(ENVIRONMENT), "--region", REGION, "--event", "-"),
        *("--add-host", "host.docker.internal:host-gateway", *flags),
    ]
    done = subprocess.run(  # noqa: S603 - the SAM CLI, our own arguments
        command, check=False, input=json.dumps(event), text=True, stdout=subprocess.PIPE
    )
    print(done.stdout.strip(), flush=True)  # noqa: T201
    if done.returncode:
        sys.exit(done.returncode)
    return json.loads(done.stdout.strip().rpartition("\n")[2] or "null")


def main() -> int:
    """Invoke the named functions in turn; they share one emulated AWS."""
    parser = argparse.ArgumentParser(prog="invoke", description=__doc__)
    parser.add_argument("functions", nargs="*", metavar="FUNCTION", help="all when none is named")
    parser.add_argument("--event", type=Path, help="instead of events/FUNCTION.json")
    arguments, flags = parser.parse_known_args()
    with emulated_aws(doorstep()):
        seen = set(traces())
        for function in arguments.functions or HANDLERS:
            answer = invoke(function, event_for(function, arguments.event), flags)
            new = [line for line in dict.fromkeys(traces()) if line not in seen]
            seen.update(new)
            for line in new:
                print(f"  {line:.400}", flush=True)  # noqa: T201
            if arguments.event is None and (wrong := missing_effect(function, answer, new)):
                sys.exit(f"invoke: {wrong}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
