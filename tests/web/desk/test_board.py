"""The day board: for who sees the whole group, its figures, and the lists they open into."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen.complaints.flows import Order
from shouwen.kernel import clock
from shouwen.web.desk import heat
from shouwen.web.desk.figures import Day
from tests.factories.story import Story, agreed, at, issued, registered, submitted
from tests.web.desk.conftest import Browser

pytestmark = pytest.mark.django_db


def day(when: str) -> Day:
    """The board at a wall time, every figure looked up."""
    with clock.moved_to(at(when)):
        found = Day()
        for figure in ("open_cases", "regions", "hours", "ladder", "latest", "issued", "closed", "fines", "blocked"):
            getattr(found, figure)
    return found


@pytest.mark.parametrize("path", ["/board/", "/board/wall/", "/board/late/", "/board/open/"])
def test_it_exists_for_the_group_and_for_nobody_else(browser_of: Browser, path: str) -> None:
    told = submitted()
    with clock.moved_to(at("2024-05-06 10:30")):
        assert browser_of(told.cast.staff["gm"]).get(path).status_code == 200
        assert browser_of(told.cast.staff["agent"]).get(path).status_code == 404
        assert browser_of(told.cast.staff["chairman_region"]).get(path).status_code == 404


def test_it_tells_what_is_late_who_holds_it_since_when_and_what_it_has_cost() -> None:
    told = submitted()
    told.sweep("2024-05-06 11:31")
    found = day("2024-05-06 11:31")
    (latest,) = found.latest
    assert found.late == 1
    assert latest.owed.debtor == told.cast.staff["dgm"]
    assert latest.owed.due_at == at("2024-05-06 11:20")
    assert latest.cost == Decimal(200)
    assert found.fines == Decimal(200)


def test_open_issued_and_due_soon_are_counted() -> None:
    issued()
    found = day("2024-05-06 11:30")
    assert found.open_cases == 2
    assert found.issued == 1
    assert found.closed == 0
    assert found.hour == 1
    assert [(r.late, r.hour, r.all) for r in found.regions] == [(0, 1, 3)]


def test_what_was_issued_yesterday_is_not_issued_today() -> None:
    issued()
    assert day("2024-05-07 09:00").issued == 0


def test_a_blocked_visit_is_counted_as_blocked() -> None:
    told = issued()
    facts = {"kind": "unreachable", "visited_at": "2024-05-06 11:40", "facts": "无人"}
    told.take(Order.record_blocked, "head_property_repair", "2024-05-06 11:50", given=facts)
    assert day("2024-05-06 12:00").blocked == 1


def test_a_case_that_ended_today_is_counted_as_closed() -> None:
    told = issued()
    facts = {"kind": "refused", "visited_at": "2024-05-06 11:40", "facts": "不合理"}
    told.take(Order.record_blocked, "head_property_repair", "2024-05-06 11:50", ("refusal_record",), given=facts)
    told.take(Order.call_back, "group_agent", "2024-05-06 12:00", given={"outcome": "unreasonable"})
    told.take(Order.close_unreasonable, "gm", "2024-05-06 12:10", given={"reason": "不合理"})
    found = day("2024-05-06 12:30")
    assert found.closed == 2
    assert found.open_cases == 0


def test_the_ladder_counts_the_days_by_which_they_are_late() -> None:
    agreed()
    assert list(day("2024-05-11 10:00").ladder)[:4] == [0, 0, 1, 0]
    assert day("2024-06-11 10:00").ladder[-1] == 1


def test_the_hours_of_today_hold_what_falls_due_in_them() -> None:
    issued()
    hours = day("2024-05-06 11:30").hours
    assert hours[12] == (0, 1, 0)
    assert hours[18] == (0, 0, 1)


def test_every_figure_opens_into_its_list(browser_of: Browser) -> None:
    told = issued()
    client = browser_of(told.cast.staff["dgm"])
    assert told.order is not None
    with clock.moved_to(at("2024-05-06 11:30")):
        board = client.get("/board/").content.decode()
        for figure in ("open", "late", "hour", "issued", "closed", "blocked", "fines"):
            assert f'href="/board/{figure}/"' in board
            assert client.get(f"/board/{figure}/").status_code == 200
        assert told.order.number in client.get("/board/issued/").content.decode()
        assert told.order.number in client.get("/board/hour/?at=12").content.decode()
        assert told.order.number not in client.get("/board/hour/?at=18").content.decode()
        assert told.order.number not in client.get("/board/running/?region=0").content.decode()
        assert client.get("/board/nothing/").status_code == 404


def test_its_questions_do_not_grow_with_the_cases(browser_of: Browser) -> None:
    told = registered()
    client = browser_of(told.cast.staff["gm"])

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked, clock.moved_to(at("2024-05-06 11:00")):
            client.get("/board/")
        return len(asked)

    questions()
    before = questions()
    _more(told)
    assert questions() == before


def _more(told: Story) -> None:
    case = told.complaint
    assert case is not None
    first = told.owed("T1")
    for n in range(5):
        first.pk, first._state.adding = None, True
        first.save(force_insert=True)
        case.pk, case.number, case._state.adding = None, f"TS-X-{n}", True
        case.save(force_insert=True)


def test_the_wall_is_dark_and_renews_itself(browser_of: Browser) -> None:
    told = registered()
    with clock.moved_to(at("2024-05-06 10:30")):
        html = browser_of(told.cast.staff["gm"]).get("/board/wall/").content.decode()
    assert 'data-bs-theme="dark"' in html
    assert 'hx-trigger="every 30s, sw:seen"' in html
    assert "data-rests" in html
    assert "data-fullscreen" in html


def test_nobodys_name_home_or_words_are_on_the_wall(browser_of: Browser) -> None:
    told = submitted()
    told.sweep("2024-05-06 11:31")
    with clock.moved_to(at("2024-05-06 11:31")):
        client = browser_of(told.cast.staff["gm"])
        wall, board = (client.get(path).content.decode() for path in ("/board/wall/", "/board/"))
    assert told.order is not None
    assert told.order.number in wall
    assert told.order.title in board
    latest = wall[wall.index("sw-w-late") :]
    for private in (told.order.title, str(told.order.unit), "dgm"):
        assert private not in latest


def test_the_heat_map_holds_each_companys_clocks_of_today_by_the_hour() -> None:
    told = issued()
    with clock.moved_to(at("2024-05-06 11:30")):
        found = heat.of(Day())
    ((name, cells),) = found.rows
    counts = {cell.hour: cell.count for cell in cells if cell.count}
    assert name == told.cast.projects["P1"].region.name
    assert counts == {12: 1, 18: 1}
    assert found.now == 11
    assert found.hours[0] == 8
    assert found.hours[-1] == 20


def test_an_hour_that_is_over_shows_what_is_late_in_it_and_opens_into_it(browser_of: Browser) -> None:
    told = issued()
    with clock.moved_to(at("2024-05-06 14:00")):
        ((_name, cells),) = heat.of(Day()).rows
        noon = next(cell for cell in cells if cell.hour == 12)
        page = browser_of(told.cast.staff["gm"]).get(noon.url).content.decode()
    assert (noon.count, noon.level, noon.is_over) == (1, heat.LEVELS, True)
    assert told.order is not None
    assert told.order.number in page
