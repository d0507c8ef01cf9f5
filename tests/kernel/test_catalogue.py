"""The catalogue is written from the declarations, the same every time, and says when it is out of date."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from shouwen.kernel import catalogue
from shouwen.kernel.flows import all_flows
from shouwen.kernel.rulebook import quantities


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return catalogue.files()


def test_every_procedure_state_step_and_duty_stands_in_it(made: dict[str, str]) -> None:
    for flow in all_flows():
        names = [flow.code, *flow.steps, *flow.duties, *(state.value for state in flow.State)]
        assert [name for name in names if f"`{name}`" not in made["procedures.md"]] == []
        ElementTree.fromstring(made[f"{flow.code}.svg"])


def test_every_quantity_stands_in_it_with_its_clause_and_value(made: dict[str, str]) -> None:
    for quantity in quantities().values():
        (row,) = [line for line in made["rules.md"].splitlines() if f"`{quantity.code}`" in line]
        assert quantity.clause in row
        assert quantity.ref in row


def test_who_may_issue_an_order_is_told(made: dict[str, str]) -> None:
    order = made["permissions.md"].split("## Supervision order")[1].split("\n## ")[0]
    head, row = (next(line for line in order.splitlines() if start in line) for start in ("| Step", "`issue`"))
    who = [name.strip() for name, mark in zip(head.split("|"), row.split("|"), strict=True) if "●" in mark]
    assert who == ["General manager, group service centre"]


def test_it_is_the_same_in_whatever_language_it_is_made(made: dict[str, str]) -> None:
    with override("zh-hans"):
        assert catalogue.files() == made


def test_checking_names_what_is_out_of_date(tmp_path: Path) -> None:
    call_command("catalogue", folder=tmp_path, stdout=StringIO())
    call_command("catalogue", "--check", folder=tmp_path)
    (tmp_path / "rules.md").write_text("old", encoding="utf-8")
    (tmp_path / "gone.procedure.svg").write_text("", encoding="utf-8")
    with pytest.raises(CommandError, match=r"gone\.procedure\.svg, rules\.md"):
        call_command("catalogue", "--check", folder=tmp_path)
    call_command("catalogue", folder=tmp_path, stdout=StringIO())
    assert not (tmp_path / "gone.procedure.svg").exists()
    call_command("catalogue", "--check", folder=tmp_path)
