"""Lists: views, filters that live in the address, keyset pages, own columns, workbooks on record."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen.complaints.models import OrderRecord
from shouwen.kernel import clock
from shouwen.kernel.models import Case
from shouwen.web.cases import listing
from shouwen.web.models import Export, SavedView
from tests.factories import centre
from tests.factories.story import Story, at
from tests.web.cases.conftest import As, number
from tests.web.cases.test_case_page import text_of

pytestmark = pytest.mark.django_db
ORDERS = "/cases/?flow=complaints.order"
NOON = at("2024-05-06 13:00")
Numbers = Callable[[str], list[str]]


def more(told: Story, titles: list[str]) -> list[Case]:
    """Further orders like the first, with these titles; as the importer or the demo leaves them."""
    assert told.order is not None
    first = Case.objects.get(pk=told.order.pk)
    record = OrderRecord.objects.get(case=first)
    made = []
    for title in titles:
        case = Case.objects.get(pk=first.pk)
        case.pk, case.title, case.number = None, title, ""
        case.number = f"DD-240506-9{Case.objects.count():05d}"
        case.save(force_insert=True)
        record.case = case
        record.save(force_insert=True)
        made.append(case)
    return made


@pytest.fixture
def numbers(agreed: Story, as_: As) -> Numbers:
    """The case numbers a list shows to the general manager, in order."""

    def shown(query: str) -> list[str]:
        with clock.moved_to(NOON):
            answer = as_(agreed, "gm").get(f"{ORDERS}{query}")
        assert answer.status_code == 200
        return [row.case.number for row, _cells in answer.context["rows"]]

    return shown


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("&state=in_progress", True),
        ("&state=closed", False),
        ("&type=maintenance", True),
        ("&type=property_service", False),
        ("&level=general&department=property_repair", True),
        ("&when=open", True),
        ("&when=late", False),
        ("&when=closed", False),
        ("&since=2024-05-06&until=2024-05-06", True),
        ("&since=2024-05-07", False),
        ("&q=渗水", True),
        ("&q=漏电", False),
        ("&q=水", True),  # one character is passed over
        ("&q=dd-2405", True),
        ("&q=DD-9999", False),
        ("&state=nonsense&since=never&project=x", True),
    ],
)
def test_a_filter_in_the_address_narrows_the_list(agreed: Story, numbers: Numbers, query: str, found: bool) -> None:
    assert numbers(query) == ([number(agreed)] if found else [])


def test_the_filters_by_time_follow_the_running_deadlines(agreed: Story, as_: As) -> None:
    def shown(query: str, when: str) -> int:
        with clock.moved_to(at(when)):
            return len(as_(agreed, "gm").get(f"{ORDERS}{query}").context["rows"])

    assert shown("&when=soon", "2024-05-06 16:59") == 0
    assert shown("&when=soon", "2024-05-06 17:30") == 1  # progress by 18:00
    assert shown("&when=late", "2024-05-06 18:00") == 0  # the instant itself is in time
    assert shown("&when=late", "2024-05-06 18:01") == 1


def test_my_own_open_cases_are_those_i_owe_or_took_in(agreed: Story, as_: As) -> None:
    with clock.moved_to(NOON):
        for name, sees in (("head_property_repair", 1), ("agent", 1), ("gm", 0)):
            assert len(as_(agreed, name).get(f"{ORDERS}&when=open&mine=1").context["rows"]) == sees


def test_every_chosen_filter_is_a_chip_that_takes_only_itself_away(agreed: Story, as_: As) -> None:
    with clock.moved_to(NOON):
        chips = as_(agreed, "gm").get(f"{ORDERS}&type=maintenance&q=渗水&since=2024-05-01").context["chips"]
    found = {chip["text"]: chip["remove_url"] for chip in chips}
    assert set(found) == {"Maintenance and repair", "渗水", "Opened from 2024-05-01"}
    assert "type=" not in found["Maintenance and repair"]
    assert "since=2024-05-01" in found["Maintenance and repair"]


@pytest.mark.requirement("S3-I02")
def test_a_list_shows_only_what_lies_in_the_scope(agreed: Story, as_: As) -> None:
    agreed.cast.staff["stranger"] = centre.holder(centre.Role.PROJECT_AGENT, centre.project())
    assert list(as_(agreed, "stranger").get(ORDERS).context["rows"]) == []
    assert len(as_(agreed, "agent").get(ORDERS).context["rows"]) == 1


def test_pages_are_reached_by_keys_in_both_directions(agreed: Story, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    more(agreed, ["甲", "乙", "丙"])
    browser = as_(agreed, "gm")

    def page(url: str) -> tuple[list[str], str, str]:
        context = browser.get(url).context
        return [row.case.title for row, _c in context["rows"]], context["newer_url"], context["older_url"]

    first, newer, older = page(ORDERS)
    assert (first, newer) == (["丙", "乙"], "")
    second, newer, oldest = page(f"/cases/{older}")
    assert (second, oldest) == (["甲", "卫生间顶板渗水"], "")
    assert page(f"/cases/{newer}")[0] == first


def test_counts_stop_at_a_hundred(agreed: Story, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_COUNTED", 3)
    more(agreed, ["甲", "乙", "丙", "丁"])
    tabs = {str(tab.title): tab.count for tab in as_(agreed, "gm").get(ORDERS).context["tabs"]}
    assert tabs["All open"] == "99+"
    assert tabs["Everything"] is None


def test_a_view_is_saved_shown_with_its_count_and_forgotten_by_its_owner_only(agreed: Story, as_: As) -> None:
    browser = as_(agreed, "gm")
    browser.post("/cases/views/", {"name": "渗水", "query": "flow=complaints.order&q=渗水&before=9"})
    view = SavedView.objects.get()
    assert "before" not in view.query
    with clock.moved_to(NOON):
        tab = next(tab for tab in browser.get(ORDERS).context["tabs"] if tab.title == "渗水")
        assert (tab.count, tab.current) == (1, False)
        assert any(t.current and t.title == "渗水" for t in browser.get(f"/cases/{tab.url}").context["tabs"])
    assert as_(agreed, "dgm").post(f"/cases/views/{view.pk}/drop/").status_code == 404
    browser.post(f"/cases/views/{view.pk}/drop/")
    assert not SavedView.objects.exists()


def test_a_view_needs_a_name(agreed: Story, as_: As) -> None:
    answer = as_(agreed, "gm").post("/cases/views/", {"name": " ", "query": "flow=complaints.order"}, follow=True)
    assert "it has no name yet" in text_of(answer)
    assert not SavedView.objects.exists()


def test_the_columns_are_the_readers_choice(agreed: Story, as_: As) -> None:
    columns = as_(agreed, "gm").get(f"{ORDERS}&cols=title&cols=agent").context["columns"]
    assert [column.name for column in columns] == ["number", "title", "agent"]


@pytest.mark.requirement("S3-I04")
def test_an_export_holds_the_filtered_rows_and_is_on_record(agreed: Story, as_: As) -> None:
    more(agreed, ["=1+1", "别的事"])
    with clock.moved_to(NOON):
        answer = as_(agreed, "gm").post("/cases/export/", {"query": "flow=complaints.order&cols=number&cols=title"})
    rows = list(openpyxl.load_workbook(BytesIO(b"".join(answer))).active.values)
    assert rows[0] == ("Number", "Matter")
    assert [row[1] for row in rows[1:]] == ["别的事", "=1+1", "卫生间顶板渗水"]
    assert (Export.objects.get().rows, Export.objects.get().staff.name) == (3, "gm")


def test_an_export_reads_on_beyond_one_chunk(agreed: Story, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shouwen.web.cases.workbook.CHUNK", 2)
    more(agreed, ["甲", "乙", "丙"])
    answer = as_(agreed, "gm").post("/cases/export/", {"query": "flow=complaints.order"})
    assert len(list(openpyxl.load_workbook(BytesIO(b"".join(answer))).active.values)) == 5


def test_a_list_asks_as_often_for_thirty_rows_as_for_one(agreed: Story, as_: As) -> None:
    browser = as_(agreed, "gm")

    def questions() -> int:
        with clock.moved_to(NOON), CaptureQueriesContext(connection) as asked:
            browser.get(ORDERS)
        return len(asked)

    few = questions()
    more(agreed, [f"第 {n} 件" for n in range(30)])
    assert questions() == few


def test_the_words_of_a_title_are_answered_by_their_index(agreed: Story) -> None:
    more(agreed, ["外墙空鼓"])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT id FROM kernel_case WHERE shouwen_bigrams(title) @> ARRAY['空鼓']")
        assert "kernel_case_title_bigrams" in " ".join(line for (line,) in cursor.fetchall())


def test_an_unknown_flow_is_absent_and_every_flow_has_its_list(agreed: Story, as_: As) -> None:
    browser = as_(agreed, "gm")
    assert browser.get("/cases/?flow=no.such").status_code == 404
    for flow in browser.get("/cases/").context["flows"]:
        assert browser.get(f"/cases/?flow={flow.code}").status_code == 200
        assert browser.get(f"/flows/{flow.code}/").status_code == 200
    assert browser.get("/flows/no.such/").status_code == 404


def test_a_word_that_many_titles_have_finds_the_same(
    agreed: Story, numbers: Numbers, monkeypatch: pytest.MonkeyPatch
) -> None:
    more(agreed, ["渗水又来", "异响"])
    rare = numbers("&q=渗水")
    monkeypatch.setattr("shouwen.web.cases.filters._MANY", 2)
    assert numbers("&q=渗水") == rare
    assert len(rare) == 2


def test_the_other_procedures_are_one_menu_beside_the_title(agreed: Story, as_: As) -> None:
    html = as_(agreed, "agent").get(ORDERS).content.decode()
    head, _, rest = html[html.index("<h1>") :].partition("</h1>")
    menu = rest[: rest.index("</details>")]
    assert "Supervision order" in head
    assert "Other procedures" in menu
    assert 'href="?flow=complaints.complaint"' in menu
    assert 'href="?flow=complaints.order"' not in menu


def test_a_list_opens_on_what_is_open_and_everything_is_one_tab_away(agreed: Story, as_: As) -> None:
    (closed,) = more(agreed, ["早已结案"])
    Case.objects.filter(pk=closed.pk).update(closed_at=NOON, state="closed")
    browser = as_(agreed, "gm")

    def rows(query: str) -> list[str]:
        return [row.case.number for row, _cells in browser.get(f"{ORDERS}{query}").context["rows"]]

    def tab(query: str) -> str:
        (current,) = [tab.title for tab in browser.get(f"{ORDERS}{query}").context["tabs"] if tab.current]
        return str(current)

    assert (rows(""), tab("")) == ([number(agreed)], "All open")
    assert (set(rows("&when=all")), tab("&when=all")) == ({number(agreed), closed.number}, "Everything")
    assert rows("&q=结案") == [closed.number]  # whoever searches looks in everything
    without_time = next(iter(browser.get(f"{ORDERS}&when=open").context["chips"]))["remove_url"]
    assert "when=all" in without_time  # taking the filter away does not bring it back
