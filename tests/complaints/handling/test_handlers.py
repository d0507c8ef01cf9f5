"""Who handles what: by importance and category, by the rulebook, by who is in office (S4-CMP-07)."""

from __future__ import annotations

import pytest

from shouwen.complaints.flows import Handling
from shouwen.complaints.handling import rules
from shouwen.customers.models import Customer
from shouwen.kernel import clock, posts, rulebook
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.models import Notice
from tests.complaints.handling import stage
from tests.complaints.handling.stage import handling, take
from tests.factories.story import at
from tests.house.people import everybody

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("S4-CMP-07")
@pytest.mark.parametrize(
    ("important", "kind", "handler"),
    [
        (True, "maintenance", "cs_manager"),
        (True, "marketing_contract", "cs_manager"),
        (False, "marketing_contract", "cs_clerk"),
        (False, "maintenance", "cs_assistant"),
    ],
)
def test_importance_goes_to_the_manager_contracts_to_the_clerk_the_rest_to_the_assistant(
    important: bool,  # noqa: FBT001 — a parameter of the table
    kind: str,
    handler: str,
) -> None:
    told = stage.company()
    Customer.objects.filter(pk=told.cast.customers["customer"].pk).update(is_important=important)
    told.cast.customers["customer"].refresh_from_db()
    stage.received(told, type=kind)
    assert handling(told).agent == told.cast.staff[handler]
    told_of = Notice.objects.filter(code="handling_assigned", channel="inbox")
    assert [notice.staff for notice in told_of] == [told.cast.staff[handler]]


@pytest.mark.requirement("S4-CMP-07")
def test_who_turns_out_to_be_important_is_handled_by_the_manager_alone() -> None:
    told = stage.received()
    given = {**stage.CLASSIFIED, "is_important": True}
    take(told, Handling.register, "cs_assistant", "2024-05-06 10:10", **given)
    assert handling(told).agent == told.cast.staff["cs_manager"]
    with pytest.raises(Refused) as refused:
        take(told, Handling.transfer, "cs_assistant", "2024-05-06 10:20", **stage.TRANSFER)
    assert refused.value.code == Why.WRONG_ROLE
    take(told, Handling.transfer, "cs_manager", "2024-05-06 10:20", **stage.TRANSFER)


@pytest.mark.requirement("S4-CMP-07")
def test_classified_anew_it_changes_hands_with_what_is_owed() -> None:
    told = stage.registered()
    anew = {"category": "marketing_contract", "level": "general", "is_important": False, "reason": "争议在合同条款"}
    take(told, Handling.reclassify, "cs_manager", "2024-05-06 11:00", **anew)
    assert handling(told).agent == told.cast.staff["cs_clerk"]
    assert stage.owed(told, "REPLY").debtor == told.cast.staff["cs_clerk"]


@pytest.mark.requirement("S4-CMP-07")
def test_the_rule_is_the_rulebooks() -> None:
    with rulebook.rehearsing({rules.IN_GENERAL.code: "cs_clerk"}):
        told = stage.received()
    assert handling(told).agent == told.cast.staff["cs_clerk"]


def test_while_a_post_is_vacant_another_of_the_department_handles_it() -> None:
    told = stage.company()
    told.cast.staff["cs_assistant"].appointments.all().delete()
    stage.received(told)
    assert handling(told).agent == told.cast.staff["cs_manager"]


def test_whoever_leaves_the_department_hands_the_complaint_to_who_handles_such_now() -> None:
    told = stage.registered()
    administrator = everybody(told.cast).cast.staff["administrator"]
    told.cast.staff["cs_assistant"] = told.cast.staff["cs_assistant"]
    case = handling(told)
    assert case.agent is not None
    with clock.moved_to(at("2024-05-06 12:00")):
        posts.end(case.agent.appointments.get().pk, by=administrator, reason="调岗")
    heir = handling(told).agent
    assert heir is not None
    assert heir != case.agent
    assert heir.appointments.get().role in ("cs_assistant", "cs_manager")
    assert stage.owed(told, "REPLY").debtor == heir
