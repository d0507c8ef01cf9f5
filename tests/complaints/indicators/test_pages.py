"""The pages of the month's figures: who sees what, where each number leads, publishing, receipts, papers."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from shouwen.complaints import ranking
from shouwen.complaints.indicators import reading
from shouwen.complaints.indicators.freezing import freeze
from shouwen.complaints.models import AssessmentScheme, BulletinReader, MonthFigure, MonthReport, OrderRecord
from shouwen.kernel import clock
from shouwen.kernel.models import Notice
from tests.complaints.indicators.making import FIRST_OF_JUNE, Place, closed_after
from tests.factories import centre
from tests.factories.pages import client_of, when
from tests.factories.story import Story, at, story

pytestmark = pytest.mark.django_db

MAY = date(2024, 5, 1)
SECOND_OF_JUNE = "2024-06-02 09:00"


def may(*, orders: int = 6) -> tuple[Story, Place]:
    """The cast, with a May of some orders in P1, counted."""
    told = story()
    place = Place(told.cast.projects["P1"], told.cast.staff["agent"])
    for n in range(orders):
        place.order(**closed_after(48, 24, score=5 - n % 2))  # type: ignore[arg-type]
    place.complaint(closed="2024-05-06 10:20", state="closed_on_spot", score=4)
    freeze(MAY, FIRST_OF_JUNE)
    return told, place


def text_of(client: Client, path: str, status: int = 200) -> str:
    with when(SECOND_OF_JUNE):
        answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


@pytest.mark.requirement("S3-01b")
def test_the_general_manager_sees_five_outcomes_and_opens_each_into_its_cases() -> None:
    told, _place = may()
    client = client_of(told, "gm")
    page = text_of(client, "/complaints/indicators/?month=2024-05")
    for title in ("Professionalism", "Efficiency", "Quality", "Satisfaction", "Brand"):
        assert f"<h2>{title}</h2>" in page
    opened = re.search(r'href="(/complaints/indicators/2024-05/on_time_rate/\d+/)"', page)
    assert opened
    behind = text_of(client, opened[1])
    order = OrderRecord.objects.latest("case_id").case
    assert f'href="/cases/{order.number}/"' in behind
    assert "100.00 %" in behind


@pytest.mark.requirement("S3-02a")
def test_the_three_goals_stand_side_by_side_for_a_month_and_a_company() -> None:
    told, place = may()
    company = place.project.region
    page = text_of(client_of(told, "gm"), f"/complaints/indicators/?month=2024-05&place={company.pk}")
    goals = page[page.index("The three goals") :]
    assert "Brand events and escalations" in goals
    row = re.search(rf"<tr[^>]*><td[^>]*><a[^>]*>{company.name}</a></td>(.*?)</tr>", goals)
    assert row
    assert re.findall(r">([\d.]+)(?: %)?<", row[1])[:2] == ["7", "90.00"]


@pytest.mark.requirement("S3-06b")
def test_engineering_by_product_quality_opens_into_its_complaints() -> None:
    told, place = may()
    client = client_of(told, "gm")
    page = text_of(client, "/complaints/indicators/?month=2024-05")
    opened = re.search(r'href="(/complaints/indicators/2024-05/tag_count:engineering:product/\d+/)"[^>]*>7<', page)
    assert opened
    behind = text_of(client, opened[1])
    assert behind.count("TS-") + behind.count('href="/cases/T-') >= 7
    assert "Engineering × Product quality" in behind
    assert place.project.name in behind


@pytest.mark.requirement("S3-20g")
def test_the_order_off_the_matrix_is_found_among_all_that_were_issued() -> None:
    """Page by page those above the line and those only below it; together they are all of them."""
    told, place = may(orders=reading.PAGE + 1)
    off = OrderRecord.objects.order_by("case_id")[0]
    OrderRecord.objects.filter(pk=off.pk).update(override_reason="电梯属物业维保")
    freeze(MAY, FIRST_OF_JUNE)
    client, here = client_of(told, "gm"), f"/complaints/indicators/2024-05/off_matrix_rate/{place.project.org_id}/"
    above, below, whole = (text_of(client, here + asked) for asked in ("?side=above", "?side=below", "?side=nonsense"))
    assert numbers_in(above) == [off.case.number]
    assert len(numbers_in(below)) == len(numbers_in(whole)) == reading.PAGE
    assert off.case.number not in below
    assert 'aria-current="page">Counted above' in above
    assert '<span class="sw-matter">门铃不响</span>' in above  # clamped on the phone, as in other lists
    further = re.search(r'href="(\?after=\d+)"', whole)
    assert further
    assert numbers_in(text_of(client, here + further[1])) == [off.case.number]
    OrderRecord.objects.filter(pk=off.pk).update(override_reason="")
    freeze(MAY, FIRST_OF_JUNE)
    more = re.search(r'href="(\?after=\d+&amp;side=below)"', text_of(client, here + "?side=below"))
    assert more
    assert numbers_in(text_of(client, here + unescape(more[1]))) == [off.case.number]


def numbers_in(page: str) -> list[str]:
    return re.findall(r'href="/cases/([^"]+)/"', page[page.index("The cases behind it") :])


@pytest.mark.requirement("S3-16b")
def test_window_ratings_are_shown_to_the_group_and_to_nobody_below_it() -> None:
    told, place = may()
    region = place.project.region.pk
    assert "Reception rating" in text_of(client_of(told, "gm"), f"/complaints/indicators/?place={region}")
    chairman = client_of(told, "chairman_region")
    assert "Reception rating" not in text_of(chairman, "/complaints/indicators/")
    text_of(chairman, f"/complaints/indicators/2024-05/window_rating/{region}/", 404)
    text_of(chairman, f"/complaints/indicators/2024-05/on_time_rate/{region}/")


def test_another_regions_figures_do_not_exist_for_a_company() -> None:
    told, _place = may()
    other = centre.project()
    text_of(client_of(told, "chairman_region"), f"/complaints/indicators/2024-05/on_time_rate/{other.org_id}/", 404)


@pytest.mark.requirement("S3-16c")
def test_a_specialist_sees_the_own_score_rank_and_lines_only() -> None:
    told, _place = may()
    with clock.moved_to(FIRST_OF_JUNE):
        ranking.publish(MAY, clock.now())
    agent, other = told.cast.staff["agent"], told.cast.staff["agent2"]
    client = client_of(told, "agent")
    page = text_of(client, "/complaints/indicators/mine/")
    assert "rank 1" in page
    assert "4.00" in page
    text_of(client, f"/complaints/indicators/2024-05/window_rating/of/{agent.pk}/")
    text_of(client, f"/complaints/indicators/2024-05/window_rating/of/{other.pk}/", 404)
    text_of(client_of(told, "agent2"), f"/complaints/indicators/2024-05/window_rating/of/{agent.pk}/", 404)


@pytest.mark.requirement("S3-38c")
def test_the_general_manager_publishes_and_every_company_gets_prints_and_confirms_it() -> None:
    told, _place = may()
    chairman, gm = client_of(told, "chairman_region"), client_of(told, "gm")
    text_of(chairman, "/complaints/indicators/2024-05/bulletin/", 404)
    with when(SECOND_OF_JUNE):
        refused = client_of(told, "dgm").post("/complaints/indicators/2024-05/bulletin/publish/", {})
        assert refused.status_code == 403
        gm.post("/complaints/indicators/2024-05/bulletin/publish/", {"remark": "请各公司对照整改"})
    assert MonthReport.objects.get().published_by == told.cast.staff["gm"]
    told_people = {n.staff.name for n in Notice.objects.filter(code="bulletin_published") if n.staff}
    assert {"chairman_region", "chairman_property", "head_engineering"} <= told_people
    page = text_of(chairman, "/complaints/indicators/2024-05/bulletin/")
    assert "请各公司对照整改" in page
    assert "I have read it" in page
    with when(SECOND_OF_JUNE):
        chairman.post("/complaints/indicators/2024-05/bulletin/read/")
        pdf = chairman.get("/complaints/indicators/2024-05/bulletin.pdf").content
        xlsx = chairman.get("/complaints/indicators/2024-05/bulletin.xlsx").content
    reader = BulletinReader.objects.get(staff=told.cast.staff["chairman_region"])
    assert reader.read_at == at(SECOND_OF_JUNE)
    assert pdf.startswith(b"%PDF")
    rows = CalamineWorkbook.from_filelike(BytesIO(xlsx)).get_sheet_by_index(0).to_python()
    ranked = next(row for row in rows if "P1" in row)
    assert ranked[3] == pytest.approx(97.0)
    assert "Who has read it" in text_of(gm, "/complaints/indicators/2024-05/bulletin/")


@pytest.mark.requirement("S3-38b")
def test_a_published_month_is_not_counted_again() -> None:
    told, place = may()
    gm = client_of(told, "gm")
    before = MonthFigure.objects.get(code="composite_score", org=place.project.org).value
    with when(SECOND_OF_JUNE):
        assert gm.post("/complaints/indicators/2024-05/recount/").status_code == 302
        gm.post("/complaints/indicators/2024-05/bulletin/publish/", {})
        place.order(**closed_after(24, 48, score=1))  # type: ignore[arg-type]
        assert gm.post("/complaints/indicators/2024-05/recount/").status_code == 409
        assert gm.post("/complaints/indicators/2024-05/bulletin/publish/", {}).status_code == 409
    assert MonthFigure.objects.get(code="composite_score", org=place.project.org).value == before


def test_a_month_under_way_cannot_be_published() -> None:
    told, _place = may()
    freeze(date(2024, 6, 1), at(SECOND_OF_JUNE))
    with when(SECOND_OF_JUNE):
        answer = client_of(told, "gm").post("/complaints/indicators/2024-06/bulletin/publish/", {})
    assert answer.status_code == 409
    assert MonthReport.objects.get(month=date(2024, 6, 1)).published_at is None


@pytest.mark.requirement("S3-39d")
def test_a_new_indicator_is_saved_only_with_weights_of_100_and_is_a_column_next_month() -> None:
    told, place = may()
    gm = client_of(told, "gm")
    shares = {"on_spot_completion_rate": "50", "project_completion_rate": "40"}
    with when("2024-05-20 09:00"):
        answer = gm.post("/complaints/indicators/scheme/", shares)
        assert answer.status_code == 422
        assert "90" in answer.content.decode()
        assert not AssessmentScheme.objects.exists()
        assert client_of(told, "group_agent").get("/complaints/indicators/scheme/").status_code == 404
        gm.post("/complaints/indicators/scheme/", {**shares, "issue_in_60m_rate": "10"})
    assert AssessmentScheme.objects.get().from_month == date(2024, 6, 1)
    place.clock(place.order(issued="2024-06-03 10:00").case, "complaints.order.T2", at("2024-06-03 10:00"), 60, 30)
    assert "issue_in_60m_rate" not in freeze(MAY, FIRST_OF_JUNE).scheme
    freeze(date(2024, 6, 1), at("2024-07-01 01:30"))
    with when("2024-07-01 09:00"):
        page = gm.get("/complaints/indicators/2024-06/centres/").content.decode()
    assert "Orders issued in time<br>10 %" in page


@pytest.mark.requirement("S3-39d")
def test_a_centres_score_sheet_is_frozen_and_printed() -> None:
    told, place = may()
    total = MonthFigure.objects.get(code="centre_score", org=place.project.org)
    # nobody inspected anything and no clock ran: 20 % for the spot (1 of 7), 20 % for the completion (7 of 7)
    assert (total.denominator, str(total.value)) == (40, "57.15")
    client = client_of(told, "gm")
    with when(SECOND_OF_JUNE):
        pdf = client.get(f"/complaints/indicators/2024-05/centres/{place.project.org_id}.pdf").content
        xlsx = client.get(f"/complaints/indicators/2024-05/centres/{place.project.org_id}.xlsx").content
    assert pdf.startswith(b"%PDF")
    rows = CalamineWorkbook.from_filelike(BytesIO(xlsx)).get_sheet_by_index(0).to_python()
    spot = next(row for row in rows if row[0] == "On-spot completion rate")
    assert spot[1:5] == ["20 %", "1 / 7", "14.29", "2.86"]


def test_what_cannot_be_counted_is_a_dash_and_not_nought() -> None:
    told, place = may(orders=0)
    page = text_of(client_of(told, "gm"), f"/complaints/indicators/?place={place.project.org_id}")
    on_time = page[page.index("Completed on time") - 400 : page.index("Completed on time")]
    assert "0.00 %" not in on_time


@pytest.mark.parametrize(
    "path",
    [
        "",
        "2024-05/bulletin/",
        "2024-05/centres/",
        "mine/",
        "2024-05/on_time_rate/{org}/",
        "2024-05/on_time_rate/{org}/?side=above",
    ],
)
def test_the_questions_do_not_grow_with_cases_and_projects(path: str) -> None:
    told, place = may(orders=1)
    client = client_of(told, "gm")
    address = f"/complaints/indicators/{path.format(org=place.project.org_id)}"

    def questions() -> int:
        with when(SECOND_OF_JUNE), CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    questions()
    before = questions()
    for _ in range(5):
        more = Place(centre.project(place.project.region))
        for _n in range(6):
            more.order(**closed_after(48, 24, score=5))  # type: ignore[arg-type]
            place.order(**closed_after(48, 24, score=5))  # type: ignore[arg-type]
    freeze(MAY, FIRST_OF_JUNE)
    assert questions() == before
