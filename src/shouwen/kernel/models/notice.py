"""The outbox: one message to one person over one channel (engine.md R8)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwen.customers.models import Customer
from shouwen.kernel.models.case import Case
from shouwen.kernel.models.event import Event
from shouwen.people.models import Staff


class Notice(models.Model):
    """Written in the transaction of the move that causes it; delivered at least once.

    ``key`` names the message (what, to whom, for which occasion); key + channel is unique, so the same
    message is never written twice, and the provider is given the key as its idempotency key.
    ``data`` holds what the words need; the words are made in the recipient's language on delivery.
    """

    class Channel(models.TextChoices):
        INBOX = "inbox", _("In-app")
        SMS = "sms", _("SMS")
        EMAIL = "email", _("E-mail")
        WEBHOOK = "webhook", _("Webhook")

    class Status(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        DROPPED = "dropped", _("No longer useful")

    # The database does not check these two, and keeps no index of events: docs/decisions/0018.
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="notices", db_index=False, db_constraint=False
    )
    event = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, related_name="notices", db_index=False, db_constraint=False
    )
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="notices", db_index=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="notices", db_index=False
    )
    address = models.CharField(max_length=200, blank=True, help_text="a webhook's URL; elsewhere empty")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    code = models.CharField(max_length=40)
    key = models.CharField(max_length=160)
    data = models.JSONField(default=dict)
    at = models.DateTimeField(help_text="the instant it is about")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    useless_after = models.DateTimeField(null=True, blank=True)
    provider_ref = models.CharField(max_length=120, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("notice")
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=Q(next_attempt_at__isnull=False), name="kernel_notice_due"
            ),
            models.Index(fields=["staff", "-id"], condition=Q(channel="inbox"), name="kernel_notice_inbox"),
            models.Index(fields=["case"]),
        ]
        constraints = [
            models.UniqueConstraint("key", "channel", name="kernel_notice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.channel})"
