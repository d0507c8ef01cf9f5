"""SMS through Aliyun's own SDK (install the extra ``aliyun``).

Chinese carriers send approved templates only. ``settings.SMS["template"]`` is one template code, or a code for each
message with * for the rest: "order_issued=SMS_101 rating_invited=SMS_102 *=SMS_100". A template may use ${number},
${subject}, ${due_at} and whatever else the message carries. The address of a page is told without its host, which the
approved template names itself, and in two parts, for a variable holds 35 characters: "https://our.host/${link1}${link2}".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import SendSmsRequest
from alibabacloud_tea_openapi.models import Config
from Tea.exceptions import TeaException, UnretryableException

from shouwen.kernel.notices.channels.outgoing import NotDelivered, Outgoing, ProviderDown, Undeliverable

_ENDPOINT: Final = "dysmsapi.aliyuncs.com"
_MILLISECONDS: Final = 10_000
_LONGEST_VALUE: Final = 35  # a template variable's limit
_NEVER: Final = frozenset(
    {
        "isv.MOBILE_NUMBER_ILLEGAL",
        "isv.MOBILE_COUNT_OVER_LIMIT",
        "isv.BLACK_KEY_CONTROL_LIMIT",
        "isv.SMS_TEMPLATE_ILLEGAL",
        "isv.TEMPLATE_MISSING_PARAMETERS",
        "isv.INVALID_PARAMETERS",
    }
)


class AliyunSms:
    """One client of the service; its connection is kept."""

    def __init__(self, found: Mapping[str, str]) -> None:
        self.sign = found["sign"]
        self.templates = templates_in(found["template"])
        self.client = Client(
            Config(
                access_key_id=found["key"],
                access_key_secret=found["secret"],
                endpoint=found.get("endpoint") or _ENDPOINT,
                protocol=found.get("protocol") or "https",
                connect_timeout=_MILLISECONDS,
                read_timeout=_MILLISECONDS,
            )
        )

    def send(self, message: Outgoing) -> str:
        """Send one SMS; our key travels along as OutId and comes back in the provider's receipts."""
        template = self.templates.get(message.code) or self.templates.get("*")
        if template is None:
            raise Undeliverable(f"no SMS template for {message.code}")
        request = SendSmsRequest(
            phone_numbers=message.to,
            sign_name=self.sign,
            template_code=template,
            template_param=json.dumps(_parameters(message), ensure_ascii=False),
            out_id=message.key[-64:],
        )
        try:
            answer = self.client.send_sms(request).body
        except UnretryableException as down:
            raise ProviderDown("Aliyun cannot be reached") from down
        except TeaException as refused:
            raise NotDelivered(f"Aliyun answered {refused.code}") from refused
        if answer.code in _NEVER:
            raise Undeliverable(f"Aliyun refuses it: {answer.code}")
        if answer.code != "OK":
            raise NotDelivered(f"Aliyun answered {answer.code}")
        return str(answer.biz_id)


def templates_in(text: str) -> dict[str, str]:
    """The template code for each message, "*" for the rest."""
    if "=" not in text:
        return {"*": text}
    return dict(part.split("=", 1) for part in text.split())


def _parameters(message: Outgoing) -> dict[str, str]:
    found = {"subject": message.subject, **message.payload.get("data", {}), "number": message.payload.get("number", "")}
    return {name: str(value)[:_LONGEST_VALUE] for name, value in found.items()} | _in_two(message.link)


def _in_two(link: str) -> dict[str, str]:
    path = urlsplit(link).path.removeprefix("/")
    half = (len(path) + 1) // 2  # both parts always, as the template names both
    if half > _LONGEST_VALUE:
        raise Undeliverable("the address of the page is too long for an SMS template")
    return {"link1": path[:half], "link2": path[half:]} if path else {}
