"""The register, the overdue pages, the plans, where a case begins, and the jobs page: what each shows and does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shouwen.complaints import sanctions
from shouwen.complaints.discipline import carrying, overdue
from shouwen.complaints.discipline.accused import people_of
from shouwen.complaints.models import AgentComplaint, DisciplineRecord, MeetingRecord, OverdueItem, PlanItem, Sanction
from shouwen.kernel import clock
from shouwen.people.roles import Role
from tests.complaints.handling import stage
from tests.factories import centre
from tests.factories.pages import client_of, when
from tests.factories.sanctions import long_overdue, proposed
from tests.factories.story import Story, at, story

pytestmark = pytest.mark.django_db

NOW = "2024-05-25 12:30"


def text_of(client: Client, address: str, moment: str = NOW) -> str:
    with when(moment):
        answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:400]
    return answer.content.decode()


def queries(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        ask()
    return len(seen)


def built(told: Story) -> None:
    with when("2024-05-25 08:30"):
        overdue.build(clock.now())
        carrying.list_the_week(date(2024, 5, 20), clock.now())


@pytest.mark.requirement("S3-I06")
def test_a_person_of_the_register_is_found_by_a_name_that_stands_in_no_address() -> None:
    told = long_overdue()
    client, register = client_of(told, "gm"), reverse("complaints:sanctions")
    owner = told.cast.staff["head_property_repair"]
    with when(NOW):
        found = client.post(f"{register}?state=proposed", {"q": "head_property_rep"})
        nobody = client.post(register, {"q": "陆"}).content.decode()
        by_name = client.get(register, {"person": owner.name}).content.decode()
    assert found.headers["Location"] == f"{register}?state=proposed&person={owner.staff_no}"
    assert "Nobody is called so." in nobody
    assert "No sanction answers these filters." in by_name
    page = text_of(client, found.headers["Location"])
    assert f'name="person" value="{owner.staff_no}"' in page
    assert f'{owner.name} <a href="?state=proposed"' in page


def test_of_several_people_of_a_name_the_reader_chooses() -> None:
    told = long_overdue()
    proposed(told, "P3", "head_property_service")
    with when(NOW):
        page = client_of(told, "gm").post(reverse("complaints:sanctions"), {"q": "head_property"}).content.decode()
    for name in ("head_property_repair", "head_property_service"):
        assert f'href="?person={told.cast.staff[name].staff_no}">{name}' in page


def test_the_register_leads_only_to_forms_its_reader_may_fill_in() -> None:
    told, form = long_overdue(), reverse("complaints:begin", args=["specialist"])
    register = reverse("complaints:sanctions")
    assert form in text_of(client_of(told, "group_agent"), register)
    assert form not in text_of(client_of(told, "gm"), register)
    with when(NOW):
        assert client_of(told, "gm").get(form).status_code == 403


@pytest.mark.requirement("S3-36c")
def test_the_register_is_filtered_and_handed_out_as_a_workbook() -> None:
    told = long_overdue()
    client = client_of(told, "gm")
    page = text_of(client, reverse("complaints:sanctions"))
    assert "head_property_repair" in page
    assert "Yours to decide" in page
    filtered = text_of(client, reverse("complaints:sanctions") + "?code=P18&month=2024-05")
    assert filtered.count("leader_property_engineering") >= 1
    nothing = text_of(client, reverse("complaints:sanctions") + "?month=2023-01")
    assert "No sanction answers these filters." in nothing
    with when(NOW):
        book = client.get(reverse("complaints:sanctions_xlsx"))
    assert book.content[:2] == b"PK"


@pytest.mark.requirement("S3-I02")
def test_others_see_their_own_rows_of_the_register_only() -> None:
    told = long_overdue()
    proposed(told, "P3", "agent")
    page = text_of(client_of(told, "agent"), reverse("complaints:sanctions"))
    assert "P3" in page
    assert "leader_property_engineering" not in page


def test_thirty_rows_of_the_register_ask_no_more_than_one() -> None:
    told = story()
    client = client_of(told, "hr_centre")

    def ask() -> str:
        return text_of(client, reverse("complaints:sanctions"))

    proposed(told, "P3", "agent", "2024-05-01 09:00")
    ask()
    one = queries(ask)
    for n in range(10, 40):
        proposed(told, "P3", "agent", f"2024-05-01 10:{n}")
    assert queries(ask) == one


@pytest.mark.requirement("S3-30b")
def test_the_deputy_works_through_the_days_orders() -> None:
    told = long_overdue()
    built(told)
    assert told.order is not None
    client, address = client_of(told, "dgm"), reverse("complaints:overdue")
    assert told.order.number in text_of(client, address)
    given = {"given-cause": "people", "given-detail": "人手不足", "given-channel": "phone", "given-content": "加人"}
    explain = reverse("complaints:explain_overdue", args=[told.order.number])
    with when(NOW):
        refused = client.post(explain, given)
        assert refused.status_code == 422
        assert "人手不足" in refused.content.decode()
        assert client.post(explain, given | {"given-promised": "明日"}).status_code == 302
    assert OverdueItem.objects.get().promised == "明日"
    ladder = text_of(client, reverse("complaints:ladder", args=[told.order.number]))
    assert "Deputy to the leader in charge" in ladder


@pytest.mark.requirement("S3-31b")
def test_the_weeks_list_calls_its_meeting_with_one_press() -> None:
    told = long_overdue()
    built(told)
    client, week = client_of(told, "gm"), date(2024, 5, 20)
    assert "Call the special meeting" in text_of(client, reverse("complaints:carried"))
    with when(NOW):
        answer = client.post(reverse("complaints:call_weekly", args=[week]))
        assert client.get(reverse("complaints:carried_xlsx", args=[week])).content[:2] == b"PK"
    meeting = MeetingRecord.objects.get()
    assert answer.status_code == 302
    assert "Agenda" in text_of(client, reverse("web:case", args=[meeting.case.number]))


@pytest.mark.requirement("S3-31c")
def test_whoever_the_plan_names_reports_the_item_done_and_nobody_else() -> None:
    told = long_overdue()
    built(told)
    with when(NOW):
        client_of(told, "gm").post(reverse("complaints:call_weekly", args=[date(2024, 5, 20)]))
    head = told.cast.staff["head_property_repair"]
    order = told.order.order  # type: ignore[union-attr]
    item = PlanItem.objects.create(
        meeting=MeetingRecord.objects.get(), kind="measure", order=order, measure="换管", company=order.company,
        person=head, due_on=date(2024, 5, 24),
    )  # fmt: skip
    page = text_of(client_of(told, "head_property_repair"), reverse("complaints:plans"))
    assert "换管" in page
    assert "late" in page
    done = reverse("complaints:plan_done", args=[item.pk])
    with when(NOW):
        assert client_of(told, "head_engineering").post(done, {"result": "好"}).status_code == 404
        assert client_of(told, "head_property_repair").post(done, {"result": "好"}).status_code == 302
    item.refresh_from_db()
    assert item.result == "好"


@pytest.mark.requirement("S3-37c")
def test_a_clue_about_an_order_is_reported_from_a_form_that_knows_it() -> None:
    told = long_overdue()
    assert told.order is not None
    client = client_of(told, "group_agent")
    address = reverse("complaints:begin", args=["clue"])
    head = told.cast.staff["head_property_repair"]
    page = text_of(client, f"{address}?cause=false_work&order={told.order.number}&to={head.pk}")
    assert told.order.number in page
    given = {"given-cause": "false_work", "given-order": told.order.number, "given-facts": "签字不实"}
    with when(NOW):
        assert client.post(address, given).status_code == 422
        assert client.post(address, given | {"given-to": str(head.pk)}).status_code == 302
        assert client_of(told, "agent").get(address).status_code == 403
    assert DisciplineRecord.objects.get().order_id == told.order.pk


@pytest.mark.requirement("S3-37a", "S3-37d")
def test_the_order_and_its_sanctions_lead_to_a_discipline_case_that_only_the_group_sees() -> None:
    told = long_overdue()
    assert told.order is not None
    here = reverse("web:case", args=[told.order.number])
    head = told.cast.staff["head_property_repair"]
    link = f"{reverse('complaints:begin', args=['clue'])}?order={told.order.number}&amp;to={head.pk}"
    assert link in text_of(client_of(told, "group_agent"), here)
    assert link not in text_of(client_of(told, "head_property_repair"), here)
    sanction = Sanction.objects.get(code="P17")
    assert sanction.case is not None
    turn = reverse("complaints:turn", args=[sanction.case.number])
    assert turn in text_of(client_of(told, "gm"), reverse("web:case", args=[sanction.case.number]))
    with when(NOW):
        assert client_of(told, "head_property_repair").post(turn).status_code == 403
        first, again = client_of(told, "gm").post(turn), client_of(told, "gm").post(turn)
    opened = DisciplineRecord.objects.get(cause="delay").case
    assert first.headers["Location"] == again.headers["Location"] == reverse("web:case", args=[opened.number])
    assert opened.number in text_of(client_of(told, "gm"), here)
    assert opened.number not in text_of(client_of(told, "head_property_repair"), here)


@pytest.mark.requirement("S3-11a")
def test_a_specialist_passes_on_a_complaint_about_a_colleague_and_does_not_see_it_again() -> None:
    told = story()
    client = client_of(told, "agent2")
    given = {"given-to": str(told.cast.staff["agent"].pk), "given-fault": "attitude",
             "given-customer_name": "李先生", "given-words": "态度差"}  # fmt: skip
    with when(NOW):
        answer = client.post(reverse("complaints:begin", args=["specialist"]), given)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


@pytest.mark.requirement("S3-11a")
def test_the_group_may_name_whoever_took_the_complaint_as_the_customer_may() -> None:
    told = stage.received(by="cs_clerk")
    assert told.complaint is not None
    clerk, client = told.cast.staff["cs_clerk"], client_of(told, "group_agent")
    page = reverse("complaints:begin", args=["specialist"])
    customers = {str(one.pk): one.name for one in people_of(told.complaint, at(NOW))}
    assert {"cs_clerk", "agent"} <= set(customers.values())
    assert "agent3" not in customers.values()
    given = {"given-to": str(clerk.pk), "given-fault": "attitude", "given-complaint": told.complaint.number.lower()}
    with when(NOW):
        asked = client.get(page, {"complaint": told.complaint.number, "to": clerk.pk})
        assert offered_by(asked) == customers
        assert f'value="{clerk.pk}"' in asked.content.decode()
        assert str(clerk.pk) not in offered_by(client.get(page))
        refused = client.post(page, given)
        assert (refused.status_code, offered_by(refused)) == (422, customers)
        made = client.post(page, {**given, "given-customer_name": "李先生", "given-words": "态度差"})
    assert made.status_code == 302
    assert AgentComplaint.objects.get().accused == clerk


@pytest.mark.requirement("S3-11a")
def test_who_starts_without_the_complaint_types_its_number_and_is_offered_its_people() -> None:
    told = stage.received(by="cs_clerk")
    assert told.complaint is not None
    clerk, client = told.cast.staff["cs_clerk"], client_of(told, "group_agent")
    page = reverse("complaints:begin", args=["specialist"])
    typed = {"given-complaint": told.complaint.number.lower(), "given-words": "态度差", "look": "1"}
    with when(NOW):
        empty = client.get(page).content.decode()
        looked = client.post(page, typed)
        wrong = client.post(page, {**typed, "given-complaint": "TS-1"})
    assert 'name="look" value="1" formnovalidate' in empty
    assert looked.status_code == 200
    assert offered_by(looked)[str(clerk.pk)] == "cs_clerk"
    assert "态度差</textarea>" in looked.content.decode()
    assert wrong.status_code == 422
    assert "There is no complaint TS-1." in wrong.content.decode()
    assert "态度差</textarea>" in wrong.content.decode()
    assert not AgentComplaint.objects.exists()


def offered_by(answer: Any) -> dict[str, str]:
    """The people a form offers, by id; a specialist stands there with the post where all projects' are offered."""
    return {value: name for value, name in answer.context["form"].fields["to"].choices if value}


