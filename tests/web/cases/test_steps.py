"""Taking a step in the browser: a form from the declaration, one effect, and nothing typed is ever lost."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from shouwen.complaints.flows import Complaint, Order
from shouwen.kernel import clock
from shouwen.kernel.models import Case, Event, Evidence
from tests.factories.story import Story, at, issued, registered
from tests.web.cases.conftest import As, number
from tests.web.cases.test_case_page import text_of

pytestmark = pytest.mark.django_db
RESPONSIBLE = "head_property_repair"
NOON = at("2024-05-06 13:00")


def photo(kind: str = "JPEG") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (20, 20), "grey").save(out, kind)
    return SimpleUploadedFile(f"photo.{kind.lower()}", out.getvalue())


def events(told: Story, step: str) -> int:
    return Event.objects.filter(case=told.order, code=f"complaints.order.{step}").count()


def version(told: Story) -> int:
    assert told.order is not None
    return Case.objects.get(pk=told.order.pk).version


def post(told: Story, as_: As, step: str, who: str = RESPONSIBLE, **data: object) -> object:
    with clock.moved_to(NOON):
        return as_(told, who).post(f"/cases/{number(told)}/{step}/", {"key": "once", "version": version(told), **data})


def test_the_form_asks_for_what_the_step_takes(agreed: Story, as_: As) -> None:
    with clock.moved_to(NOON):
        page = as_(agreed, RESPONSIBLE).get(f"/cases/{number(agreed)}/agree_plan/").content.decode()
    assert re.search(r'<textarea name="given-plan"[^>]*required[^>]*>\s*重做防水', page)
    assert re.search(r'<input type="datetime-local" name="given-negotiated_finish_at" value="2024-05-08T12:00"', page)
    assert "data-pen" in page  # the customer signs
    assert 'name="proof-problem_photo"' in page
    assert f'name="version" value="{version(agreed)}"' in page


def test_short_choices_are_segments_and_bounds_reach_the_browser(agreed: Story, as_: As) -> None:
    with clock.moved_to(NOON):
        blocked = as_(agreed, RESPONSIBLE).get(f"/cases/{number(agreed)}/record_blocked/").content.decode()
        progress = as_(agreed, RESPONSIBLE).get(f"/cases/{number(agreed)}/report_progress/").content.decode()
    assert 'type="radio" name="given-kind" value="unreachable"' in blocked or "<select" in blocked
    assert re.search(r'type="number" name="given-percent"[^>]*min="0"[^>]*max="100"', progress)


@pytest.mark.requirement("S3-36d")
def test_the_share_of_a_bonus_does_not_begin_as_the_progress_of_the_order(agreed: Story, as_: As) -> None:
    with clock.moved_to(at("2024-05-06 13:00")):
        page = as_(agreed, "gm").get(f"/cases/{number(agreed)}/decide_sanction/").content.decode()
        progress = as_(agreed, RESPONSIBLE).get(f"/cases/{number(agreed)}/report_progress/").content.decode()
    assert "value=" not in the_input("given-percent", page)
    assert 'value="0"' in the_input("given-percent", progress)


def the_input(name: str, page: str) -> str:
    found = re.search(f'<input[^>]*name="{name}"[^>]*>', page)
    assert found is not None
    return found[0]


def test_a_step_is_taken_and_the_case_confirms_it_quietly(agreed: Story, as_: As) -> None:
    data = {"given-note": "接口已换", "given-percent": "60"}
    with clock.moved_to(NOON):
        browser = as_(agreed, RESPONSIBLE)
        answer = browser.post(f"/cases/{number(agreed)}/report_progress/", {"key": "k", **data}, follow=True)
    assert answer.redirect_chain == [(f"/cases/{number(agreed)}/", 302)]
    assert "Done: Report progress." in text_of(answer)
    assert events(agreed, "report_progress") == 1


def test_a_double_click_has_one_effect_and_the_same_answer(agreed: Story, as_: As) -> None:
    data = {"given-note": "接口已换", "given-percent": "60"}
    first = post(agreed, as_, "report_progress", **data)
    stale = version(agreed) - 1
    second = post(agreed, as_, "report_progress", **{**data, "version": stale})
    assert (first.status_code, second.status_code) == (302, 302)  # type: ignore[attr-defined]
    assert events(agreed, "report_progress") == 1


def test_a_refusal_keeps_what_was_typed_marks_the_field_and_says_why(agreed: Story, as_: As) -> None:
    answer = post(agreed, as_, "report_progress", **{"given-note": "只写了一半", "given-percent": "160"})
    assert answer.status_code == 422  # type: ignore[attr-defined]
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert "只写了一半" in page
    assert 'value="160"' in page
    assert 'value="once"' in page  # the key, so that sending it again is the same request
    assert re.search(r'name="given-percent"[^>]*aria-invalid="true"', page)
    assert "Still to fill in or to correct: Progress, %." in text_of(answer)
    assert events(agreed, "report_progress") == 0


def test_a_photo_survives_a_refusal_and_is_used_by_the_next_try(db: None, as_: As) -> None:
    told = issued()
    with clock.moved_to(at("2024-05-06 12:00")):
        browser, address = as_(told, RESPONSIBLE), f"/cases/{number(told)}/check_in/"
        files = {"proof-doorstep_photo": photo(), "given-self_check": "uniform", "key": "door"}
        refused = browser.post(address, files)
        assert refused.status_code == 422
        kept = Evidence.objects.get(kind="doorstep_photo")
        assert f'name="kept" value="{kept.pk}"' in refused.content.decode()
        everything = ["uniform", "wording", "water", "shoe_covers", "tool_box", "protection"]
        again = browser.post(address, {"kept": kept.pk, "given-self_check": everything, "key": "door"})
    assert again.status_code == 302
    kept.refresh_from_db()
    assert kept.event is not None
    assert kept.event.code == "complaints.order.check_in"


def test_the_place_of_the_phone_is_part_of_the_step(db: None, as_: As) -> None:
    told = issued()
    with clock.moved_to(at("2024-05-06 12:00")):
        data = {"proof-doorstep_photo": photo(), "lat": "30.123456", "lon": "120.654321", "key": "door"}
        assert as_(told, RESPONSIBLE).post(f"/cases/{number(told)}/check_in/", data).status_code == 302
    given = Event.objects.get(case=told.order, code="complaints.order.check_in").data["given"]
    assert (given["latitude"], given["longitude"]) == ("30.123456", "120.654321")


def test_a_step_without_signal_counts_from_when_it_was_taken(db: None, as_: As) -> None:
    told = issued()
    with clock.moved_to(at("2024-05-06 14:00")):
        data = {"proof-doorstep_photo": photo(), "occurred_at": "2024-05-06T12:00:00+08:00", "key": "door"}
        assert as_(told, RESPONSIBLE).post(f"/cases/{number(told)}/check_in/", data).status_code == 302
    assert told.owed("T3").outcome == "met"


def test_a_file_that_is_no_photo_is_refused_beside_the_button(db: None, as_: As) -> None:
    told = issued()
    with clock.moved_to(at("2024-05-06 12:00")):
        data = {"proof-doorstep_photo": SimpleUploadedFile("x.jpg", b"MZ not a photo"), "key": "door"}
        answer = as_(told, RESPONSIBLE).post(f"/cases/{number(told)}/check_in/", data)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert events(told, "check_in") == 0


def test_nobody_stores_files_for_a_step_of_somebody_else(db: None, as_: As) -> None:
    told = issued()
    before = Evidence.objects.count()
    with clock.moved_to(at("2024-05-06 12:00")):
        data = {"proof-doorstep_photo": photo(), "key": "door"}
        answer = as_(told, "finance_centre").post(f"/cases/{number(told)}/check_in/", data)
    assert answer.status_code == 422
    assert Evidence.objects.count() == before


def test_a_stale_page_says_so_and_leads_to_the_case_as_it_is(agreed: Story, as_: As) -> None:
    seen = version(agreed)
    agreed.take(Order.report_progress, RESPONSIBLE, "2024-05-06 12:45", given={"note": "x", "percent": 10})
    answer = post(agreed, as_, "report_progress", **{"given-note": "y", "given-percent": "20", "version": seen})
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "Somebody was faster" in text_of(answer)
    assert "See the case as it is now" in text_of(answer)
    assert events(agreed, "report_progress") == 1


def test_what_a_phone_sends_late_is_not_too_old_for_its_page(agreed: Story, as_: As) -> None:
    seen = version(agreed)
    agreed.take(Order.report_progress, RESPONSIBLE, "2024-05-06 12:45", given={"note": "x", "percent": 10})
    data = {"given-note": "y", "given-percent": "20", "version": seen, "key": "k"}
    with clock.moved_to(NOON):
        answer = as_(agreed, RESPONSIBLE).post(
            f"/cases/{number(agreed)}/report_progress/", data, headers={"X-Outbox": "late"}
        )
    assert answer.status_code == 302
    assert events(agreed, "report_progress") == 2


def test_a_page_that_a_phone_keeps_has_no_key_that_a_second_use_would_repeat(agreed: Story, as_: As) -> None:
    with clock.moved_to(NOON):
        page = as_(agreed, RESPONSIBLE).get(f"/cases/{number(agreed)}/report_progress/").content.decode()
    assert '<input type="hidden" name="key" value="">' in page


def test_who_may_not_take_a_step_is_told_before_typing(agreed: Story, as_: As) -> None:
    with clock.moved_to(NOON):
        answer = as_(agreed, "finance_centre").get(f"/cases/{number(agreed)}/report_progress/")
    assert answer.status_code == 403
    assert "is for: The person responsible" in text_of(answer)


def test_a_step_of_another_state_is_refused_in_words(agreed: Story, as_: As) -> None:
    with clock.moved_to(NOON):
        answer = as_(agreed, "gm").get(f"/cases/{number(agreed)}/issue/")
    assert answer.status_code == 409
    assert "is not possible while the case is “In progress”" in text_of(answer)


def test_steps_nobody_takes_by_hand_have_no_page(agreed: Story, as_: As) -> None:
    for name in ("draft", "no_such_step"):
        assert as_(agreed, RESPONSIBLE).get(f"/cases/{number(agreed)}/{name}/").status_code == 404


def test_with_htmx_the_browser_is_sent_to_the_case(agreed: Story, as_: As) -> None:
    with clock.moved_to(NOON):
        answer = as_(agreed, RESPONSIBLE).post(
            f"/cases/{number(agreed)}/report_progress/",
            {"given-note": "x", "given-percent": "1", "key": "h"},
            headers={"HX-Request": "true"},
        )
    assert answer["HX-Redirect"] == f"/cases/{number(agreed)}/"


@pytest.mark.parametrize(("step", "may"), [("sign", True), ("resolve_on_spot", False)])
def test_a_signature_may_be_refused_only_where_the_step_goes_on_without_it(
    step: str, may: bool, db: None, as_: As
) -> None:
    told = registered()
    if not may:
        told.take(Complaint.sign, "agent", "2024-05-06 09:50", ("customer_signature",))
    assert told.complaint is not None
    html = as_(told, "agent").get(f"/cases/{told.complaint.number}/{step}/").content.decode()
    assert "data-pen " in html or "data-pen>" in html
    assert ('data-pen-do="refused"' in html) is may


def test_beside_the_form_stands_what_is_known_of_the_case(agreed: Story, as_: As) -> None:
    with clock.moved_to(at("2024-05-06 13:00")):
        page = as_(agreed, RESPONSIBLE).get(f"/cases/{number(agreed)}/report_progress/").content.decode()
    beside = page[page.index("<aside") : page.index("</aside>")]
    assert "重做防水" in beside  # the plan agreed at the door
    assert "Enter today&#x27;s progress" in beside  # the nearest deadline, in words and digits
    assert "data-due" in beside
    assert "138" not in beside  # no number of the customer's
