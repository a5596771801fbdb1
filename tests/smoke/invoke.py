"""Run built functions under `sam local invoke`, beside an emulated AWS, and show what they did.

The emulated AWS is moto, behind a port that only this machine and its containers reach. What is in
it comes from template.yaml, under the names that events/env.json gives the functions.
"""

import argparse
import json
import platform
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from moto import mock_aws
from moto.core.models import botocore_stubber
from moto.ses.models import ses_backends
from moto.sns.models import sns_backends

from shared.accounts import read_account
from shared.adapters.account_table import AccountTable
from shared.policy.pack import load_pack
from shared.wiring import utc_now
from tests.template import QUEUE, ROOT, TABLE, TOPIC, resources

BUILT = ROOT / ".aws-sam/host/build/template.yaml"
ENVIRONMENT = ROOT / "events/env.json"
MACHINE = "arm64" if platform.machine() in {"arm64", "aarch64"} else "x86_64"
AWS_ACCOUNT, REGION = "123456789012", "us-east-1"
SELLER = {
    "account": "blue-kettle",
    "store": "US",
    "time_zone": "Asia/Taipei",
    "quiet_hours": "",  # so that whatever is due goes out at once
    "contacts": [{"name": "Owner", "email": "owner@example.com"}],
}


class Door(BaseHTTPRequestHandler):
    """Hands a call to moto, under the address it would have had in AWS."""

    def do_POST(self) -> None:
        """Answer one call."""
        # Credential=<key>/<date>/<region>/<service>/aws4_request
        _, _, region, service, *_ = self.headers["Authorization"].split("/")
        host = {"ses": "email"}.get(service, service)
        call = AWSPreparedRequest(
            method=self.command,
            url=f"https://{host}.{region}.amazonaws.com{self.path}",
            headers=HTTPHeaders.from_dict(dict(self.headers)),
            body=self.rfile.read(int(self.headers.get("Content-Length", 0))),
            stream_output=False,
        )
        status, headers, answer = botocore_stubber.process_request(call) or (404, {}, b"")
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(answer.encode() if isinstance(answer, str) else answer)

    def log_message(self, *_: object) -> None:
        """Say nothing: what the functions did is shown afterwards."""


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


@contextmanager
def emulated_aws() -> Iterator[None]:
    """Run an AWS that holds what template.yaml describes."""
    with mock_aws(), ThreadingHTTPServer(doorstep(), Door) as server:
        fill()
        Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


def fill() -> None:
    """Create what template.yaml describes, named by its logical ids, and one seller's account."""
    sqs, sns = boto3.client("sqs", REGION), boto3.client("sns", REGION)
    ses, tables = boto3.client("sesv2", REGION), boto3.resource("dynamodb", REGION)
    pack = load_pack()
    for name, properties in resources(TABLE).items():
        known = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
        shape: Any = {key: properties[key] for key in known}
        table = tables.create_table(TableName=name, **shape)
        AccountTable(table, pack, utc_now).put(read_account(SELLER, pack))
    for name in resources(QUEUE):
        sqs.create_queue(QueueName=name)
    for name in resources(TOPIC):
        sns.create_topic(Name=name)
    ses.create_email_identity(EmailIdentity=settings()["SENDER"])
    ses.create_configuration_set(ConfigurationSetName=settings()["CONFIGURATION_SET"])


def settings() -> dict[str, str]:
    """Return the environment that events/env.json gives to every function."""
    return dict(json.loads(ENVIRONMENT.read_text())["Parameters"])


def traces() -> Iterator[str]:
    """Describe everything that is in the emulated AWS now, a line for each thing."""
    for name in resources(TABLE):
        for item in boto3.resource("dynamodb", REGION).Table(name).scan()["Items"]:
            yield f"{name}: {json.dumps(item, default=str, sort_keys=True)}"
    for name in resources(QUEUE):
        queue = boto3.resource("sqs", REGION).Queue(name)
        for message in queue.receive_messages(MaxNumberOfMessages=10, VisibilityTimeout=0):
            yield f"{name}: {message.body}"
    sns = sns_backends[AWS_ACCOUNT][REGION]
    for name, topic in sns.topics.items():
        for _, text, *_ in topic.sent_notifications:
            yield f"{name.rpartition(':')[2]}: {text}"
    for number, text in sns.sms_messages.values():
        yield f"SMS to {number}: {text}"
    for mail in ses_backends[AWS_ACCOUNT][REGION].sent_messages:
        raw = message_from_string(mail.raw_data, policy=default)
        yield f"mail to {raw['To']}: {raw['Subject']}"


def event_for(function: str, path: Path | None) -> dict[str, Any]:
    """Return a sample event; one that only tells the time tells the present one."""
    event: dict[str, Any] = json.loads((path or ROOT / f"events/{function}.json").read_text())
    return {"time": f"{utc_now():%Y-%m-%dT%H:%M:%SZ}"} if set(event) == {"time"} else event


def invoke(function: str, event: dict[str, Any], flags: list[str]) -> int:
    """Run one built function in a container; return the exit code of SAM."""
    command = [
        *("sam", "local", "invoke", function.title().replace("_", "") + "Function"),
        *("--template", str(BUILT), "--parameter-overrides", f"Architecture={MACHINE}"),
        *("--env-vars", str(ENVIRONMENT), "--region", REGION, "--event", "-"),
        *("--add-host", "host.docker.internal:host-gateway", *flags),
    ]
    return subprocess.run(command, check=False, input=json.dumps(event), text=True).returncode  # noqa: S603


def main() -> int:
    """Invoke the named functions in turn; they share one emulated AWS."""
    parser = argparse.ArgumentParser(prog="invoke", description=__doc__)
    parser.add_argument("functions", nargs="+", metavar="FUNCTION")
    parser.add_argument("--event", type=Path, help="instead of events/FUNCTION.json")
    arguments, flags = parser.parse_known_args()
    with emulated_aws():
        seen = set(traces())
        for function in arguments.functions:
            if code := invoke(function, event_for(function, arguments.event), flags):
                return code
            for line in dict.fromkeys(line for line in traces() if line not in seen):
                seen.add(line)
                print(f"  {line:.400}", flush=True)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
