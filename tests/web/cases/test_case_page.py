"""The page of a case: who owes what and why, what this person may do, what happened, and nothing to strangers."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from shouwen.complaints.flows import Order
from shouwen.complaints.models import ComplaintRecord
from shouwen.complaints.order_paper import order_paper
from shouwen.kernel import clock, moves
from shouwen.kernel.models import Case, RevealedDatum
from shouwen.kernel.reveal import mask_name
from tests.factories import centre
from tests.factories.story import Story, at, issued
from tests.web.cases.conftest import As, number

pytestmark = pytest.mark.django_db
RESPONSIBLE = "head_property_repair"


def text_of(answer: object) -> str:
    """What a reader sees: no markup, single blanks."""
    page = answer.content.decode()  # type: ignore[attr-defined] # the test client's answer
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def page_of(told: Story, as_: As, who: str = RESPONSIBLE, when: str = "2024-05-06 13:00", query: str = "") -> str:
    with clock.moved_to(at(when)):
        answer = as_(told, who).get(f"/cases/{number(told)}/{query}")
    assert answer.status_code == 200
    return text_of(answer)


def test_the_head_says_who_owes_the_next_step_by_when(agreed: Story, as_: As) -> None:
    page = page_of(agreed, as_)
    assert "Owes the next step now head_property_repair" in page
    assert "Enter today's progress by 18:00" in page
    assert "Complete the handling due 5-08 12:00" in page  # 考核节点, although progress is due earlier


def test_a_long_title_is_whole_when_it_is_pointed_at(agreed: Story, as_: As) -> None:
    assert agreed.order is not None
    long = "卫生间顶板渗水，" * 25
    Case.objects.filter(pk=agreed.order.pk).update(title=long)
    page = as_(agreed, RESPONSIBLE).get(f"/cases/{number(agreed)}/").content.decode()
    assert f'<h1 class="sw-brief" title="{long}">{long}</h1>' in page


def test_whoever_has_signed_owes_no_signature_any_more(agreed: Story, as_: As) -> None:
    assert agreed.order is not None
    complaint = Case.objects.get(pk=agreed.order.pk).parent
    assert complaint is not None
    with clock.moved_to(at("2024-05-06 13:00")):
        page = text_of(as_(agreed, "agent").get(f"/cases/{complaint.number}/"))
        assert "Owes the next step now" not in page
        ComplaintRecord.objects.filter(pk=complaint.pk).update(is_signed=False)
        page = text_of(as_(agreed, "agent").get(f"/cases/{complaint.number}/"))
    assert "Have the customer sign" in page.split("Owes the next step now")[1][:120]


@pytest.mark.requirement("S3-I01")
def test_the_history_tells_who_did_what_and_when_it_became_known(agreed: Story, as_: As) -> None:
    agreed.sweep("2024-05-06 18:30")
    page = page_of(agreed, as_, when="2024-05-06 19:00")
    assert "head_property_repair · Agree the plan with the customer" in page
    assert "Plan: 重做防水" in page
    assert "today 18:00 Not done in time Enter today's progress recorded today 18:30" in page
    assert "hash chain whole" in page


def test_a_history_that_was_cut_off_is_said_on_the_page(agreed: Story, as_: As) -> None:
    assert agreed.order is not None
    Case.objects.filter(pk=agreed.order.pk).update(events_count=F("events_count") + 1)
    assert "the hash chain is broken" in page_of(agreed, as_)


def test_a_deadline_explains_itself_on_the_page(agreed: Story, as_: As) -> None:
    page = page_of(agreed, as_)
    assert "the earlier of the two" in page
    assert "this instant itself is still in time" in page
    assert "Late days 1 to 7: CNY 100 a day" in page


def test_only_the_own_steps_are_offered_the_most_pressing_first(agreed: Story, as_: As) -> None:
    page = page_of(agreed, as_)
    offered = page.split("What can be done now")[1].split("Who owes what")[0]
    assert offered.index("Report progress") < offered.index("Apply for closure") < offered.index("Arrange in person")
    assert "Assign to another department" not in offered
    assert "Nothing for you to do here now" in page_of(agreed, as_, "finance_centre")


def test_missing_proofs_of_the_next_steps_are_shown_as_missing(agreed: Story, as_: As) -> None:
    page = page_of(agreed, as_)
    assert "missing Signed completion form" in page
    assert "missing Photo of the problem" not in page  # it was handed in with the plan


def test_penalties_show_their_arithmetic_clause_and_total(agreed: Story, as_: As) -> None:
    agreed.sweep("2024-05-07 19:00")
    page = page_of(agreed, as_, when="2024-05-07 19:05")
    assert "2 × CNY 200 = CNY 400 第三十五条 CNY 400" in page
    assert "late day 1, CNY 100 more for the person responsible, CNY 50 more" in page


@pytest.mark.requirement("S3-I02")
def test_a_case_out_of_scope_reads_like_one_that_does_not_exist(agreed: Story, as_: As) -> None:
    stranger = centre.holder(centre.Role.PROJECT_AGENT, centre.project())
    agreed.cast.staff["stranger"] = stranger
    browser = as_(agreed, "stranger")
    theirs, none = browser.get(f"/cases/{number(agreed)}/"), browser.get("/cases/DD-240506-999999/")
    assert theirs.status_code == none.status_code == 404
    assert text_of(theirs) == text_of(none)
    for address in ("print", "issue/"):
        assert browser.get(f"/cases/{number(agreed)}/{address}").status_code == 404
    assert browser.post(f"/cases/{number(agreed)}/phone", {"reason": "curious me"}).status_code == 404


@pytest.mark.parametrize(
    ("show", "told", "untold"),
    [
        ("evidence", "Check in at the door", "Submit the supervision order"),
        ("approvals", "gm · Issue the order", "Check in at the door"),
        ("notices", "head_property_repair · In-app", "gm · Issue the order"),
    ],
)
def test_the_history_is_filtered(agreed: Story, as_: As, show: str, told: str, untold: str) -> None:
    page = page_of(agreed, as_, query=f"?show={show}")
    history = page.split("hash chain whole")[1].split("Penalties so far")[0]
    assert told in history
    assert untold not in history


def test_a_delegate_is_shown_with_the_principal(db: None, as_: As) -> None:
    told = issued()
    centre.delegate(
        told.cast.staff[RESPONSIBLE], told.cast.staff["finance_centre"], at("2024-05-06 00:00"), at("2024-05-20 00:00")
    )
    told.take(Order.check_in, "finance_centre", "2024-05-06 12:00", ("doorstep_photo",))
    assert "finance_centre for head_property_repair · Check in at the door" in page_of(told, as_)


@pytest.mark.requirement("S3-05c")
def test_an_arrangement_by_a_stand_in_is_marked_where_the_person_responsible_is_named(db: None, as_: As) -> None:
    told = issued()
    head, stand_in = told.cast.staff[RESPONSIBLE], told.cast.staff["finance_centre"]
    centre.delegate(head, stand_in, at("2024-05-06 00:00"), at("2024-05-20 00:00"))
    plan = {"who": "张师傅", "resources": "水工两名", "when_at": "2024-05-06 11:40"}
    told.take(Order.arrange, "finance_centre", "2024-05-06 11:15", given=plan)
    panel = page_of(told, as_).split("Arranged in person")[1]
    assert "finance_centre for head_property_repair" in panel[:200]
    assert told.order is not None
    paper = order_paper(told.order, told.cast.actor("gm"), "https://shouwen.example/")
    assert paper is not None
    (arranged,) = [words for title, words in paper.data["order"] if title == "亲自安排"]
    assert arranged.endswith("finance_centre for head_property_repair")


def test_the_history_masks_the_customer_and_says_checks_and_answers_in_words(agreed: Story, as_: As) -> None:
    order = page_of(agreed, as_)
    assert "shoe_covers" not in order
    assert agreed.complaint is not None
    told = text_of(as_(agreed, "agent").get(f"/cases/{agreed.complaint.number}/"))
    name = agreed.complaint.complaint.customer_name
    assert f"Customer's name: {mask_name(name)}" in told
    assert name not in told


def test_the_page_asks_the_database_as_often_with_many_events_as_with_few(agreed: Story, as_: As) -> None:
    few = questions(agreed, as_)
    assert agreed.order is not None
    for minute in range(30):
        agreed.take(
            Order.report_progress, RESPONSIBLE, f"2024-05-06 12:{minute + 30}", given={"note": "x", "percent": minute}
        )
    assert Case.objects.get(pk=agreed.order.pk).events_count > 30
    assert questions(agreed, as_) <= few


def test_a_long_history_goes_on_on_the_next_page(agreed: Story, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shouwen.web.cases.reading.EVENTS_SHOWN", 4)
    assert "gm · Issue the order" not in page_of(agreed, as_)
    with clock.moved_to(at("2024-05-06 13:00")):
        browser = as_(agreed, RESPONSIBLE)
        first = browser.get(f"/cases/{number(agreed)}/").context
        second = browser.get(first["older_url"])
    assert first["stops"][0].done  # the path knows what the shown history does not
    assert "gm · Issue the order" in text_of(second)


def questions(told: Story, as_: As) -> int:
    browser = as_(told, RESPONSIBLE)
    with clock.moved_to(at("2024-05-06 13:30")), CaptureQueriesContext(connection) as asked:
        assert browser.get(f"/cases/{number(told)}/").status_code == 200
    return len(asked)


def test_the_number_of_the_customer_needs_a_reason_that_is_kept(agreed: Story, as_: As) -> None:
    browser, address = as_(agreed, RESPONSIBLE), f"/cases/{number(agreed)}/phone"
    assert "19900000000" not in page_of(agreed, as_)
    refused = browser.post(address, {"reason": "?"})
    assert refused.status_code == 422
    assert "19900000000" not in text_of(refused)
    assert "19900000000" in text_of(browser.post(address, {"reason": "to agree on the visit"}))
    assert RevealedDatum.objects.get().reason == "to agree on the visit"


def test_a_closed_case_owes_nothing_and_offers_its_relatives(agreed: Story, as_: As) -> None:
    assert agreed.complaint is not None
    with clock.moved_to(at("2024-05-06 13:00")):
        answer = as_(agreed, "agent").get(f"/cases/{agreed.complaint.number}/")
    page = text_of(answer)
    assert f"{number(agreed)} In progress raised by this" in page


def test_evidence_is_served_only_to_those_who_see_the_case(agreed: Story, as_: As) -> None:
    agreed.cast.staff["stranger"] = centre.holder(centre.Role.PROJECT_AGENT, centre.project())
    piece = moves.evidence_of(agreed.order)[0]  # type: ignore[arg-type]
    assert as_(agreed, "stranger").get(f"/evidence/{piece.pk}/").status_code == 404


def test_every_clause_on_the_page_opens_its_rule(agreed: Story, as_: As) -> None:
    html = as_(agreed, "agent").get(f"/cases/{number(agreed)}/").content.decode()
    assert 'href="/rulebook/?ref=S3-26a"' in html
    assert '<span class="sw-clause">' not in html
