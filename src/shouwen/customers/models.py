"""Customers, their phones, and who lives in or owns which unit from when until when."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.common import text
from shouwen.estate.models import Project, Unit


class Customer(models.Model):
    """A person or a company that owns, rents or buys. Shown masked unless a reason is logged."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        COMPANY = "company", _("Company")

    name = models.CharField(_("name"), max_length=80)
    pinyin = models.CharField(
        max_length=80, blank=True, help_text="initials, lower case; several readings with blanks between"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PERSON)
    identity_no = models.CharField(_("identity document number"), max_length=40, blank=True)
    is_important = models.BooleanField(_("important customer"), default=False, db_default=False)

    class Meta:
        verbose_name = _("customer")
        indexes = [
            models.Index(fields=["identity_no"], condition=~models.Q(identity_no=""), name="customers_by_identity")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Fill ``pinyin`` where nobody gave one; bulk writers give it themselves."""
        self.pinyin = self.pinyin or initials_of(self.name, self.kind)
        super().save(*args, **kwargs)


def initials_of(name: str, kind: str) -> str:
    """What ``Customer.pinyin`` holds for a name, cut to whole readings that fit the column."""
    found = text.readings(name[:20], person=kind == Customer.Kind.PERSON)
    return found if len(found) <= 80 else found.split()[0]


class CustomerPhone(models.Model):
    """One number of a customer; ``number`` holds digits only (a leading + is kept)."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="phones")
    number = models.CharField(_("phone"), max_length=24, db_index=True)
    is_primary = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("customer's phone")
        constraints = [models.UniqueConstraint("customer", "number", name="customers_phone_once")]

    def __str__(self) -> str:
        return self.number


class Occupancy(models.Model):
    """A customer's dated relation to a unit: [starts_on, ends_on)."""

    class Relation(models.TextChoices):
        OWNER = "owner", _("Owner")
        TENANT = "tenant", _("Tenant")
        FAMILY = "family", _("Family member")
        PROXY = "proxy", _("Proxy")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="occupancies")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="occupancies")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    relation = models.CharField(max_length=10, choices=Relation.choices, default=Relation.OWNER)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("occupancy")
        indexes = [models.Index(fields=["unit", "ends_on"])]
        constraints = [models.UniqueConstraint("customer", "unit", "relation", name="customers_relation_once")]

    def __str__(self) -> str:
        return f"{self.customer} · {self.unit}"


class CustomerSearch(models.Model):
    """What a customer is found by; triggers in the database keep it (migration 0004), nobody writes it here.

    Tokens: ``=name`` whole name, ``n…`` its characters and bigrams, ``y…`` beginnings of the initials, ``t…``
    whole numbers and their last four digits, ``p…`` ids of the projects where the customer has a unit.
    """

    customer = models.OneToOneField(
        Customer, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="search"
    )
    tokens = ArrayField(models.TextField())

    class Meta:
        verbose_name = _("customer's search tokens")
        indexes = [GinIndex(fields=["tokens"], name="customers_search_tokens")]

    def __str__(self) -> str:
        return " ".join(self.tokens)
