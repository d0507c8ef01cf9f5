"""Persisted words of the indicators. Never renamed."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from shouwen.complaints.words import ComplaintType as T


class CaseLine(TextChoices):
    """五条线: whose work a complaint is about (S3-06b)."""

    DESIGN = "design", _("Design")
    ENGINEERING = "engineering", _("Engineering")
    DEVELOPMENT = "development", _("Development")
    MARKETING = "marketing", _("Marketing")
    PROPERTY = "property", _("Property")


class QualityDimension(TextChoices):
    """产品品质、服务品质、社区管理品质 (S3-06b)."""

    PRODUCT = "product", _("Product quality")
    SERVICE = "service", _("Service quality")
    COMMUNITY = "community", _("Community management")


L, Q = CaseLine, QualityDimension

# What a type is tagged with until somebody says otherwise.
TAGS: dict[T, tuple[CaseLine, QualityDimension]] = {
    T.MARKETING_CONTRACT: (L.MARKETING, Q.SERVICE),
    T.SALES_LICENCE: (L.DEVELOPMENT, Q.SERVICE),
    T.TITLE_CERTIFICATE: (L.DEVELOPMENT, Q.SERVICE),
    T.HANDOVER_LICENCE: (L.DEVELOPMENT, Q.SERVICE),
    T.LATE_HANDOVER_PROGRESS: (L.ENGINEERING, Q.PRODUCT),
    T.LATE_HANDOVER_QUALITY: (L.ENGINEERING, Q.PRODUCT),
    T.PLANNING_CHANGE: (L.DESIGN, Q.PRODUCT),
    T.DESIGN_DEFECT: (L.DESIGN, Q.PRODUCT),
    T.LIVING_AMENITIES: (L.DESIGN, Q.COMMUNITY),
    T.INFRASTRUCTURE: (L.ENGINEERING, Q.COMMUNITY),
    T.LEASE_MANAGEMENT: (L.MARKETING, Q.COMMUNITY),
    T.PROPERTY_SERVICE: (L.PROPERTY, Q.COMMUNITY),
    T.MAINTENANCE: (L.ENGINEERING, Q.PRODUCT),
}
