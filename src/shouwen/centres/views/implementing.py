"""The register of the implementing rules (第四十一条): open to everybody, filed by the company or the group."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.centres import implementing, parties, proofs
from shouwen.centres.implementing import Filing
from shouwen.centres.models import ImplementingRules
from shouwen.centres.views.people import actor_of, file_of, for_staff, group_tabs, person_of
from shouwen.kernel import clock, evidence_views
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused
from shouwen.people.models import OrgUnit
from shouwen.people.queries import appointments_at
from shouwen.people.roles import Role
from shouwen.web.answers import status_of


class RulesForm(forms.Form):
    """A new version. What is missing is said by the register, in one sentence."""

    org = forms.ModelChoiceField(OrgUnit.objects.none(), label=_("Company"))
    version = forms.CharField(label=_("Version"), max_length=20)
    effective_on = forms.DateField(label=_("Effective from"), widget=forms.DateInput(attrs={"type": "date"}))
    approval = forms.CharField(label=_("Approved by, under which number"), max_length=120)
    approved_on = forms.DateField(label=_("Approved on"), widget=forms.DateInput(attrs={"type": "date"}))
    file = forms.FileField(label=_("File"), widget=forms.FileInput(attrs={"accept": ".pdf,.docx,image/*"}))


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """Who lacks rules, what is in force where, and every earlier version."""
    form, refused = _form(request), None
    if request.method == "POST" and form.is_valid():
        try:
            _file(request, form)
        except Refused as no:
            refused = no
        else:
            messages.success(request, now_("The rules are on file."))
            return redirect("centres:rules")
    found = implementing.standings(clock.day_of(clock.now()))
    context = {
        "tabs": group_tabs(request),
        "missing": [one for one in found if one.in_force is None],
        "standings": found,
        "form": form if form.fields["org"].queryset.exists() else None,  # type: ignore[attr-defined] # a model choice
        "refused": refused,
    }
    status = status_of(refused) if refused else 422 if form.errors else 200
    return render(request, "centres/rules.html", context, status=status)


@for_staff
@require_safe
def rules_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of one version: house rules are read by everybody who works here."""
    found = ImplementingRules.objects.select_related("file__staff").filter(pk=pk).first()
    if found is None or found.file.staff is None:
        raise Http404
    return evidence_views.serve_to(Actor.of(found.file.staff), found.file_id)


def _form(request: HttpRequest) -> RulesForm:
    person = person_of(request)
    form = RulesForm(request.POST or None, request.FILES or None)
    orgs = OrgUnit.objects.filter(kind__in=implementing.OWES_RULES, is_active=True).order_by("kind", "name")
    if not parties.is_of_the_group(person):
        posts = appointments_at(clock.now()).filter(staff=person, role=Role.CHAIRMAN)
        orgs = orgs.filter(pk__in=posts.values("org"))
    form.fields["org"].queryset = orgs  # type: ignore[attr-defined] # a model choice
    return form


def _file(request: HttpRequest, form: RulesForm) -> None:
    given = form.cleaned_data
    pieces = file_of(request, "file", proofs.RULES_FILE, actor_of(request))
    filing = Filing(given["version"], given["effective_on"], given["approval"], given["approved_on"], pieces[0])
    implementing.file_rules(given["org"], filing, person_of(request))
