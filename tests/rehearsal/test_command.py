"""``shouwen rehearse``: a readable table, an exit status, and a sentence for every file that is no scenario."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from shouwen.rehearsal import examples

pytestmark = pytest.mark.django_db
LATE = examples.text_of("late_submission")


def rehearse(tmp_path: Path, *texts: str, **options: object) -> tuple[int, str]:
    """The exit status and what was printed."""
    files = []
    for number, text in enumerate(texts):
        files.append(tmp_path / f"{number}.yaml")
        files[-1].write_text(text, encoding="utf-8")
    said = StringIO()
    try:
        with translation.override("en"):
            call_command("rehearse", *map(str, files), stdout=said, **options)
    except CommandError as failed:
        return failed.returncode, said.getvalue()
    return 0, said.getvalue()


def test_everything_expected_happened(tmp_path: Path) -> None:
    status, table = rehearse(tmp_path, LATE)
    assert (status, "✗" in table) == (0, False)
    assert [word for word in ("What", "Expected", "Happened") if word not in table] == []
    assert "penalties of agent" in table
    assert "05-06 10:30 breached" in table


def test_a_difference_is_shown_with_what_happened_and_the_status_is_one(tmp_path: Path) -> None:
    status, table = rehearse(tmp_path, LATE.replace("penalties: {agent: 300}", "penalties: {agent: 200}"))
    assert status == 1
    assert "✗  penalties of agent" in table
    assert "300 (05-06 第十八条 300)" in table


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("order.submit, by: agent", "order.submit, by: dgm", "refused wrong_role"),
        ("outcome: breached", "outcome: met", "✗  obligation T1"),
        ("outcome: open", "outcome: open}\n    - {code: T9", "✗  obligation T9"),
        ("pending_dgm_issue", "issued", "✗  state of order"),
        ("penalties: {agent: 300}", "penalties: {}", "✗  penalties of agent"),
        ("amount: 300, clause", "amount: 100, clause", "✗  line agent"),
        ("penalties: {agent: 300}", "penalties: {agent: 300}\n  sanctions: [{to: agent, code: P4}]", "✗  sanctions"),
        ("penalties: {agent: 300}", "penalties: {agent: 300}\n  notices: [{to: agent, code: case_closed}]", "≥ 1"),
        ("do: order.submit, by: agent", "do: order.submit, by: agent, refused: true", "✗  05-06 10:47 order.submit"),
    ],
)
def test_what_does_not_happen_fails(tmp_path: Path, before: str, after: str, shown: str) -> None:
    status, table = rehearse(tmp_path, LATE.replace(before, after, 1))
    assert (status, shown in table) == (1, True), table


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "there is no scenario in it"),
        ("- a list", "there is no scenario in it"),
        ("scenario: [", "This is no YAML: line 1, column 12."),
        ("scenario: x", "start: Field required"),
        (LATE.replace("order.submit", "order.vanish"), "There is no step called order.vanish."),
        (LATE.replace("by: agent", "by: agnet", 1), "Nobody of the cast is called agnet."),
        (LATE.replace("owner: agent", "owner: agnet", 1), "Nobody of the cast is called agnet."),
        (LATE.replace("2024-05-06 10:47", "the sixth"), "datetime"),
        (LATE.replace("do: order.submit, by: agent", "do: order.submit, on: o9, by: agent"), "called o9"),
        (LATE.replace("expect:", "expects:"), "expects: Extra inputs are not permitted"),
        (LATE.replace("start:", "overrides: {T99: 1}\nstart:"), "There is no quantity called T99."),
    ],
)
def test_a_file_that_is_no_scenario_gets_a_sentence_and_the_others_are_played(
    tmp_path: Path, text: str, sentence: str
) -> None:
    status, table = rehearse(tmp_path, text, LATE)
    assert (status, sentence in table) == (1, True), table
    assert "✓" in table


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as failed:
        call_command("rehearse", str(tmp_path / "gone.yaml"), stdout=StringIO())
    assert failed.value.returncode == 1


def test_a_draft_of_the_rulebook_is_shown_beside(tmp_path: Path) -> None:
    status, table = rehearse(tmp_path, LATE, draft=["T1=45"])
    assert (status, "Under the draft" in table) == (0, True)
    row = next(line for line in table.splitlines() if "penalties of agent" in line)
    assert row.split()[-3:] == ["300", "300", "0"]


def test_a_folder_is_all_its_scenarios(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(LATE, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(LATE, encoding="utf-8")
    said = StringIO()
    with translation.override("en"):
        call_command("rehearse", str(tmp_path), stdout=said)
    assert "2 of 2 scenarios went as expected." in said.getvalue()
