"""Hold our descriptions of AWS's services against the botocore on the path: `make botocores`.

For every operation in several regions: what our client would send, and what botocore's own would,
byte for byte. Run with a botocore too old for them, every client must be botocore's own.
"""

import os
import sys
from collections.abc import Iterator
from typing import Any

import botocore
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.session import get_session
from packaging.version import Version

from shared.adapters.clients import OLDEST, maker
from shared.adapters.models import OPERATIONS

REGIONS = ("us-east-1", "eu-central-1", "ap-northeast-1")
ASKED: dict[str, dict[str, Any]] = {
    "DeleteItem": {"TableName": "t", "Key": {"pk": {"S": "a"}}},
    "GetItem": {"TableName": "t", "Key": {"pk": {"S": "a"}}, "ConsistentRead": True},
    "PutItem": {"TableName": "t", "Item": {"pk": {"S": "a"}, "n": {"N": "1"}, "l": {"L": []}}},
    "Query": {"TableName": "t", "KeyConditionExpression": "pk = :pk",
              "ExpressionAttributeValues": {":pk": {"S": "a"}}},
    "UpdateItem": {"TableName": "t", "Key": {"pk": {"S": "a"}}, "UpdateExpression": "ADD n :o",
                   "ExpressionAttributeValues": {":o": {"N": "1"}}},
    "GetObject": {"Bucket": "bucket", "Key": "mails/x"},
    "HeadBucket": {"Bucket": "bucket"},
    "GetSecretValue": {"SecretId": "s"},
    "SendEmail": {"FromEmailAddress": "a@example.com",
                  "Destination": {"ToAddresses": ["b@example.com"]},
                  "Content": {"Raw": {"Data": b"From: a\r\n\r\nx"}},
                  "EmailTags": [{"Name": "account", "Value": "x"}]},
    "Publish": {"PhoneNumber": "+12065550100", "Message": "x"},
    "SendMessage": {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/1/q", "MessageBody": "x"},
    "SendMessageBatch": {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/1/q",
                         "Entries": [{"Id": "1", "MessageBody": "x"}]},
}  # fmt: skip


_REGIONAL: Any = {"us_east_1_regional_endpoint": "regional"}
"""In us-east-1 botocore's own data still name the global host; ours name the region's."""


class Caught(Exception):  # noqa: N818 - no error: what would have been sent
    """A request on its way out."""


def sent(client: Any, operation: str) -> tuple[str, str, bytes, tuple[tuple[str, str], ...]]:  # noqa: ANN401
    """Return method, address, body and what matters of the headers of a request."""

    def stop(request: Any, **_: Any) -> AWSResponse:  # noqa: ANN401
        raise Caught(request)

    client.meta.events.register("before-send", stop)
    name = next(
        python for python, api in client.meta.method_to_api_mapping.items() if api == operation
    )
    try:
        getattr(client, name)(**ASKED[operation])
    except Caught as caught:
        request = caught.args[0]
        told = {key.lower(): value for key, value in request.headers.items()}
        kept = tuple((key, str(told.get(key))) for key in ("content-type", "x-amz-target"))
        body = request.body or b""
        body = body.read() if hasattr(body, "read") else body
        return request.method, request.url, body.encode() if isinstance(body, str) else body, kept
    raise AssertionError(f"{operation} sent nothing")


def differences(fallen_back: list[str]) -> Iterator[str]:
    """Yield what our clients would do otherwise than botocore's own."""
    for region in REGIONS:
        make = maker(lambda service, _: fallen_back.append(service))
        for service, operations in OPERATIONS.items():
            config = Config(region_name=region, retries={"total_max_attempts": 1}, s3=_REGIONAL)
            ours = make(service, config)
            theirs = get_session().create_client(service, config=config)
            for operation in operations:
                if sent(ours, operation) != sent(theirs, operation):
                    yield f"{service} {operation} in {region}"


def main() -> int:
    """Say how it stands; 1 when something differs or an accepted botocore did not read ours."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        os.environ.setdefault(name, "none")  # nothing is sent
    fallen_back: list[str] = []
    wrong = list(differences(fallen_back))
    accepted = Version(botocore.__version__) >= Version(OLDEST)
    own = sorted(set(fallen_back))
    words = f"{len(wrong)} requests differ; its own descriptions used for {own or 'nothing'}"
    print(f"botocore {botocore.__version__}: {words}")  # noqa: T201
    for each in wrong:
        print(f"  {each}")  # noqa: T201
    return 1 if wrong or (accepted and own) else 0


if __name__ == "__main__":
    sys.exit(main())
