"""The ways out of the house, against servers on this machine that answer as the real ones do."""

from __future__ import annotations

import hashlib
import hmac
import json
import smtplib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.mail.backends.base import BaseEmailBackend

from shouwen.kernel import clock
from shouwen.kernel.models import Notice, Webhook
from shouwen.kernel.notices import Delivered, NoticeDraft, deliver, post
from shouwen.kernel.notices.channels import NotDelivered, Outgoing, ProviderDown, Undeliverable, mail, sms, webhook
from shouwen.kernel.notices.channels.reaching import is_public
from tests.factories import centre
from tests.kernel.cases import case, event
from tests.kernel.providers import Receiver, receiver

MORNING = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
MESSAGE = Outgoing("sms:k", "order_issued", "13800000001", "Order", "Order T-1", {"number": "T-1", "data": {"n": 1}})


@pytest.fixture
def server(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8"), ip_network("::1")]
    with receiver() as kept, clock.moved_to(MORNING):
        yield kept


# — webhooks —


def subscribed(server: Receiver) -> Notice:
    """A subscription to closings, and one closing on its way."""
    Webhook.objects.create(url=server.url, secret="between us", codes=["case_closed"], created_at=MORNING)
    matter = case()
    who = centre.customer()
    post([NoticeDraft("case_closed", "k", MORNING, customer_id=who.pk, case_id=matter.pk, event_id=event(matter).pk)])
    Notice.objects.filter(channel="sms").delete()
    return Notice.objects.get()


@pytest.mark.django_db
def test_the_receiver_can_tell_that_it_is_from_us_and_which_message_it_is(server: Receiver) -> None:
    notice = subscribed(server)
    assert deliver().sent == 1
    [headers], [body] = server.headers, server.bodies
    stamp = int(MORNING.timestamp())
    expected = hmac.new(b"between us", f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["shouwen-signature"] == f"t={stamp},v1={expected}"
    assert headers["idempotency-key"] == f"webhook:{notice.key}"
    said = json.loads(body)
    assert notice.case is not None
    assert (said["code"], said["number"], said["event"]) == ("case_closed", notice.case.number, notice.event_id)


@pytest.mark.django_db
def test_what_a_machine_is_told_names_no_person(server: Receiver) -> None:
    notice = subscribed(server)
    deliver()
    assert notice.case is not None
    assert notice.case.customer is not None
    assert notice.case.customer.name not in server.bodies[0].decode()


@pytest.mark.django_db
@pytest.mark.parametrize("status", [500, 429, 302, 404])
def test_any_other_answer_is_tried_again_with_the_same_key(server: Receiver, status: int) -> None:
    server.status = status
    notice = subscribed(server)
    assert deliver() == Delivered(retried=1)
    notice.refresh_from_db()
    assert notice.next_attempt_at is not None
    server.status = 204
    assert deliver(now=notice.next_attempt_at).sent == 1
    assert len({headers["idempotency-key"] for headers in server.headers}) == 1
    assert server.paths == ["/in", "/in"]  # the redirection was not followed


@pytest.mark.django_db
def test_a_receiver_that_has_gone_or_left_is_not_tried_again(server: Receiver) -> None:
    server.status = 410
    subscribed(server)
    assert deliver() == Delivered(failed=1)
    Notice.objects.all().delete()
    Webhook.objects.all().delete()
    subscribed(server)
    Webhook.objects.update(active=False)
    assert deliver() == Delivered(failed=1)
    assert len(server.bodies) == 1


@pytest.mark.django_db
def test_a_receiver_that_does_not_answer_is_tried_again(settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    with receiver() as gone:
        pass
    with clock.moved_to(MORNING):
        subscribed(gone)
        assert deliver().retried == 1


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "127.1", "[::ffff:127.0.0.1]", "0.0.0.0"])
def test_this_machine_is_no_receiver_however_it_is_written(server: Receiver, settings: Any, host: str) -> None:
    settings.WEBHOOK_NETWORKS = []
    server.url = server.url.replace("127.0.0.1", host)
    notice = subscribed(server)
    assert deliver() == Delivered(failed=1)
    notice.refresh_from_db()
    assert "SHOUWEN_WEBHOOK_NETWORKS" in notice.error
    assert server.bodies == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),  # the clouds' own service, which hands out keys
        ("224.0.0.1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("fec0::1", False),
        ("::7f00:1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("8.8.8.8", True),
        ("2400:3200::1", True),
    ],
)
def test_only_what_is_far_away_is_public(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public


@pytest.mark.django_db
def test_a_receiver_in_a_named_network_is_called_by_its_name(server: Receiver) -> None:
    """Whichever of its addresses answers: the connection goes to an address, the Host header names the receiver."""
    server.url = server.url.replace("127.0.0.1", "localhost")
    subscribed(server)
    assert deliver().sent == 1
    assert server.headers[0]["host"] == urlsplit(server.url).netloc


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["ftp://example.test/in", "http:///in", "http://[::1/in"])
def test_what_is_no_address_of_the_web_is_never_tried(url: str) -> None:
    Webhook.objects.create(url=url, secret="s", codes=[], created_at=MORNING)
    with pytest.raises(Undeliverable, match="no URL"):
        webhook.send(Outgoing("webhook:k", "case_closed", url, "", ""))


