"""What the daily looks at the centres come to in a month, for the assessment of the service centres (S3-39a)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shouwen.centres.models import CheckResult
from shouwen.exchange import measures
from shouwen.exchange.measures import Figure, Share, Unit


def _looked_at(month: date) -> QuerySet[CheckResult]:
    following = (month + timedelta(days=32)).replace(day=1)
    return CheckResult.objects.filter(check_of__on__gte=month, check_of__on__lt=following)


def discipline(month: date, orgs: Collection[int]) -> Mapping[int, Share]:
    """服务标准及工作纪律执行情况: items as they should be, of the items looked at, by project."""
    found = _looked_at(month).filter(check_of__case__project__org__in=orgs)
    rows = found.values_list("check_of__case__project__org").annotate(
        good=Count("pk", filter=Q(ok=True)), all=Count("pk")
    )
    return {org: (good, every) for org, good, every in rows.order_by()}


def checks_of(month: date, org: int) -> Collection[int]:
    """The checks themselves, as cases."""
    found = _looked_at(month).filter(check_of__case__project__org_id=org)
    return list(found.order_by("-check_of").values_list("check_of", flat=True).distinct())


measures.publish(
    Figure(
        "service_discipline_score",
        _("Service standards and discipline"),
        Unit.POINTS,
        discipline,
        checks_of,
        "S3-39a",
    )
)
