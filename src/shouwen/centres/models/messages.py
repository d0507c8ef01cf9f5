"""What reaches a centre beside its counter: leads of colleagues, voice messages, the customers' own messages."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwen.estate.models import Project, Unit
from shouwen.kernel.models import Case, Evidence
from shouwen.people.models import Staff


class Lead(models.Model):
    """What any employee heard from a customer and passes on (第六条); it ends in a complaint."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    room = models.CharField(_("room"), max_length=60)
    customer_name = models.CharField(_("customer's name"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=24, blank=True)
    words = models.TextField(_("what the customer said"))
    photo = models.ForeignKey(Evidence, models.PROTECT, null=True, blank=True, related_name="+")
    reporter = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.CharField(max_length=60, unique=True)
    complaint = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+")
    turned_at = models.DateTimeField(null=True, blank=True)
    turned_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("lead")
        indexes = [
            models.Index(fields=["project", "-id"]),
            models.Index(fields=["reporter", "-id"]),
            models.Index(fields=["at"], condition=Q(complaint=None), name="centres_lead_untreated"),
        ]

    def __str__(self) -> str:
        return self.words[:60]


class VoiceMessage(models.Model):
    """A message on the 24-hour hotline (第八条); the recording is evidence of its case."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="voice_message")
    caller = models.CharField(_("caller's number"), max_length=24, blank=True)
    ended_at = models.DateTimeField(_("message ended at"))
    seconds = models.PositiveIntegerField(_("length, s"), null=True, blank=True)
    said = models.TextField(_("what is said"), blank=True)
    listened_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    listened_at = models.DateTimeField(null=True, blank=True)
    complaint = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("voice message")

    def __str__(self) -> str:
        return f"{self.caller} {self.ended_at}"


class Conversation(models.Model):
    """One customer's private conversation with a centre (第八条). What is said stands in the case's chain of events,
    which nobody changes or removes. The room it is bound to is ``unit``."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="conversation")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    last_words = models.CharField(max_length=120, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("conversation")
        indexes = [models.Index(fields=["-last_at", "-case"])]

    def __str__(self) -> str:
        return self.last_words


class ReadMark(models.Model):
    """Up to which entry of the chain either side has read a conversation."""

    conversation = models.OneToOneField(Conversation, models.CASCADE, primary_key=True, related_name="read")
    by_centre = models.PositiveIntegerField(default=0)
    by_customer = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("read mark")

    def __str__(self) -> str:
        return f"{self.by_centre}/{self.by_customer}"
