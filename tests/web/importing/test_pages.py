"""The import pages: from the upload to the undo, for administrators only."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from python_calamine import CalamineWorkbook

from shouwen.customers.models import Customer
from shouwen.estate.models import Project
from shouwen.kernel.imports import batches, tasks
from shouwen.kernel.imports.models import ImportBatch
from shouwen.people.models import Staff
from shouwen.people.roles import Role
from tests.factories import centre
from tests.factories.workbooks import xlsx
from tests.web.desk.conftest import Browser

pytestmark = pytest.mark.django_db

HEADER = ["楼号", "单元", "房间", "业主名称", "手机号"]
GOOD = ["1", "1", "101", "王五", "19900000001"]
WRONG = ["1", "1", "", "赵六", "19900000002"]


@pytest.fixture
def project() -> Project:
    return centre.project()


@pytest.fixture
def admin(browser_of: Browser) -> Client:
    return browser_of(administrator())


def administrator() -> Staff:
    return centre.holder(Role.ADMINISTRATOR, centre.group_centre(centre.group()))


def upload(client: Client, project: Project, *rows: Sequence[object], name: str = "台账.xlsx") -> int:
    file = SimpleUploadedFile(name, xlsx(*rows).getvalue())
    answer = client.post("/imports/", {"ledger": "owners", "project": project.pk, "file": file})
    assert answer.status_code == 302, answer.content.decode()
    return int(answer.headers["Location"].strip("/").split("/")[-1])


def mapped(pk: int) -> dict[str, list[int]]:
    return {name: list(places) for name, places in ImportBatch.objects.get(pk=pk).mapping.items()}


def do(client: Client, pk: int, step: str, data: dict[str, object] | None = None) -> int:
    return client.post(f"/imports/{pk}/{step}/", data or {}).status_code


def page(client: Client, pk: int, query: str = "") -> str:
    answer = client.get(f"/imports/{pk}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def checked(client: Client, project: Project, *rows: Sequence[object]) -> int:
    pk = upload(client, project, *rows)
    assert do(client, pk, "check", mapped(pk)) == 302
    return pk


def a_worker_signs() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [timezone.now()])


def test_a_ledger_goes_from_the_upload_to_the_centre_and_back(admin: Client, project: Project) -> None:
    pk = checked(admin, project, HEADER, GOOD, WRONG)
    html = page(admin, pk)
    assert "Take 1 row in" in html
    assert "王五" in html
    assert Customer.objects.count() == 0
    assert do(admin, pk, "commit") == 302
    assert Customer.objects.get().name == "王五"
    assert "Undo this import" in page(admin, pk)
    assert do(admin, pk, "undo") == 302
    assert (Customer.objects.count(), ImportBatch.objects.get().state) == (0, "undone")


def test_each_refused_row_says_why_and_comes_back_as_a_workbook(admin: Client, project: Project) -> None:
    pk = checked(admin, project, HEADER, GOOD, WRONG)
    reason = ImportBatch.objects.get().problem_rows.get().problems[0]["message"]
    assert reason in page(admin, pk)
    answer = admin.get(f"/imports/{pk}/refused/")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert (rows[1][3], reason in str(rows[1][-1])) == ("赵六", True)


def test_another_header_can_be_chosen(admin: Client, project: Project) -> None:
    pk = upload(admin, project, ["楼号", "单元", "房间", "业主名称", "手机号", "现住人"], [*GOOD, "钱七"])
    assert do(admin, pk, "check", {**mapped(pk), "name": [5]}) == 302
    assert do(admin, pk, "commit") == 302
    assert Customer.objects.get().name == "钱七"


def test_a_file_that_is_no_ledger_is_refused_next_to_its_field(admin: Client, project: Project) -> None:
    answer = admin.post("/imports/", {"ledger": "owners", "file": SimpleUploadedFile("a.xlsx", b"no workbook")})
    assert (answer.status_code, "cannot be read as xlsx" in answer.content.decode()) == (422, True)
    assert ImportBatch.objects.count() == 0


def test_what_cannot_be_done_now_is_refused(admin: Client, project: Project) -> None:
    pk = upload(admin, project, HEADER, GOOD)
    assert [do(admin, pk, step) for step in ("commit", "undo")] == [409, 409]
    assert do(admin, pk, "check", {"phone": [4]}) == 422


@pytest.mark.parametrize("role", [Role.GROUP_GM, Role.RULE_OWNER, Role.PROJECT_AGENT])
def test_nobody_else_sees_or_starts_an_import(browser_of: Browser, admin: Client, project: Project, role: Role) -> None:
    pk = upload(admin, project, HEADER, GOOD)
    client = browser_of(centre.holder(role, centre.group_centre(centre.group())))
    assert {client.get(path).status_code for path in ("/imports/", f"/imports/{pk}/", f"/imports/{pk}/refused/")} == {
        403
    }
    assert {do(client, pk, step) for step in ("check", "commit", "undo", "stop")} == {403}


@pytest.mark.requirement("S3-I02")
def test_an_administrator_of_one_region_takes_in_for_its_projects_only(
    browser_of: Browser, admin: Client, project: Project
) -> None:
    """A project of somebody else's is no choice, and in a row it is as if it were not there."""
    centre.project(name="别家小区")
    regional = browser_of(centre.holder(Role.ADMINISTRATOR, project.region))
    page = regional.get("/imports/").content.decode()
    assert project.name in page
    assert "别家小区" not in page
    rows = [["小区", *HEADER], ["", *GOOD], ["别家小区", "1", "1", "102", "周七", "19900000003"]]
    pk = upload(regional, project, *rows)
    do(regional, pk, "check", mapped(pk))
    do(regional, pk, "commit")
    batch = ImportBatch.objects.get(pk=pk)
    assert (batch.done, batch.refused) == (1, 1)
    assert "别家小区" in str(batch.problem_rows.get().problems)
    assert not Customer.objects.filter(name="周七").exists()
    other = upload(admin, project, HEADER, GOOD)
    assert regional.get(f"/imports/{other}/").status_code == 404, "of others' batches nothing is told"
    assert admin.get(f"/imports/{pk}/").status_code == 200
    assert browser_of(centre.staff()).get("/imports/").status_code == 403


