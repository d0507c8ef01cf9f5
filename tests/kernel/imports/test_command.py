"""``shouwen import``."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from python_calamine import CalamineWorkbook

from shouwen.customers.models import Customer
from tests.factories import centre
from tests.factories.workbooks import xlsx

pytestmark = pytest.mark.django_db

ROWS = (["楼号", "房间", "业主"], ["1", "101", "王五"], ["1", "102", ""])


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(xlsx(*ROWS).getvalue())
    return path


def run(*words: str) -> str:
    said = io.StringIO()
    call_command("import", *words, stdout=said)
    return said.getvalue()


def test_without_commit_it_only_checks(ledger: Path) -> None:
    said = run("owners", str(ledger), "--project", str(centre.project().pk))
    assert "3: " in said
    assert not Customer.objects.exists()


def test_with_commit_the_good_rows_are_in_and_the_others_come_back(ledger: Path, tmp_path: Path) -> None:
    project = centre.project(name="云栖湾")
    rejects = tmp_path / "rejects.xlsx"
    run("owners", str(ledger), "--project", project.name, "--commit", "--rejects", str(rejects))
    assert Customer.objects.get().name == "王五"
    assert len(CalamineWorkbook.from_path(rejects).get_sheet_by_index(0).to_python()) == 2


def test_a_project_that_is_not_there_is_named(ledger: Path) -> None:
    with pytest.raises(CommandError, match="无此"):
        run("owners", str(ledger), "--project", "无此")


def test_a_file_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(CommandError, match=r"nowhere\.xlsx"):
        run("owners", "nowhere.xlsx")
