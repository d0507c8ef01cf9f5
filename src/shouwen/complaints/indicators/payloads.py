"""What is given when a complaint is tagged."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.complaints.indicators.words import CaseLine, QualityDimension
from shouwen.kernel.flows import Given, asked


class Tagging(Given):
    """Professional line and quality dimension, where the type's own do not fit (S3-06b)."""

    line: CaseLine = asked(_("Professional line"))
    dimension: QualityDimension = asked(_("Quality dimension"))
