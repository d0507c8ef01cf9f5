"""Who outside is told of what: subscriptions by URL."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Webhook(models.Model):
    """Posts every notice with one of ``codes`` to ``url``, signed with ``secret`` (see notices/channels/webhook.py)."""

    url = models.URLField(_("address"), max_length=200, unique=True)
    secret = models.CharField(_("signing secret"), max_length=80)
    codes = models.JSONField(_("messages"), default=list, help_text='codes of messages, e.g. ["case_closed"]')
    active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("webhook")

    def __str__(self) -> str:
        return self.url
