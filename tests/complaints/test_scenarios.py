"""Every scenario of the regulation plays as written: ours, and the public ones where they are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from shouwen.kernel.models import Case
from shouwen.people.models import Staff
from shouwen.rehearsal.player import perform
from shouwen.rehearsal.scenario import read

OURS = sorted((Path(__file__).parent.parent / "scenarios").glob("*.yaml"))
PUBLIC = sorted((Path(__file__).parents[3] / "shared" / "scenarios").glob("*.yaml"))

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_our_scenario_goes_as_expected(path: Path) -> None:
    assert [check for check in perform(read(path)) if not check.ok] == []


@pytest.mark.skipif(not PUBLIC, reason="the public scenarios are not beside this checkout")
@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path.stem)
def test_public_scenario_goes_as_expected(path: Path) -> None:
    assert [check for check in perform(read(path)) if not check.ok] == []


def test_a_rehearsal_leaves_nothing_behind() -> None:
    perform(read(OURS[0]))
    assert (Case.objects.count(), Staff.objects.count()) == (0, 0)
