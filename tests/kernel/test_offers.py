"""What a person is offered on a case: what can be done and what still waits, nothing without an occasion."""

from __future__ import annotations

import pytest

from shouwen.complaints.flows import Order
from shouwen.complaints.models import CooperationTask, OrderRecord
from shouwen.kernel import clock, moves
from shouwen.kernel.errors import Refused, Why
from tests.factories.pages import client_of, when
from tests.factories.story import Story, agreed, at, issued

pytestmark = pytest.mark.django_db
HEAD = "head_property_repair"
DAY = "2024-05-07 10:00"


def offered(told: Story, who: str) -> dict[str, list[str]]:
    assert told.order is not None
    told.order.refresh_from_db()
    with clock.moved_to(at(DAY)):
        return {o.step.name: [str(m) for m in o.missing] for o in moves.offers(told.order, told.cast.actor(who))}


def an_open_task(told: Story) -> None:
    order = OrderRecord.objects.get(case=told.order)
    CooperationTask.objects.create(
        order=order, department="engineering", asked_at=at("2024-05-06 13:00"), due_at=at("2024-05-07 18:00")
    )


def test_a_step_that_waits_for_something_is_offered_with_what_is_missing() -> None:
    told = agreed()
    assert offered(told, HEAD)["apply_closure"] == []
    an_open_task(told)
    assert offered(told, HEAD)["apply_closure"] == ["还有配合任务没有完成。"]


def test_what_is_offered_as_waiting_is_refused_with_the_same_words() -> None:
    told = agreed()
    an_open_task(told)
    proofs = ("completion_signed", "photo_before", "photo_during", "photo_after")
    with pytest.raises(Refused) as refusal:
        told.take(Order.apply_closure, HEAD, DAY, proofs, given={"site_cleared": True})
    assert refusal.value.code == Why.WRONG_STATE
    assert [str(refusal.value)] == offered(told, HEAD)["apply_closure"]


def test_a_step_without_any_occasion_is_not_offered() -> None:
    told = issued()
    names = offered(told, "agent")
    assert "judge_visit" not in names  # nobody has been there yet
    assert "submit_claim_report" not in offered(told, HEAD)
    told.take(Order.check_in, HEAD, "2024-05-06 12:05", ("doorstep_photo",))
    assert offered(told, "agent")["judge_visit"] == []


def test_the_page_shows_it_disabled_with_the_words_and_offers_what_can_be_done_first() -> None:
    told = agreed()
    an_open_task(told)
    assert told.order is not None
    with when(DAY):
        html = client_of(told, HEAD).get(f"/cases/{told.order.number}/").content.decode()
        opened = client_of(told, HEAD).get(f"/cases/{told.order.number}/apply_closure/")
    assert "Still missing:" in html
    assert "A cooperation task is still open." in html
    assert f'href="/cases/{told.order.number}/apply_closure/"' not in html
    assert opened.status_code == 409
