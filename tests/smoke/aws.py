"""An emulated AWS that holds what template.yaml describes, for built functions to work on.

It is moto, behind a port that only this machine and its containers reach; everything in it has the
name that events/env.json gives to the functions.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import boto3
from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from moto import mock_aws
from moto.core.models import botocore_stubber
from moto.ses.models import ses_backends
from moto.sns.models import sns_backends

from shared.accounts import read_account
from shared.adapters.account_table import AccountTable
from shared.adapters.table import Table
from shared.policy.pack import load_pack
from shared.wiring import utc_now
from tests.template import QUEUE, ROOT, TABLE, TOPIC, resources

ENVIRONMENT = ROOT / "events/env.json"
AWS_ACCOUNT, REGION = "123456789012", "us-east-1"
SELLER = {
    "account": "blue-kettle",
    "store": "US",
    "time_zone": "Asia/Taipei",
    "quiet_hours": "",  # so that whatever is due goes out at once
    "contacts": [{"name": "Owner", "email": "owner@example.com"}],
}
BUCKET, MAIL_KEY = "intakebucket", "mails/k3v1p0sample0000000000000000000000000001"
"""As events/ingest_file.json announces them."""
MAIL = ROOT / "tests/fixtures/mails/from_facts/atoz_action_us.eml"
EFFECTS = {
    "ingest_event": "CasesTable: .*113-5550123-5550199",
    "sweep_due": "RemindersQueue: .*113-5550123-5550199",
    "send_reminder": "mail to owner@example.com: ",
    "check_canary": "ClaimEventsQueue: .*claimwatch-canary",
    "ingest_file": "ClaimEventsQueue: .*information_requested|ClaimEventsQueue: .*claim_opened",
}
"""What a function leaves behind, after those before it did their work, in this order."""
ORDER = (*EFFECTS, "record_delivery", "reconcile", "send_digests", "web")
HANDLERS = [name for name in ORDER if (ROOT / f"functions/{name}.py").exists()]


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

    do_GET = do_POST  # noqa: N815 - the server's own name

    def log_message(self, *_: object) -> None:
        """Say nothing: what the functions did is shown afterwards."""


@contextmanager
def emulated_aws(address: tuple[str, int]) -> Iterator[int]:
    """Run an AWS that holds what template.yaml describes; yields its port."""
    with mock_aws(), ThreadingHTTPServer(address, Door) as server:
        fill()
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def fill() -> None:
    """Create what template.yaml describes, named by its logical ids, and one seller's account."""
    sqs, sns = boto3.client("sqs", REGION), boto3.client("sns", REGION)
    ses, dynamodb = boto3.client("sesv2", REGION), boto3.client("dynamodb", REGION)
    pack = load_pack()
    for name, properties in resources(TABLE).items():
        known = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
        shape: Any = {key: properties[key] for key in known}
        dynamodb.create_table(TableName=name, **shape)
        AccountTable(Table(dynamodb, name), pack, utc_now).put(read_account(SELLER, pack))
    for name in resources(QUEUE):
        sqs.create_queue(QueueName=name)
    for name in resources(TOPIC):
        sns.create_topic(Name=name)
    boto3.client("secretsmanager", REGION).create_secret(
        Name=settings()["LINK_SECRET_ARN"], SecretString="not-a-real-one"
    )
    s3 = boto3.client("s3", REGION)
    s3.create_bucket(Bucket=BUCKET)
    s3.put_object(Bucket=BUCKET, Key=MAIL_KEY, Body=MAIL.read_bytes())
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


def missing_effect(function: str, answer: Any, seen: list[str]) -> str:  # noqa: ANN401 - any JSON
    """Say what a function should have answered or left behind; nothing when all is well."""
    if isinstance(answer, dict) and answer.get("batchItemFailures"):
        return f"{function} gave records back: {answer}"
    if isinstance(answer, dict) and "errorType" in answer:
        return f"{function} failed: {answer}"
    expected = EFFECTS.get(function)
    if expected and not any(re.match(expected, line) for line in seen):
        return f"{function} left nothing like: {expected}"
    return ""
