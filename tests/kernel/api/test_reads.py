"""Reading through the API: lists, one case, what I owe, the procedures, evidence, the description."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouwen.kernel import clock
from shouwen.kernel.api.identity import new_token, owner_of
from shouwen.kernel.models import ApiToken, Case, Evidence, Obligation
from tests.factories import centre, story
from tests.factories.story import Story, at
from tests.kernel import files
from tests.kernel.api.calling import Caller

pytestmark = pytest.mark.django_db


def caller(told: Story, name: str) -> Caller:
    return Caller(told.cast.staff[name])


def many(told: Story, count: int) -> list[str]:
    """So many more complaints of the same customer; their numbers, newest first."""
    assert told.complaint is not None
    case, record = told.complaint, told.complaint.complaint  # type: ignore[attr-defined]
    for number in range(count):
        case.pk, case.number = None, f"TS-240506-{900_000 + number}"
        case.save(force_insert=True)
        record.pk = record.case_id = case.pk
        record.save(force_insert=True)
    return list(Case.objects.order_by("-id").values_list("number", flat=True))


def test_a_list_is_paged_by_key_without_gap_or_repetition() -> None:
    told = story.registered()
    numbers = many(told, 6)
    agent, seen, after = caller(told, "agent"), [], ""
    while after is not None:
        page = agent.get("complaints.complaint", limit=3, **({"after": after} if after else {})).json()
        seen += [case["number"] for case in page["items"]]
        after = page["next"]
    assert seen == numbers


def test_a_list_asks_the_same_number_of_questions_however_long_it_is() -> None:
    told = story.registered()
    agent = caller(told, "agent")
    agent.get("complaints.complaint")  # the token's use is noted once an hour

    def questions() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert agent.get("complaints.complaint").status_code == 200
        return len(asked)

    short = questions()
    many(told, 20)
    assert questions() == short


def test_filters_narrow_a_list() -> None:
    told = story.registered()
    agent = caller(told, "agent")

    def found(**query: Any) -> int:
        return len(agent.get("complaints.complaint", **query).json()["items"])

    assert (
        found(state="awaiting_signature") == found(open="true") == found(opened_from="2024-05-06T00:00:00+08:00") == 1
    )
    assert found(state="closed") == found(open="false") == found(opened_before="2024-05-06T00:00:00+08:00") == 0
    assert found(agent=told.cast.staff["agent"].staff_no) == found(unit=told.complaint.unit_id) == 1  # type: ignore[union-attr]
    assert found(project=told.cast.projects["P3"].pk) == 0


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=99999999999999999999", "after=x", "after=-1", "project=1e3", "opened_from=yesterday",
     "opened_from=0001-01-01T00:00:00%2B14:00", "open=perhaps", "state=%00", "agent=%00", "unit=99999999999999999999"],
)  # fmt: skip
def test_a_filter_that_makes_no_sense_is_refused(query: str) -> None:
    told = story.story()
    answer = caller(told, "agent").client.get(f"/api/complaints.complaint?{query}")
    assert answer.status_code in {400, 422}
    assert answer.json()["code"] in {"bad_request", "bad_payload"}


@pytest.mark.requirement("S3-I02")
def test_nobody_lists_or_reads_a_case_outside_the_own_scope() -> None:
    told = story.issued()
    assert told.order is not None
    for name, sees in [("agent", True), ("gm", True), ("head_property_repair", True), ("agent3", False)]:
        someone = caller(told, name)
        assert bool(someone.get("complaints.order").json()["items"]) is sees, name
        assert someone.get(f"complaints.order/{told.order.number}").status_code == (200 if sees else 404), name
        assert bool(someone.get("events").json()["items"]) is sees, name
    assert caller(told, "agent").get(f"complaints.complaint/{told.order.number}").status_code == 404  # another flow's


def test_a_case_tells_its_facts_what_is_owed_and_why_and_what_the_reader_may_do() -> None:
    told = story.issued()
    assert told.order is not None
    with clock.moved_to(at("2024-05-06 11:20")):
        case = caller(told, "head_property_repair").get(f"complaints.order/{told.order.number}").json()
    assert case["state"] == "issued"
    assert case["record"]["type"] == "maintenance"
    visit = next(owed for owed in case["obligations"] if owed["code"] == "T3")
    assert visit["debtor"]["name"] == "head_property_repair"
    assert visit["why"]["clause"] == visit["clause"] == "第二十二条"
    assert visit["due_at"] == visit["why"]["due_at"]
    assert {event["code"] for event in case["events"]} >= {"complaints.order.submit", "complaints.order.issue"}
    assert "complaints.order.check_in" in {offer["step"] for offer in case["offers"]}
    assert "complaints.order.issue" not in {offer["step"] for offer in case["offers"]}


def test_telephone_and_identity_numbers_are_masked_wherever_they_stand() -> None:
    told = story.registered(phone="19900001234", demand="请回电 19900001234，身份证 110101199003070011")
    assert told.complaint is not None
    answer = caller(told, "agent").get(f"complaints.complaint/{told.complaint.number}")
    assert "19900001234" not in answer.content.decode()
    assert answer.json()["record"]["phone"] == "199****1234"
    assert answer.json()["record"]["demand"] == "请回电 199****1234，身份证 110***********0011"


def test_my_obligations_are_mine_and_those_i_stand_in_for_most_urgent_first() -> None:
    told = story.issued()
    head = told.cast.staff["head_property_repair"]
    mine = Caller(head).get("obligations").json()["items"]
    assert [o["due_at"] for o in mine] == sorted(o["due_at"] for o in mine)
    assert len(mine) == Obligation.objects.filter(debtor=head, settled_at=None, due_at__isnull=False).count() > 1
    assert {o["debtor"]["staff_no"] for o in mine} == {head.staff_no}
    deputy = told.cast.staff["agent2"]
    now = clock.now()
    centre.delegate(head, deputy, now - timedelta(days=1), now + timedelta(days=1))
    assert Caller(deputy).get("obligations").json()["items"] == mine


def test_obligations_are_paged_by_key() -> None:
    told = story.issued()
    head = caller(told, "head_property_repair")
    whole = [o["id"] for o in head.get("obligations").json()["items"]]
    seen, after = [], ""
    while after is not None:
        page = head.get("obligations", limit=1, after=after).json()
        seen += [o["id"] for o in page["items"]]
        after = page["next"]
    assert seen == whole
    assert head.get("obligations", after="nonsense").status_code == 400


def test_the_procedures_name_their_states_steps_and_duties() -> None:
    told = story.story()
    flows = {flow["code"]: flow for flow in caller(told, "agent").get("flows").json()}
    order = flows["complaints.order"]
    issue = next(step for step in order["steps"] if step["name"] == "issue")
    assert (issue["sources"], issue["targets"], issue["clause"]) == (["pending_gm_issue"], ["issued"], "第十四条")
    assert order["duties"]["T3"]


def upload(by: Caller, **form: Any) -> Any:
    form = {"kind": "site_photo", "file": SimpleUploadedFile("p.jpg", files.image(), "image/jpeg"), **form}
    return by.client.post("/api/evidence", {name: value for name, value in form.items() if value is not None})


def test_evidence_is_uploaded_with_what_is_known_about_it_and_read_back() -> None:
    told = story.issued()
    assert told.order is not None
    head = caller(told, "head_property_repair")
    answer = upload(
        head, case=told.order.number, latitude="23.1", longitude="113.3", captured_at="2024-05-06T12:00+08:00"
    )
    assert answer.status_code == 201, answer.content
    piece = Evidence.objects.get(pk=answer.json()["id"])
    assert (piece.case, str(piece.latitude)) == (told.order, "23.100000")
    answer = head.get(f"evidence/{piece.pk}")
    assert b"".join(answer.streaming_content) == files.image()
    assert caller(told, "agent3").get(f"evidence/{piece.pk}").status_code == 404


def test_evidence_that_is_not_acceptable_is_refused() -> None:
    told = story.story()
    agent = caller(told, "agent")
    assert upload(agent, kind="nonsense").json()["code"] == "bad_payload"
    assert upload(agent, file=SimpleUploadedFile("a.html", files.HTML, "image/png")).json()["code"] == "bad_payload"
    assert upload(agent, file=None).status_code == 422
    assert upload(agent, latitude="91", longitude="0").status_code == 422
    assert upload(agent, case="DD-240506-000001").status_code == 404
    assert agent.get("evidence/99999999999999999999").status_code == 422
    assert not Evidence.objects.exists()


def test_the_description_is_openapi_and_speaks_the_readers_language() -> None:
    told = story.story()
    agent = caller(told, "agent")
    whole = agent.get("openapi.json").json()
    assert whole["openapi"] == "3.1.0"
    assert whole["paths"]["/api/complaints.order/{number}/issue"]["post"]["summary"] == "Issue the order"
    given = whole["components"]["schemas"]["ComplaintsOrderIssue"]["properties"]["given"]
    assert given["required"] == ["opinion"]


def test_a_token_is_kept_as_a_hash_and_ends_with_its_owners_employment() -> None:
    staff = centre.staff()
    text = new_token(staff, "reports")
    assert owner_of(text) == staff
    assert text not in ApiToken.objects.values_list("digest", flat=True)
    staff.is_active = False
    staff.save()
    assert owner_of(text) is None


def test_a_token_that_expired_or_was_revoked_opens_nothing() -> None:
    staff = centre.staff()
    expired = new_token(staff, "old", timedelta(0))
    revoked = new_token(staff, "lost")
    ApiToken.objects.filter(purpose="lost").update(revoked_at=clock.now())
    assert owner_of(expired) is owner_of(revoked) is owner_of("") is None


@pytest.mark.usefixtures("english")
def test_the_command_prints_a_token_for_who_works_here() -> None:
    staff, said = centre.staff(), StringIO()
    call_command("api-token", staff.staff_no, "--purpose", "reports", stdout=said)
    assert owner_of(said.getvalue().strip()) == staff
    with pytest.raises(CommandError, match="Nobody"):
        call_command("api-token", "nobody")
