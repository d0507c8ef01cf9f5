"""What the service centres add to the case pages: their own, and the customer's conversation beside a complaint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwen.centres import parties, periods, talks
from shouwen.centres.flows import Centre, Postings, Talk, VideoChecks, Voice
from shouwen.centres.models import Device
from shouwen.centres.words import CentreState, SetupItem
from shouwen.estate.models import Project
from shouwen.kernel import clock
from shouwen.kernel.access import Actor, scope_of
from shouwen.kernel.models import Case
from shouwen.people.models import OrgUnit
from shouwen.people.queries import appointments_at
from shouwen.web.cases import panels
from shouwen.web.parts import Words


def _centre(case: Case, _actor: Actor) -> Mapping[str, Any]:
    """Set-up, devices and what was handed over, of one centre."""
    looks = periods.latest_looks([case.pk]).get(case.pk, {})
    devices = Device.objects.filter(centre_id=case.pk, retired_at=None).prefetch_related("outages").order_by("code")
    return {
        "centre": case.service_centre,
        "setup": [(item, looks.get(item)) for item in SetupItem],
        "open_items": periods.open_items(looks),
        "devices": [(device, list(device.outages.all())[-3:]) for device in devices],
        "transfers": list(case.service_centre.transfers.select_related("case", "to", "to_org").order_by("id")[:50]),
        "specialists": _serving(case),
    }


def _serving(case: Case) -> list[str]:
    posts = appointments_at(clock.now()).filter(role="project_agent", org=case.project.org).order_by("starts_at", "id")
    return list(posts.values_list("staff__name", flat=True))


def _chips(case: Case) -> Sequence[panels.Chip]:
    looks = periods.latest_looks([case.pk]).get(case.pk, {})
    met = not periods.open_items(looks)
    return [panels.Chip(_("set-up up to the standard") if met else _("set-up not up to the standard"), heavy=not met)]


def _check(case: Case, _actor: Actor) -> Mapping[str, Any]:
    return {"check": case.video_check, "results": list(case.video_check.results.order_by("id"))}


def _voice(case: Case, _actor: Actor) -> Mapping[str, Any]:
    return {"voice": case.voice_message}


def _posting(case: Case, _actor: Actor) -> Mapping[str, Any]:
    return {"posting": case.posting}


def _conversation(case: Case, _actor: Actor) -> Mapping[str, Any]:
    return {"address": reverse("centres:conversation", args=[case.number]), "talk": case.conversation}


def _beside(case: Case, actor: Actor) -> Mapping[str, Any] | None:
    """The conversation with the customer of a case, for the counter and the group (第八条)."""
    if case.flow == Talk.code or case.customer is None or actor.staff is None:
        return None
    if not (parties.is_of_the_group(actor.staff) or case.project_id in parties.served_projects(actor.staff)):
        return None
    talk = talks.conversation_of(case.customer, case.project)
    if talk is None:
        return None
    return {"talk": talk, "lines": talks.lines_of(talk)[-6:], "unread": _unread(talk.pk, actor)}


def _unread(pk: int, actor: Actor) -> int:
    found: Any = talks.talks_for(actor).filter(pk=pk).first()
    return int(found.unread) if found else 0


# — choices of the steps' forms —


def _projects_with_a_centre(case: Case) -> list[tuple[str, Words]]:
    others = Project.objects.filter(
        pk__in=Case.objects.filter(flow=Centre.code, state=CentreState.OPERATING).values("project")
    ).exclude(pk=case.project_id)
    return [(str(pk), name) for pk, name in others.order_by("name").values_list("id", "name")]


def _companies(case: Case) -> list[tuple[str, Words]]:
    found = OrgUnit.objects.filter(pk__in=[case.region_id, case.property_company_id]).order_by("id")
    return [(str(pk), name) for pk, name in found.values_list("id", "name")]


def _heirs(case: Case) -> list[tuple[str, Words]]:
    """People of the two companies who see the project's cases."""
    companies = OrgUnit.objects.filter(pk__in=[case.region_id, case.property_company_id])
    nodes = [pk for company in companies for pk in _below(company, case)]
    posts = appointments_at(clock.now()).filter(org_id__in=nodes).order_by("staff__name")
    people = {one.staff_id: one for one in posts.select_related("staff", "org")}
    able = [one for one in people.values() if scope_of(Actor.of(one.staff)).covers(case)]
    return [(str(one.staff_id), f"{one.staff.name} · {one.org.name}") for one in able]


def _below(company: OrgUnit, case: Case) -> list[int]:
    """The company and its departments; not the projects under it."""
    here = OrgUnit.objects.filter(path__startswith=company.path).exclude(kind="project")
    return list(here.exclude(pk=case.project.org_id).values_list("id", flat=True))


def _devices(case: Case) -> list[tuple[str, Words]]:
    found = Device.objects.filter(centre_id=case.pk, retired_at=None).order_by("code")
    return [(device.code, f"{device.code} · {device.location}") for device in found]


panels.register(
    Centre.code,
    panels.Panel(
        template="centres/centre_panel.html", context=_centre, chips=_chips, deadline="T15", select=("successor",)
    ),
)
panels.register(VideoChecks.code, panels.Panel(template="centres/check_panel.html", context=_check, deadline="CHECK"))
panels.register(Voice.code, panels.Panel(template="centres/voice_panel.html", context=_voice))
panels.register(Postings.code, panels.Panel(template="centres/posting_panel.html", context=_posting, deadline="T14"))
panels.register(Talk.code, panels.Panel(template="centres/talk_panel.html", context=_conversation, deadline="REPLY"))
panels.add_section(panels.Section("centres/beside.html", _beside))
panels.has_own_page(VideoChecks.record_check.code, lambda case: reverse("centres:check", args=[case.number]))
panels.has_own_page(Talk.reply.code, lambda case: reverse("centres:conversation", args=[case.number]))
panels.offer_choices(Postings.rotate.code, "to_project", _projects_with_a_centre)
panels.offer_choices(Centre.close.code, "successor", _companies)
panels.offer_choices(Centre.close.code, "hand_over_to", _heirs)
panels.offer_choices(Centre.report_device.code, "code", _devices)
panels.offer_choices(Centre.retire_device.code, "code", _devices)
