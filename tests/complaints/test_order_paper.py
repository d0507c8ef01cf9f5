"""The supervision order on paper: everything it commands, who decided it, and a code back to the case."""

from __future__ import annotations

import re

import pytest
from django.core.files.base import ContentFile

from shouwen.complaints.order_paper import order_paper
from shouwen.kernel import clock, evidence
from shouwen.kernel.models import Case, RevealedDatum
from shouwen.web import printing
from shouwen.web.cases.panels import Paper
from tests.factories import story
from tests.factories.story import Story, at
from tests.web.cases.conftest import As, as_  # noqa: F401 — a fixture
from tests.web.cases.test_steps import photo

pytestmark = pytest.mark.django_db
NOON = at("2024-05-06 13:00")


def paper_of(told: Story) -> Paper:
    assert told.order is not None
    case = Case.objects.select_related("project", "unit", "parent").get(pk=told.order.pk)
    with clock.moved_to(NOON):
        made = order_paper(case, told.cast.actor("gm"), "https://example.org/cases/1/")
    assert made is not None
    return made


@pytest.mark.requirement("S3-I04")
def test_the_paper_names_the_five_elements_the_people_and_the_deadlines() -> None:
    data = paper_of(story.agreed()).data
    elements, order = dict(data["elements"]), dict(data["order"])
    assert elements["姓　名"] == "陈女士"
    assert elements["客户诉求"] == "卫生间顶板渗水"
    assert elements["要求完成时间"] == "2024 年 5 月 10 日 18:00"
    assert order["责 任 人"] == "head_property_repair"
    assert order["考核节点"] == order["商谈完成时间"] == "2024 年 5 月 8 日 12:00"
    assert not data["draft"]


def test_the_opinions_stand_with_who_gave_them_and_when() -> None:
    opinions = [(o["who"], o["words"], o["at"]) for o in paper_of(story.issued()).data["opinions"]]
    assert ("dgm", "同意", "2024 年 5 月 6 日 10:40") in opinions
    assert ("gm", "签发", "2024 年 5 月 6 日 11:10") in opinions


def test_an_order_that_is_not_issued_says_that_it_is_a_draft() -> None:
    assert paper_of(story.submitted()).data["draft"]


def test_the_number_on_the_paper_is_put_on_record() -> None:
    paper_of(story.issued())
    assert RevealedDatum.objects.get().subject.endswith(":phone")


def test_a_signature_is_drawn_on_the_paper() -> None:
    told = story.issued()
    told.take(story.Order.check_in, "head_property_repair", "2024-05-06 12:05", ("doorstep_photo",))
    with clock.moved_to(at("2024-05-06 12:30")):
        actor = told.cast.actor("head_property_repair")
        signed = evidence.receive(ContentFile(photo("PNG").read(), "s.png"), "customer_signature", actor).pk
    plan = {"findings": "属实", "plan": "重做防水", "negotiated_finish_at": "2024-05-08 12:00"}
    problem = told.piece("problem_photo", "head_property_repair")
    with clock.moved_to(at("2024-05-06 12:30")):
        story.moves.take(story.Order.agree_plan, told.order.pk, by=actor, given=plan, proofs=[signed, problem])  # type: ignore[union-attr]
    paper = paper_of(told)
    assert f"signature-{signed}" in paper.images
    assert [s["name"] for s in paper.data["signatures"]] == [f"signature-{signed}"]
    assert printing.render(paper.template, paper.data, paper.images).startswith(b"%PDF-")


def test_the_page_prints_a_pdf_for_whoever_sees_the_case(as_: As) -> None:  # noqa: F811
    told = story.agreed()
    assert told.order is not None
    with clock.moved_to(NOON):
        answer = as_(told, "gm").get(f"/cases/{told.order.number}/print")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert re.search(rb"/Type\s*/Page\b", answer.content)


def test_a_flow_without_a_paper_prints_nothing(as_: As) -> None:  # noqa: F811
    told = story.agreed()
    assert told.complaint is not None
    assert as_(told, "gm").get(f"/cases/{told.complaint.number}/print").status_code == 404
