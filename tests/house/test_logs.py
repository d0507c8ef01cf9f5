"""What the house writes into its logs while people's data go through it: nothing of them."""

from __future__ import annotations

import logging

import pytest

from shouwen.config.logs import JsonLines
from shouwen.kernel.models import Case
from tests.factories import story
from tests.kernel.api.calling import Caller

pytestmark = pytest.mark.django_db
SECRETS = {
    "customer_name": "欧阳秘密",
    "phone": "13912345678",
    "demand": "保险柜后面的墙渗水",
    "comfort_note": "已安抚老人",
}


def test_a_complaint_with_a_name_and_a_phone_leaves_neither_in_the_logs(caplog: pytest.LogCaptureFixture) -> None:
    told = story.story()
    unit = told.cast.unit("agent", "1-1-101")
    assert unit is not None
    agent = Caller(told.cast.staff["agent"])
    place = {"unit": unit.pk, "customer": told.cast.customers["customer"].pk}
    with caplog.at_level(logging.INFO), story.clock.moved_to(story.MORNING):
        given = story.registration(**SECRETS)
        answer = agent.post("complaints.complaint/register", {"place": place, "given": given})
        agent.post("complaints.complaint/register", {"place": place, "given": {**given, "type": "不存在"}})
        agent.get("complaints.complaint", q=SECRETS["phone"])
        agent.client.post("/search/", {"q": SECRETS["customer_name"]})
    assert answer.status_code == 201
    assert Case.objects.filter(number=answer.json()["number"]).exists()
    lines = [JsonLines().format(record) for record in caplog.records]
    assert len(lines) >= 4
    assert [secret for secret in SECRETS.values() if any(secret in line for line in lines)] == []
