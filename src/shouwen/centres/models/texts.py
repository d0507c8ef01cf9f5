"""What the group words itself: policy texts, reply templates; and the companies' implementing rules."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.kernel.models import Evidence
from shouwen.people.models import OrgUnit, Staff


class PolicyText(models.Model):
    """One wording of one text (第一、九条); the latest of a code is in force, the earlier ones stay."""

    code = models.CharField(max_length=40)
    text = models.TextField(_("text"))
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("policy text")
        indexes = [models.Index(fields=["code", "-id"])]

    def __str__(self) -> str:
        return self.text[:60]


class ReplyTemplate(models.Model):
    """Words a centre may answer customers with in one press (第八条); kept by the group alone."""

    title = models.CharField(_("title"), max_length=40)
    text = models.CharField(_("text"), max_length=500)
    is_active = models.BooleanField(default=True)
    changed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("reply template")

    def __str__(self) -> str:
        return self.title


class ImplementingRules(models.Model):
    """售后服务实施细则 of a regional company or the property group (第四十一条); every version stays."""

    org = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    version = models.CharField(_("version"), max_length=20)
    effective_on = models.DateField(_("in force from"))
    approval = models.CharField(_("approved by, under which number"), max_length=120)
    approved_on = models.DateField(_("approved on"))
    file = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("implementing rules")
        constraints = [models.UniqueConstraint("org", "version", name="centres_rules_version_once")]

    def __str__(self) -> str:
        return f"{self.org} {self.version}"
