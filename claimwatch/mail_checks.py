"""What `claimwatch doctor` asks SES and SNS: whether reminders would arrive, and mail come in."""

from collections.abc import Iterator
from typing import Any

import boto3
from botocore.exceptions import ClientError

from claimwatch.health import Check
from claimwatch.stack import Stack
from shared.adapters.identities import Identities, Identity
from shared.adapters.paging import Receiving
from shared.domain.senders import unvouched

_GUIDE = "docs/deploy.md"


def mail(stack: Stack, phones: int) -> Iterator[Check]:
    """Check what mail and text messages need; ``phones`` of our contacts get the latter."""
    client = boto3.client("sesv2")
    identities = Identities(client, client.meta.region_name)
    yield from _sender(stack, identities)
    yield from _account(client)
    yield from _inbound(stack, identities)
    if phones:
        yield from _texts(boto3.client("sns"))


def _sender(stack: Stack, identities: Identities) -> Iterator[Check]:
    owner, domain = stack.parameter("OwnerEmail"), stack.parameter("SenderDomain")
    yield _confirmed("owner" if domain else "sender", owner, identities.find(owner))
    if domain:
        found = identities.find(domain)
        if found and found.verified:
            yield Check("sender", "ok", f"{domain} vouches for claimwatch@{domain}")
        else:
            words = f"SES does not see the DNS records of {domain}; {owner} is the sender meanwhile"
            records = "\n        ".join(found.records) if found else "sam deploy"
            yield Check("sender", "fail", words, f"set: {records}")
    elif unvouched(owner):
        words = (
            f"reminders come from {owner}, whose domain does not vouch for Amazon: "
            "Gmail, Yahoo, QQ, Outlook and others will put them into junk folders or refuse them"
        )
        do = f"deploy with SenderDomain=a domain of yours: {_GUIDE}#mail-that-arrives"
        yield Check("junk", "warn", words, do)


def _confirmed(name: str, address: str, found: Identity | None) -> Check:
    if found and found.verified:
        return Check(name, "ok", f"{address} is confirmed")
    words = f"{address} is not confirmed" if found else f"SES knows nothing of {address}"
    do = (
        "click the link AWS mailed there; it ends after 24 hours, and this sends a new one: "
        f"aws ses verify-email-identity --email-address {address}"
    )
    return Check(name, "fail", words, do)


def _account(client: Any) -> Iterator[Check]:  # noqa: ANN401 - of SES, or what stands for it
    account = client.get_account()
    if not account.get("SendingEnabled", True):
        yield Check("sending", "fail", "SES has paused this account", "see the SES console")
    elif account.get("ProductionAccessEnabled"):
        yield Check("sandbox", "ok", "SES writes to everybody")
    else:
        words = "SES is in its sandbox: it writes to confirmed addresses only, 200 mails a day"
        yield Check("sandbox", "warn", words, f"{_GUIDE}#the-ses-sandbox")
    reasons = account.get("SuppressionAttributes", {}).get("SuppressedReasons", [])
    if reasons:
        why = " or a ".join(each.lower() for each in reasons)
        words = f"an address with one {why} gets nothing any more, ours neither"
        do = "once it is right: aws sesv2 delete-suppressed-destination --email-address ADDRESS"
        yield Check("suppression", "ok", words, do)


def _inbound(stack: Stack, identities: Identities) -> Iterator[Check]:
    domain = stack.parameter("InboundMailDomain")
    if not domain:
        return
    found = identities.find(domain)
    if found and found.verified:
        yield Check("inbound domain", "ok", f"{domain} is confirmed")
    else:
        records = "; ".join(found.records) if found else "sam deploy"
        yield Check("inbound domain", "fail", f"{domain} is not confirmed", f"set: {records}")
    if Receiving(boto3.client("ses")).writes_to(stack.parts["IntakeBucket"][1]):
        yield Check("inbound rules", "ok", "an active receipt rule brings mail")
    else:
        ours = stack.output("InboundRuleSetName")
        do = f"aws ses set-active-receipt-rule-set --rule-set-name {ours}"
        yield Check("inbound rules", "fail", "no active receipt rule brings mail", do)


def _texts(client: Any) -> Iterator[Check]:  # noqa: ANN401 - of SNS, or what stands for it
    """Check what text messages need; nothing tells afterwards that one did not arrive."""
    do = f"{_GUIDE}#text-messages"
    try:
        boxed = client.get_sms_sandbox_account_status()["IsInSandbox"]
        attributes = client.get_sms_attributes().get("attributes", {})
    except ClientError as wrong:
        code = wrong.response["Error"]["Code"]
        yield Check("text messages", "warn", f"SNS does not say how they stand: {code}", do)
        return
    limit = float(attributes.get("MonthlySpendLimit") or 1)  # AWS's own word for "not set"
    if boxed:
        words = "SNS is in its SMS sandbox: only confirmed numbers get text messages"
        yield Check("text messages", "fail", words, do)
    elif limit <= 1:
        words = f"text messages stop at {limit:.2f} USD a month: in many countries a dozen"
        yield Check("text messages", "warn", words, do)
    else:
        yield Check("text messages", "ok", f"up to {limit:.2f} USD a month")
    if "DeliveryStatusIAMRole" not in attributes:
        words = "nobody writes down which text messages did not arrive"
        yield Check("text messages' log", "warn", words, do)