def test_a_missed_job_is_previewed_and_run_from_its_page() -> None:
    told = long_overdue()
    told.cast.staff["auditor"] = centre.holder(Role.AUDITOR, told.cast.staff["gm"].appointments.get().org)
    client, address = client_of(told, "gm"), reverse("web:audit_job", args=["complaints.overdue"])
    assert "第三十条" in text_of(client, reverse("web:audit_jobs"))
    page = text_of(client, address + "?slot=2024-05-25T08:30:00%2B08:00")
    assert "Run it" in page
    assert not OverdueItem.objects.exists()
    run = reverse("web:audit_run_job", args=["complaints.overdue"])
    with when(NOW):
        assert client_of(told, "auditor").post(run, {"slot": "2024-05-25T08:30:00+08:00"}).status_code == 403
        assert client.post(run, {"slot": "2024-05-25T08:30:00+08:00"}).status_code == 302
    assert OverdueItem.objects.count() == 1
    assert "by hand: gm" in text_of(client, address)


def test_a_decision_taken_on_the_case_page_shows_what_the_clause_allows() -> None:
    told = long_overdue()
    row = Sanction.objects.get(code="P18")
    assert row.case is not None
    page = text_of(client_of(told, "gm"), reverse("web:step", args=[row.case.number, "decide"]))
    assert "Pay cut" in page
    assert "Demotion" not in page
    assert sanctions.of_order(row.order)
