"""Identities of SES: used where they are, made where they are not, never taken away."""

import json
from collections.abc import Iterator
from typing import Any, cast

import boto3
import pytest
from moto import mock_aws

import functions.ensure_identity as handler
from shared.adapters.identities import Identities
from shared.steps.identities import UnconfirmedError, ensured
from shared.wiring import services
from tests.template import resources, template

OWNER, DOMAIN, REGION = "owner@example.com", "mail.example.com", "eu-central-1"


class Ses:
    """SES's identities as its documentation has them; moto has no MAIL FROM and no Easy DKIM."""

    class exceptions:  # noqa: N801 - as boto3 has it
        """What it raises."""

        class NotFoundException(Exception):  # noqa: N818 - as boto3 has it
            """There is no such identity."""

        class AlreadyExistsException(Exception):  # noqa: N818 - as boto3 has it
            """There is one."""

    def __init__(self, **known: bool) -> None:
        self.known: dict[str, dict[str, Any]] = {}
        self.made: list[str] = []
        for name, verified in known.items():
            self.create_email_identity(name, verified=verified)
        self.made.clear()

    def create_email_identity(self, EmailIdentity: str, *, verified: bool = False) -> None:  # noqa: N803
        if EmailIdentity in self.known:
            raise self.exceptions.AlreadyExistsException
        self.made.append(EmailIdentity)
        tokens = [] if "@" in EmailIdentity else ["a1", "b2", "c3"]
        self.known[EmailIdentity] = {
            "VerifiedForSendingStatus": verified,
            "DkimAttributes": {"Tokens": tokens},
            "MailFromAttributes": {},
        }

    def get_email_identity(self, EmailIdentity: str) -> dict[str, Any]:  # noqa: N803
        if EmailIdentity not in self.known:
            raise self.exceptions.NotFoundException
        return self.known[EmailIdentity]

    def put_email_identity_mail_from_attributes(self, EmailIdentity: str, **more: str) -> None:  # noqa: N803
        self.known[EmailIdentity]["MailFromAttributes"] = more


def asked(kind: str, name: str, before: str = "", **more: str) -> dict[str, Any]:
    event = {
        "RequestType": kind,
        "PhysicalResourceId": before or name,
        "ResourceProperties": {"Identity": name, **more},
    }
    return event | ({"OldResourceProperties": {"Identity": before}} if before else {})


def of(ses: Ses) -> Identities:
    return Identities(ses, REGION)  # type: ignore[arg-type]


def test_an_identity_that_is_missing_is_made() -> None:
    ses = Ses()

    ensured(asked("Create", OWNER), of(ses))

    assert ses.made == [OWNER]


@pytest.mark.parametrize("verified", [True, False])
def test_an_identity_that_is_there_is_used_as_it_is(*, verified: bool) -> None:
    ses = Ses(**{OWNER: verified})

    done = ensured(asked("Create", OWNER), of(ses))

    assert (ses.made, done.name) == ([], OWNER)


def test_two_stacks_side_by_side_share_one_and_either_may_go() -> None:
    ses = Ses()
    for _ in range(2):
        ensured(asked("Create", OWNER), of(ses))

    ensured(asked("Delete", OWNER), of(ses))
    ensured(asked("Create", OWNER), of(ses))

    assert ses.made == [OWNER]


def test_a_domain_tells_the_records_that_let_mailboxes_believe_it() -> None:
    done = ensured(asked("Create", DOMAIN, MailFrom="yes"), of(Ses()))

    records = done.attributes["DnsRecords"].split("; ")
    keys = [f"CNAME {t}._domainkey.{DOMAIN} {t}.dkim.amazonses.com" for t in ("a1", "b2", "c3")]
    assert records[:3] == keys
    assert f"MX bounce.{DOMAIN} 10 feedback-smtp.{REGION}.amazonses.com" in records
    assert f'TXT bounce.{DOMAIN} "v=spf1 include:amazonses.com ~all"' in records
    assert any(record.startswith(f"TXT _dmarc.{DOMAIN} ") for record in records)


def test_a_domain_that_has_a_mail_from_of_its_own_keeps_it() -> None:
    ses = Ses(**{DOMAIN: True})
    ses.known[DOMAIN]["MailFromAttributes"] = {"MailFromDomain": f"back.{DOMAIN}"}

    done = ensured(asked("Create", DOMAIN, MailFrom="yes"), of(ses))

    assert f"MX back.{DOMAIN} 10" in done.attributes["DnsRecords"]


def test_the_sender_changes_only_to_one_that_is_confirmed() -> None:
    ses = Ses(**{OWNER: True})
    event = asked("Update", "new@example.com", OWNER, Sends="yes")

    with pytest.raises(UnconfirmedError, match="open the link that AWS has just mailed there"):
        ensured(event, of(ses))
    assert ses.made == ["new@example.com"]
    ses.known["new@example.com"]["VerifiedForSendingStatus"] = True

    assert ensured(event, of(ses)).name == "new@example.com"


def test_a_deployment_that_changes_nothing_of_an_unconfirmed_sender_goes_through() -> None:
    ses = Ses(**{OWNER: False})

    assert ensured(asked("Update", OWNER, OWNER, Sends="yes"), of(ses)).name == OWNER


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """What CloudFormation was told."""
    told: list[dict[str, Any]] = []

    class Closed:
        def close(self) -> None:
            pass

    def put(request: Any, timeout: int) -> Closed:  # noqa: ANN401 - as urlopen
        assert request.get_method() == "PUT"
        told.append(json.loads(request.data))
        return Closed()

    monkeypatch.setattr(handler, "urlopen", put)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with mock_aws():
        yield told


class Context:
    """What Lambda hands over, as far as it is looked at."""

    function_name = memory_limit_in_mb = invoked_function_arn = aws_request_id = "id"


def test_cloudformation_is_answered_when_it_is_done_and_when_it_is_not(
    answers: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {"StackId": "s", "RequestId": "r", "LogicalResourceId": "l", "ResponseURL": "https://x"}
    monkeypatch.setitem(services().__dict__, "identities", of(Ses()))

    handler.lambda_handler({**asked("Create", OWNER), **names}, cast("Any", Context()))
    handler.lambda_handler({**names, "RequestType": "Create"}, cast("Any", Context()))

    done, failed = answers
    assert (done["Status"], done["PhysicalResourceId"]) == ("SUCCESS", OWNER)
    assert failed["Status"] == "FAILED"
    assert failed["Reason"]


def test_no_identity_is_cloudformations_own() -> None:
    assert resources("AWS::SES::EmailIdentity") == {}
    ours = resources("Custom::Identity")
    assert set(ours) == {"OwnerIdentity", "SenderIdentity", "InboundIdentity"}
    assert all(each["ServiceTimeout"] <= 300 for each in ours.values()), "it would wait for an hour"
    assert ours["OwnerIdentity"]["Sends"]["Fn::If"] == ["HasSenderDomain", "no", "yes"]
    assert "SenderDnsRecords" in template()["Outputs"]


def test_boto3_knows_what_is_asked() -> None:
    client = boto3.client("sesv2", region_name=REGION)

    assert client.meta.service_model.operation_model("PutEmailIdentityMailFromAttributes")
    assert client.exceptions.NotFoundException
    assert client.exceptions.AlreadyExistsException
