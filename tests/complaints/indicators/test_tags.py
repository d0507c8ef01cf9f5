"""Lines and qualities of complaints, brand events, and the figures other domains publish."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from shouwen.complaints.flows import Complaint
from shouwen.complaints.indicators.freezing import freeze
from shouwen.complaints.indicators.words import TAGS
from shouwen.complaints.models import Escalation, MonthFigure
from shouwen.complaints.words import ComplaintType
from shouwen.exchange import measures
from shouwen.kernel.errors import Refused
from tests.complaints.indicators.making import FIRST_OF_JUNE, Place
from tests.factories import centre
from tests.factories.story import at, registered

pytestmark = pytest.mark.django_db

MAY = date(2024, 5, 1)


def test_every_type_has_its_line_and_quality() -> None:
    assert set(TAGS) == set(ComplaintType)


@pytest.mark.requirement("S3-06b")
def test_a_complaint_counts_by_its_types_tags_until_somebody_chooses_others() -> None:
    told = registered()
    org = told.cast.projects["P1"].org

    def tags() -> list[str]:
        found = freeze(MAY, FIRST_OF_JUNE).figures.filter(code__startswith="tag_count", org=org)
        return list(found.values_list("code", flat=True))

    assert tags() == ["tag_count:engineering:product"]
    chosen = {"line": "property", "dimension": "service"}
    told.take(Complaint.tag, "agent", "2024-05-07 10:00", given=chosen)
    assert tags() == ["tag_count:property:service"]
    with pytest.raises(Refused):
        told.take(Complaint.tag, "head_engineering", "2024-05-07 11:00", given=chosen)


@pytest.mark.requirement("S3-02a")
def test_what_left_the_house_in_the_month_is_a_brand_event() -> None:
    place = Place()
    for when in ("2024-05-31 23:59", "2024-06-01 00:00"):
        Escalation.objects.create(
            order=place.order(), kind="media", facts="本地媒体报道", occurred_at=at(when), recorded_at=at(when)
        )
    found = freeze(MAY, FIRST_OF_JUNE).figures.get(code="brand_events", org=place.project.region)
    assert found.value == 1


def test_a_company_has_its_own_and_its_projects_part_of_what_others_publish(monkeypatch: pytest.MonkeyPatch) -> None:
    region = centre.regional_company()
    first, second = Place(centre.project(region)), Place(centre.project(region))
    shares = {first.project.org_id: (3, 4), second.project.org_id: (1, 2), region.pk: (1, 4)}
    trained = measures.Figure("training_rate", "training", measures.Unit.PERCENT, lambda month, orgs: shares)
    monkeypatch.setattr(measures, "_figures", {"training_rate": trained})
    report = freeze(MAY, FIRST_OF_JUNE)
    values = dict(MonthFigure.objects.filter(report=report, code="training_rate").values_list("org_id", "value"))
    assert values[region.pk] == Decimal("50.00")
    assert values[first.project.org_id] == Decimal("75.00")
    assert values[int(region.path.split(".")[0])] == Decimal("66.67")
