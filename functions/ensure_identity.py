"""Called by CloudFormation alone: see to an SES identity that may be there already."""

import json
from typing import Any
from urllib.request import Request, urlopen

from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.observability import logger
from shared.steps.identities import ensured
from shared.wiring import services


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer in any case: CloudFormation would wait for an hour otherwise."""
    answer = {key: event[key] for key in ("StackId", "RequestId", "LogicalResourceId")}
    try:
        done = ensured(event, services().identities)
        answer |= {"Status": "SUCCESS", "PhysicalResourceId": done.name, "Data": done.attributes}
    except Exception as wrong:  # noqa: BLE001 - whatever it is, CloudFormation has to be told
        logger.exception("not done")
        known = event.get("PhysicalResourceId") or context.aws_request_id
        answer |= {"Status": "FAILED", "PhysicalResourceId": known, "Reason": str(wrong)[:1000]}
    body = json.dumps(answer).encode()
    request = Request(event["ResponseURL"], body, {"Content-Type": ""}, method="PUT")  # noqa: S310 - as CloudFormation says
    urlopen(request, timeout=20).close()  # noqa: S310  # nosec B310
    return answer