def test_where_a_worker_lives_it_does_the_work_and_the_page_shows_how_far(admin: Client, project: Project) -> None:
    a_worker_signs()
    pk = upload(admin, project, HEADER, GOOD, WRONG)
    assert do(admin, pk, "check", mapped(pk)) == 302
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args["step"], ImportBatch.objects.get().state) == ("imports.work", "check", "uploaded")
    assert f"/imports/{pk}/progress/" in page(admin, pk)
    assert "Reading the rows" in admin.get(f"/imports/{pk}/progress/").content.decode()
    assert do(admin, pk, "check", mapped(pk)) == 409
    tasks.carry_out_for(**job.args)
    assert (ImportBatch.objects.get().state, ImportBatch.objects.get().refused) == ("checked", 1)


def test_when_the_worker_is_done_the_page_shows_itself_anew(admin: Client, project: Project) -> None:
    pk = checked(admin, project, HEADER, GOOD)
    assert admin.get(f"/imports/{pk}/progress/").headers["HX-Refresh"] == "true"


def test_a_running_import_is_stopped_after_its_chunk(admin: Client, project: Project) -> None:
    pk = checked(admin, project, HEADER, GOOD)
    ImportBatch.objects.filter(pk=pk).update(state=ImportBatch.State.COMMITTING)
    assert do(admin, pk, "stop") == 302
    assert ImportBatch.objects.get().stop_requested is True
    batches.commit(ImportBatch.objects.get(), cancelled=lambda: True)
    assert (ImportBatch.objects.get().state, "Go on taking in" in page(admin, pk)) == ("cancelled", True)
    assert do(admin, pk, "commit") == 302
    assert ImportBatch.objects.get().state == "committed"


def test_thirty_rows_with_problems_ask_no_more_than_one(admin: Client, project: Project) -> None:
    def queries(*rows: Sequence[object]) -> int:
        pk = checked(admin, project, HEADER, GOOD, *rows)
        with CaptureQueriesContext(connection) as seen:
            page(admin, pk)
        return len(seen)

    queries(WRONG)
    assert queries(WRONG) == queries(*[WRONG] * 30)


def test_thirty_batches_ask_no_more_than_one(admin: Client, project: Project) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert admin.get("/imports/").status_code == 200
        return len(seen)

    first = batches.create_batch(xlsx(HEADER, GOOD), "台账.xlsx", "owners", administrator(), project)
    queries()
    one = queries()
    ImportBatch.objects.bulk_create(
        ImportBatch(ledger="owners", file_name="x", sheet="s", header_row=1, by=first.by, project=project,
                    uploaded_at=first.uploaded_at)
        for _ in range(29)
    )  # fmt: skip
    assert queries() == one
