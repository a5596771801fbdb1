"""Answer CloudFormation about an identity: it is used where it is, and made where it is not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.adapters.identities import Identities
from shared.domain.errors import ClaimwatchError


class UnconfirmedError(ClaimwatchError):
    """The sender would become one whom SES does not know yet."""


@dataclass(frozen=True, slots=True)
class Ensured:
    """What CloudFormation is told: who it is, and attributes others may refer to."""

    name: str
    attributes: Mapping[str, str]


def ensured(event: Mapping[str, Any], identities: Identities) -> Ensured:
    """Do what CloudFormation asks; raises UnconfirmedError where mail would stop by it.

    At the first deployment the sender may be confirmed later. Afterwards it changes only to one
    that is: until then everything stays as it was, the address alarms go to as well.
    """
    asked = event["ResourceProperties"]
    name = str(asked["Identity"])
    if event["RequestType"] == "Delete":  # who else uses it is not known
        return Ensured(str(event["PhysicalResourceId"]), {})
    found = identities.ensure(name, bounces=asked.get("MailFrom") == "yes")
    before = str(event.get("OldResourceProperties", {}).get("Identity", name))
    if asked.get("Sends") == "yes" and before != name and not found.verified:
        raise UnconfirmedError(
            f"{name} is not confirmed yet, so {before} stays the sender and nothing was changed: "
            "open the link that AWS has just mailed there, then deploy again"
        )
    return Ensured(name, {"DnsRecords": "; ".join(found.records) or "none"})
