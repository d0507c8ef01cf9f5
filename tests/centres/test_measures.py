"""What the daily looks come to in a month (S3-39a)."""

from __future__ import annotations

from datetime import date

import pytest

from shouwen.centres import measures
from shouwen.centres.models import CheckItem, CheckResult, VideoCheck
from shouwen.kernel.models import Case
from tests.factories import centre
from tests.factories.story import at

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("S3-39a")
def test_of_two_hundred_items_190_are_as_they_should_be() -> None:
    project, other = centre.project(), centre.project()
    items = [CheckItem.objects.create(group="standards", text=f"项目{n}") for n in range(100)]
    checks = []
    for n, day in enumerate((date(2024, 5, 1), date(2024, 5, 31), date(2024, 6, 1))):
        case = Case.objects.create(
            flow="centres.video_check", number=f"JC-{n}", title="检查", state="done", project=project,
            region=project.region, property_company=project.property_company, opened_at=at("2024-05-01 09:00"),
        )  # fmt: skip
        checks.append(VideoCheck.objects.create(case=case, on=day))
        for place, item in enumerate(items):
            CheckResult.objects.create(
                check_of=checks[-1], item=item, group=item.group, text=item.text, points=1, ok=place >= 5
            )
    found = measures.discipline(date(2024, 5, 1), [project.org_id, other.org_id])
    assert found == {project.org_id: (190, 200)}
    assert list(measures.checks_of(date(2024, 5, 1), project.org_id)) == [checks[1].pk, checks[0].pk]
