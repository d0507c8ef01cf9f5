"""The pages of payroll per role: statements, lines, sign-off, receipt, papers, bonuses, own lines, appeals, the API."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from shouwen.kernel.api.identity import new_token
from shouwen.kernel.models import BonusBase, PenaltyLine
from shouwen.payroll import papers, reading, statements
from shouwen.payroll.models import PenaltyAppeal, Statement
from shouwen.web.models import Export
from tests.factories.pages import client_of, when
from tests.factories.story import Story, issued
from tests.payroll.test_statements import HEAD, MAY, base, charge, made

pytestmark = pytest.mark.django_db
READERS = ("hr_centre", "finance_centre", "gm", "vice_president")


@pytest.fixture
def told() -> Story:
    """A head of department with six shares of a bonus of 5,000 CNY, and a specialist 5 minutes late; no statement."""
    story = issued()
    base(story, HEAD, 5000)
    for n in range(6):
        charge(story, HEAD, "0", f"2024-05-{6 + n:02} 12:10", f"share{n}", percent="20")
    charge(story, "agent", "100", "2024-05-20 10:35", "block")
    return story


def html(told: Story, who: str, path: str) -> str:
    with when("2024-06-01 09:00"):
        answer = client_of(told, who).get(path)
    assert answer.status_code == 200, (who, path, answer.status_code)
    return str(answer.content.decode())


def body_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


@pytest.mark.requirement("S3-36e")
def test_human_resources_and_finance_see_sums_people_and_lines(told: Story) -> None:
    made(MAY)
    for who in READERS:
        assert "2024-05" in html(told, who, "/payroll/")
        page = html(told, who, "/payroll/2024-05/")
        assert "CNY 6,100" in page
        assert "CNY 5,100" in page
        assert "capped" in page
    lines = html(told, "hr_centre", "/payroll/2024-05/lines/")
    assert "20 % of the bonus of 2024-05, CNY 5,000" in lines
    assert told.order is not None
    assert f"/cases/{told.order.number}/" in lines
    person = told.cast.staff["agent"].pk
    only = html(told, "hr_centre", f"/payroll/2024-05/lines/?person={person}")
    assert "CNY 100" in only
    assert "20 %" not in only
    assert "reproduced" in html(told, "hr_centre", "/payroll/2024-05/proof/")


def test_a_chairman_reads_the_own_company_and_nobody_else_anything(told: Story) -> None:
    made(MAY)
    own = html(told, "chairman_property", "/payroll/2024-05/")
    assert HEAD in own
    assert ">agent<" not in own
    assert HEAD not in html(told, "chairman_region", "/payroll/2024-05/lines/")
    with when("2024-06-01 09:00"):
        assert client_of(told, "chairman_property").get("/payroll/2024-05/proof/").status_code == 404
        for who in ("agent", HEAD, "dgm"):
            assert client_of(told, who).get("/payroll/2024-05/").status_code == 403
        assert client_of(told, "hr_centre").get("/payroll/2024-04/").status_code == 404


@pytest.mark.requirement("S3-36e")
def test_it_is_signed_off_with_two_taps_and_received(told: Story) -> None:
    made(MAY)
    assert "/payroll/2024-05/sign/" in html(told, "gm", "/payroll/2024-05/")
    assert "/payroll/2024-05/sign/" not in html(told, "hr_centre", "/payroll/2024-05/")
    with when("2024-06-01 09:00"):
        assert client_of(told, "hr_centre").post("/payroll/2024-05/sign/").status_code == 403
        assert client_of(told, "gm").post("/payroll/2024-05/sign/").status_code == 302
        assert client_of(told, "gm").post("/payroll/2024-05/sign/").status_code == 409
        assert client_of(told, "hr_centre").post("/payroll/2024-05/receipt/").status_code == 302
    assert "Signed off" in html(told, "finance_centre", "/payroll/")
    assert Statement.objects.get().receipts.get().centre == "hr_centre"


@pytest.mark.requirement("S3-I04")
def test_workbook_and_paper_say_the_same_and_are_on_record(told: Story) -> None:
    made(MAY)
    with when("2024-06-01 09:00"):
        client = client_of(told, "finance_centre")
        book = CalamineWorkbook.from_filelike(BytesIO(body_of(client.get("/payroll/2024-05/statement.xlsx"))))
        paper = body_of(client.get("/payroll/2024-05/statement.pdf"))
    assert book.sheet_names == ["By person", "Line by line"]
    people, lines = (book.get_sheet_by_index(n).to_python() for n in (0, 1))
    assert sum(row[6] for row in people[2:]) == 5100
    assert len(lines) == 8
    assert sum(row[14] for row in lines[1:]) == 5100
    assert paper.startswith(b"%PDF")
    assert sorted(Export.objects.values_list("flow", "rows")) == [("payroll.statement", 7)] * 2


@pytest.mark.requirement("S3-I04")
def test_many_lines_are_left_to_the_workbook_and_the_paper_says_so(told: Story) -> None:
    for number in range(papers.MOST_PRINTED):
        charge(told, HEAD, "10", "2024-05-08 10:00", f"many:{number}")
    statement = made(MAY)
    reader = reading.reader_of(told.cast.actor("finance_centre"), MAY)
    with override("en"):
        data, printed = papers.composed(statement, reader)
    book, written = papers.workbook(statement, reader)
    book.close()
    assert (printed, written) == (0, papers.MOST_PRINTED + 7)
    assert f"The {papers.MOST_PRINTED + 7} lines are in the workbook" in data["remark"]
    assert [row[2] for row in data["people"]["rows"]] == [told.cast.staff[HEAD].name, told.cast.staff["agent"].name]
    paper, _printed = papers.paper(statement, reader)
    assert max(re.findall(rb"/Count (\d+)", paper)) == b"1"


def test_a_list_of_lines_asks_the_same_number_of_questions_however_long(
    told: Story, django_assert_max_num_queries: Any
) -> None:
    def questions() -> int:
        with when("2024-06-01 09:00"), django_assert_max_num_queries(60) as asked:
            client_of(told, "hr_centre").get("/payroll/2024-05/lines/")
        return len(asked.captured_queries)

    for n in range(30):
        charge(told, HEAD, "200", f"2024-05-{n % 28 + 1:02} 18:00", f"more{n}")
    made(MAY)
    many = questions()
    with when("2024-06-01 09:00"), django_assert_max_num_queries(60) as asked:
        client_of(told, "hr_centre").get(f"/payroll/2024-05/lines/?person={told.cast.staff['agent'].pk}")
    assert abs(len(asked.captured_queries) - many) <= 1  # the person's sum above the list


@pytest.mark.requirement("S3-I06")
@pytest.mark.parametrize("path", ["/payroll/2024-05/", "/payroll/2024-05/lines/", "/payroll/preview/"])
def test_a_person_is_asked_for_by_a_name_that_stands_in_no_address(told: Story, path: str) -> None:
    if "preview" not in path:
        made(MAY)
    with when("2024-05-31 22:00" if "preview" in path else "2024-06-01 09:00"):
        client = client_of(told, "hr_centre")
        asked = client.post(path, {"q": HEAD}).content.decode()
        by_address = client.get(path, {"q": HEAD}).content.decode()
    assert f'<form class="sw-row" method="post" action="{path}"' in asked
    assert f'value="{HEAD}"' in asked
    assert rows_of(asked, HEAD) == rows_of(by_address, HEAD) > 0
    assert rows_of(asked, "agent") == 0
    assert rows_of(by_address, "agent") == 1


def rows_of(page: str, name: str) -> int:
    return len(re.findall(rf">{name}</a>", page.split("<tbody>")[1]))


def test_the_next_lines_of_a_name_are_asked_for_without_an_address(told: Story) -> None:
    for n in range(reading.PAGE):
        charge(told, HEAD, "200", f"2024-05-{n % 28 + 1:02} 18:00", f"more{n}")
    made(MAY)
    path = "/payroll/2024-05/lines/"
    with when("2024-06-01 09:00"):
        client = client_of(told, "hr_centre")
        first = client.post(path, {"q": HEAD}).content.decode()
        fields = dict(re.findall(r'<input type="hidden" name="(q|before)" value="([^"]+)">', first))
        second = client.post(path, fields).content.decode()
    assert rows_of(first, HEAD) == reading.PAGE
    assert fields["q"] == HEAD
    assert rows_of(second, HEAD) == 6


def test_the_month_so_far_is_shown_before_the_statement(told: Story) -> None:
    with when("2024-05-31 18:00"):
        page = client_of(told, "hr_centre").get("/payroll/preview/").content.decode()
    assert "CNY 5,100" in page
    assert HEAD in page


def test_a_missing_statement_is_said_aloud(told: Story) -> None:
    made(MAY)
    assert "is missing" not in html(told, "hr_centre", "/payroll/")
    with when("2024-07-01 09:00"):
        page = client_of(told, "hr_centre").get("/payroll/").content.decode()
    assert "The statement for 2024-06 is missing." in page


# ---- bonuses --------------------------------------------------------------------------------------------------------


def upload(told: Story, text: str) -> tuple[Client, Any]:
    client = client_of(told, "hr_centre")
    file = SimpleUploadedFile("bonus.csv", text.encode(), "text/csv")
    return client, client.post("/payroll/bonus/", {"file": file})


@pytest.mark.requirement("S3-35a")
def test_human_resources_import_bonuses_with_a_word_for_every_row(told: Story) -> None:
    """A known month already reckoned from, an unknown number, no amount; the good row brings the pending share."""
    charge(told, "dgm", "0", "2024-05-07 12:10", "pending", percent="20")
    number = {name: told.cast.staff[name].staff_no for name in ("dgm", HEAD, "agent")}
    rows = [f"{number['dgm']},2024-05,8000", f"{number[HEAD]},2024-05,6000", "nobody,2024-05,5000",
            f"{number['agent']},May,5000", f"{number['agent']},2024-05,-1"]  # fmt: skip
    with when("2024-05-25 09:00"):
        client, answer = upload(told, "\n".join(["工号,月份,月度综合奖金", *rows]))
        assert answer.status_code == 302
        page = client.get(answer.url).content.decode()
        for words in ("Shares were taken of 5000.00 CNY", "Nobody has the staff number", "is no month", "no amount"):
            assert words in page
        assert "Take 1 rows in" in page
        assert client.post(f"{answer.url}commit/").status_code == 302
    assert BonusBase.objects.get(person=told.cast.staff["dgm"]).amount == 8000
    assert PenaltyLine.objects.get(key="pending:base").amount == Decimal(1600)
    assert BonusBase.objects.get(person=told.cast.staff[HEAD]).amount == 5000


def test_bonuses_are_for_human_resources_and_a_picture_is_no_table(told: Story) -> None:
    with when("2024-05-25 09:00"):
        assert client_of(told, "finance_centre").get("/payroll/bonus/").status_code == 403
        client = client_of(told, "hr_centre")
        answer = client.post("/payroll/bonus/", {"file": SimpleUploadedFile("x.xlsx", b"no workbook")})
        assert answer.status_code == 422
        assert client.post("/payroll/bonus/").status_code == 422


@pytest.mark.requirement("S3-35a")
def test_a_bonus_file_is_shown_as_it_stands_with_its_amounts_as_money(told: Story) -> None:
    staff = told.cast.staff["agent"]
    with when("2024-05-25 09:00"):
        client, answer = upload(told, f"月度综合奖金,工号,姓名,月份\n6200,{staff.staff_no},{staff.name},2024-05")
        page = client.get(answer.url).content.decode()
    shown = page[page.index("The first rows") :]
    heads = re.findall(r"<th[^>]*>([^<]+)</th>", shown)
    cells = re.findall(r"<td[^>]*>([^<]+)</td>", shown)
    assert heads == ["Bonus, CNY", "Staff number", "Name", "Month"]
    assert cells == ["6,200.00", staff.staff_no, staff.name, "2024-05"]


def test_an_empty_bonus_file_is_called_empty_and_one_without_rows_as_well(told: Story) -> None:
    with when("2024-05-25 09:00"):
        client, answer = upload(told, "")
        assert answer.status_code == 422
        assert "“bonus.csv” is empty" in answer.content.decode()
        assert "at most 10 MB" not in answer.content.decode()
        _client, answer = upload(told, "工号,月份,月度综合奖金\n")
        page = client.get(answer.url).content.decode()
    assert "The file has no row below its header." in page
    assert "Every row was taken in." not in page


# ---- own lines and appeals ------------------------------------------------------------------------------------------


@pytest.mark.requirement("S3-I05")
def test_everybody_sees_the_own_lines_with_their_arithmetic_and_no_others(told: Story) -> None:
    with when("2024-05-25 09:00"):
        own = client_of(told, HEAD).get("/payroll/mine/").content.decode()
        other = client_of(told, "agent").get("/payroll/mine/").content.decode()
    assert "20 % of the bonus of 2024-05" in own
    assert "Appeals are possible until 5-31 23:50" in own
    assert "20 %" not in other


@pytest.mark.requirement("S3-I05")
def test_an_appeal_is_sent_decided_and_the_decision_shown(told: Story) -> None:
    line = PenaltyLine.objects.get(key="block")
    with when("2024-05-25 09:00"):
        empty = client_of(told, "agent").post(f"/payroll/mine/{line.pk}/appeal/", {"reason": " "})
        assert empty.status_code == 422
        sent = client_of(told, "agent").post(f"/payroll/mine/{line.pk}/appeal/", {"reason": "系统故障"})
        assert sent.status_code == 302
        found = PenaltyAppeal.objects.get(line=line)
        assert "系统故障" in client_of(told, "gm").get("/payroll/appeals/").content.decode()
        assert "系统故障" not in client_of(told, "dgm").get("/payroll/appeals/").content.decode()
        path = f"/payroll/appeals/{found.pk}/"
        assert client_of(told, "dgm").post(path).status_code == 403
        unsure = client_of(told, "gm").post(path, {"decision": "?", "reason": "想一想"})
        assert unsure.status_code == 422
        assert 'value="想一想"' in unsure.content.decode()
        assert client_of(told, "gm").post(path, {"decision": "waived", "reason": "属实"}).status_code == 302
        assert "属实" in client_of(told, "agent").get("/payroll/mine/").content.decode()
    assert PenaltyLine.objects.get(reverses=line).amount == -line.amount


def test_another_persons_line_does_not_exist_for_me(told: Story) -> None:
    line = PenaltyLine.objects.get(key="block")
    with when("2024-05-25 09:00"):
        assert client_of(told, HEAD).post(f"/payroll/mine/{line.pk}/appeal/", {"reason": "不服"}).status_code == 404
    assert not PenaltyAppeal.objects.exists()


def test_a_reported_line_can_no_longer_be_appealed_against(told: Story) -> None:
    made(MAY)
    line = PenaltyLine.objects.get(key="block")
    with when("2024-06-01 09:00"):
        page = client_of(told, "agent").get("/payroll/mine/").content.decode()
        answer = client_of(told, "agent").post(f"/payroll/mine/{line.pk}/appeal/", {"reason": "不服"})
    assert answer.status_code == 409
    assert "不服" in answer.content.decode()
    assert f"/payroll/mine/{line.pk}/appeal/" not in page


# ---- the API --------------------------------------------------------------------------------------------------------


def api(told: Story, who: str, path: str) -> Any:
    with when("2024-06-01 09:00"):
        token = new_token(told.cast.staff[who], "payroll")
        return Client(headers={"Authorization": f"Bearer {token}"}).get(f"/api/payroll/statements{path}")


@pytest.mark.requirement("S3-36e")
def test_a_system_of_human_resources_reads_statement_and_lines_by_cursor(told: Story) -> None:
    made(MAY)
    [shown] = api(told, "hr_centre", "").json()
    assert (shown["month"], Decimal(shown["executed"]), shown["lines"]) == ("2024-05", Decimal(5100), 7)
    found, after = [], 0
    while after is not None:
        page = api(told, "hr_centre", f"/2024-05/lines?after={after}&limit=3").json()
        found += page["items"]
        after = page["next"]
    assert len(found) == 7
    assert sum(Decimal(one["executed"]) for one in found) == Decimal(5100)
    assert api(told, "agent", "").json() == []
    assert api(told, "agent", "/2024-05").status_code == 404
    assert api(told, "hr_centre", "/2024-04/lines").status_code == 404


def test_the_api_shows_a_chairman_the_sums_of_the_own_company(told: Story) -> None:
    statements.make(MAY)
    shown = api(told, "chairman_property", "/2024-05").json()
    assert (shown["people"], Decimal(shown["executed"])) == (1, Decimal(5000))
    assert {one["name"] for one in api(told, "chairman_property", "/2024-05/lines").json()["items"]} == {HEAD}


def test_the_base_of_another_month_does_not_count(told: Story) -> None:
    base(told, "agent", 4000, date(2024, 4, 1))
    line = charge(told, "agent", "0", "2024-05-08 12:10", "may", percent="20")
    assert (line.amount, line.base) == (0, None)
