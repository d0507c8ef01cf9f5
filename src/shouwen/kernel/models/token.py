"""Personal tokens for programs: only a hash is kept."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.people.models import Staff


class ApiToken(models.Model):
    """A program may act as ``staff`` with the token whose SHA-256 is ``digest``, until it expires or is revoked.

    The token itself is shown once and stored nowhere. Its 256 bits cannot be guessed, so a plain hash is enough. With
    one that ``is_read_only`` a program sees what ``staff`` sees and changes nothing.
    """

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="api_tokens")
    purpose = models.CharField(_("purpose"), max_length=120)
    is_read_only = models.BooleanField(_("may only read"), default=False)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True, help_text="to the hour")

    class Meta:
        verbose_name = _("API token")

    def __str__(self) -> str:
        return self.purpose
