"""Everybody who can be somebody: the rehearsal's cast, and one holder of each role that it leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import NOT_PROVIDED

from shouwen.kernel import clock
from shouwen.kernel.access import ENGINE, Actor
from shouwen.kernel.flows import Flow, flow_named
from shouwen.kernel.models import Case
from shouwen.people.models import OrgUnit, Staff
from shouwen.people.roles import Role
from shouwen.rehearsal.cast import Cast, build
from tests.factories import centre

AT_THE_PROJECT = (Role.RECEPTION, Role.GATE_GUARD, Role.SECURITY_HEAD, Role.DEPARTMENT_STAFF, Role.PROJECT_GM)
AT_THE_COMPANY = (Role.CS_MANAGER, Role.CS_ASSISTANT, Role.CS_CLERK, Role.DEPUTY_GM)
IN_THE_CENTRE = (Role.RULE_OWNER, Role.AUDITOR, Role.ADMINISTRATOR)
TWINS = ("agent2", "customer3", "customer4", "customer5", "customer6", "customer7", "customer8", "customer9")

_numbers = count(1)


@dataclass
class Everybody:
    """The cast by name; ``within`` can see a case of project P1, ``outside`` cannot."""

    cast: Cast

    def within(self) -> dict[str, Actor]:
        """One of each kind of person who can see cases of P1 whose customer is ``customer``, and the engine."""
        left_out = {*TWINS, *self._others()}
        seen = {n: self.cast.actor(n) for n in [*self.cast.staff, "customer"] if n not in left_out and _stands_out(n)}
        return {**seen, "engine": ENGINE}

    def outside(self) -> dict[str, Actor]:
        """People of another project, another region, another customer."""
        return {name: self.cast.actor(name) for name in [*self._others(), "customer2"]}

    def _others(self) -> list[str]:
        return [name for name in self.cast.staff if name.endswith(("3", "_elsewhere"))]


def _stands_out(name: str) -> bool:
    """One head and one leader of each company stand for all of them."""
    return not name.startswith(("head_", "leader_")) or name.endswith(("engineering", "property_repair"))


def everybody(cast: Cast | None = None) -> Everybody:
    """Everybody, around a new cast or one that is there already."""
    cast = cast or build()
    there = cast.projects["P1"]
    group_centre = OrgUnit.objects.get(kind="group_centre")
    for role in AT_THE_PROJECT:
        cast.staff[role.value] = centre.holder(role, there)
    for role in AT_THE_COMPANY:
        cast.staff[role.value] = centre.holder(role, there.region)
    for role in IN_THE_CENTRE:
        cast.staff[role.value] = centre.holder(role, group_centre)
    elsewhere = centre.project()
    for role in (Role.PROJECT_AGENT, Role.RECEPTION, Role.GATE_GUARD, Role.SECURITY_HEAD):
        cast.staff[f"{role.value}_elsewhere"] = centre.holder(role, elsewhere)
    cast.staff["chairman_elsewhere"] = centre.holder(Role.CHAIRMAN, elsewhere.region)
    cast.staff.pop("pm_p3")
    return Everybody(cast)


def a_case(of: type[Flow[Any]], cast: Cast, state: str | None = None) -> Case:
    """A case of that flow in project P1, put into a state by hand, with a record that has whatever it must have."""
    unit, project = cast.unit("agent", "1-1-101"), cast.projects["P1"]
    case = Case.objects.create(
        flow=of.code,
        number=f"{of.prefix}-240506-{next(_numbers):06d}",
        title="渗水",
        state=state or next(iter(of.State)).value,
        region=project.region,
        property_company=project.property_company,
        project=project,
        unit=unit,
        customer=cast.customers["customer"],
        agent=cast.staff["agent"],
        parent=a_case(of.parent, cast) if of.parent else None,
        opened_at=clock.now(),
    )
    of.record._default_manager.create(case=case, **_required(of.record, case, cast.staff["head_property_repair"]))
    return case


def _required(record: type[models.Model], case: Case, staff: Staff) -> dict[str, Any]:
    related: dict[Any, Any] = {Staff: staff, OrgUnit: case.property_company, type(case.project): case.project}
    if case.parent is not None:
        above = flow_named(case.parent.flow).record
        related[above] = above._default_manager.get(pk=case.parent_id)
    values: dict[str, Any] = {}
    for field in record._meta.concrete_fields:
        if field.primary_key:
            continue
        if field.is_relation and field.related_model is Staff:
            values[field.name] = staff
        elif isinstance(field, models.DateTimeField):
            values[field.name] = clock.now()
        elif not field.null and field.default is NOT_PROVIDED and not field.blank:
            values[field.name] = related[field.related_model] if field.is_relation else _value(field)
    return values


def _value(field: Any) -> Any:
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.DateField):
        return date(2024, 5, 6) + timedelta(days=next(_numbers))  # no two records of one period
    return 1 if isinstance(field, models.IntegerField) else "x"


def fingerprint() -> str:
    """One text for the content of every table that a step could write to."""
    models_of = [m for m in apps.get_models() if m._meta.app_label in {"kernel", "complaints", "frontdesk"}]
    parts = [f"(SELECT md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {m._meta.db_table} t)"
             for m in models_of]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT concat_ws(' ', " + ", ".join(parts) + ")")
        return str(cursor.fetchone()[0])