# — mail —


class Refusing(BaseEmailBackend):
    """A mail server that raises what ``failure`` says."""

    failure: Exception = OSError("no route")

    def send_messages(self, email_messages: Any) -> int:
        raise self.failure


@pytest.mark.parametrize(
    ("failure", "becomes"),
    [
        (smtplib.SMTPRecipientsRefused({}), Undeliverable),
        (smtplib.SMTPDataError(451, b"later"), NotDelivered),
        (smtplib.SMTPServerDisconnected("gone"), ProviderDown),
        (ConnectionRefusedError(), ProviderDown),
    ],
)
def test_the_mail_servers_answer_decides_what_follows(
    settings: Any, failure: Exception, becomes: type[Exception]
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    Refusing.failure = failure
    with pytest.raises(becomes) as raised:
        mail.send(MESSAGE)
    assert type(raised.value) is becomes


# — Aliyun —


@pytest.fixture
def aliyun(settings: Any, server: Receiver) -> Receiver:
    pytest.importorskip("alibabacloud_dysmsapi20170525", reason="the extra “aliyun” is not installed")
    settings.SMS = {
        "backend": "aliyun",
        "key": "id",
        "secret": "secret",
        "sign": "首问",
        "template": "order_issued=SMS_1 *=SMS_9",
        "endpoint": urlsplit(server.url).netloc,
        "protocol": "http",
    }
    server.answer = {"Code": "OK", "BizId": "biz-7", "Message": "OK", "RequestId": "r"}
    return server


def test_aliyun_is_given_number_template_and_our_key(aliyun: Receiver) -> None:
    assert sms.send(MESSAGE) == "biz-7"
    asked = {name: values[0] for name, values in parse_qs(urlsplit(aliyun.paths[0]).query).items()}
    assert (asked["PhoneNumbers"], asked["SignName"], asked["TemplateCode"]) == ("13800000001", "首问", "SMS_1")
    assert json.loads(asked["TemplateParam"]) == {"subject": "Order", "number": "T-1", "n": "1"}
    assert asked["OutId"] == "sms:k"


def test_aliyuns_template_gets_the_way_to_a_page_in_parts_it_can_carry(aliyun: Receiver) -> None:
    path = "account/password/set/" + "x" * 40
    sms.send(replace(MESSAGE, link=f"https://service.example.com/{path}"))
    asked = json.loads(parse_qs(urlsplit(aliyun.paths[0]).query)["TemplateParam"][0])
    assert asked["link1"] + asked["link2"] == path
    assert max(len(value) for value in asked.values()) <= 35


@pytest.mark.parametrize(
    ("code", "becomes"),
    [("isv.MOBILE_NUMBER_ILLEGAL", Undeliverable), ("isv.BUSINESS_LIMIT_CONTROL", NotDelivered)],
)
def test_aliyuns_code_decides_what_follows(aliyun: Receiver, code: str, becomes: type[Exception]) -> None:
    aliyun.answer = {**aliyun.answer, "Code": code}
    with pytest.raises(becomes, match=code):
        sms.send(MESSAGE)


def test_aliyun_out_of_reach_is_a_provider_that_is_down(aliyun: Receiver, settings: Any) -> None:
    with receiver() as gone:
        pass
    settings.SMS = {**settings.SMS, "endpoint": urlsplit(gone.url).netloc}
    with pytest.raises(ProviderDown):
        sms.send(MESSAGE)
