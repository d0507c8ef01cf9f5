"""The customer's own page: read, sign, rate, follow, confirm, say more (S3-08e, S3-13d, S3-16, S3-20i, S3-28)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import time
from io import BytesIO

import segno
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shouwen.complaints import parties
from shouwen.complaints.flows import Complaint
from shouwen.complaints.flows.complaint import what_is_signed
from shouwen.complaints.models import ComplaintRecord
from shouwen.complaints.uploads import received
from shouwen.complaints.views.people import actor_of, case_for, for_staff
from shouwen.kernel import clock, evidence_views, moves
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.events import answered_before
from shouwen.kernel.evidence import Proof, content_hash, receive
from shouwen.kernel.models import Case, Evidence
from shouwen.portal import about, links, progress, talk
from shouwen.portal.guessing import NoSuchLink, by_link, private
from shouwen.portal.links import Purpose
from shouwen.portal.models import PortalLink
from shouwen.web.answers import status_of

SIGNING = {"signature": Proof.CUSTOMER_SIGNATURE}
REMARK = {"photo": Proof.PROBLEM_PHOTO}
MOST_REMARKS_A_DAY = 20


@by_link
def page(request: HttpRequest, token: str) -> HttpResponse:
    """The matter as it stands; a link that is over or unknown is told so kindly."""
    link = _link(token)
    if links.is_over(link):
        return _closed_door(request, link)
    return _show(request, link, token)


@require_POST
@by_link
def act(request: HttpRequest, token: str, action: str) -> HttpResponse:
    """One thing the customer does; afterwards the page again, so that a reload repeats nothing."""
    link = _link(token)
    if links.is_over(link):
        return _closed_door(request, link)
    try:
        said = ACTIONS[action](request, link)
    except Refused as refused:
        return _show(request, link, token, refused, action)
    messages.success(request, said)
    return private(redirect("portal:page", token))


@require_safe
@by_link
def photo(request: HttpRequest, token: str, evidence_id: int) -> HttpResponseBase:
    """A picture of the customer's own matter, without its metadata; anything else is absent."""
    link = _link(token)
    if links.is_over(link):
        raise Http404
    mine = Evidence.objects.filter(
        pk=evidence_id, case__parent=link.case, kind__in=list(progress.PHOTOS), event__isnull=False
    )
    if not mine.exists():
        raise Http404
    return evidence_views.serve_to(Actor.customer_of(link.customer), evidence_id, "display")


@for_staff
@require_POST
def code(request: HttpRequest, number: str) -> HttpResponse:
    """The code on the counter: a link that lives one hour, as a drawing the customer scans."""
    actor = actor_of(request)
    case = case_for(actor, Complaint.code, number)
    if not parties.AGENT.may(actor, case, clock.now()):
        raise Refused(_("The code is shown by the specialist who takes the complaint."), Why.WRONG_ROLE)
    if case.customer is None:
        raise Refused(_("Nobody is on record as this complaint's customer."), Why.BAD_PAYLOAD)
    address = links.make(case, Purpose.SIGN, made_by=actor.staff)
    piece = "portal/code_piece.html" if request.headers.get("HX-Request") == "true" else "portal/code.html"
    context = {"drawing": _drawing(address), "address": address, "case": case, "minutes": 60}
    return private(render(request, piece, context))


def _drawing(address: str) -> str:
    """The QR code as inline SVG: presentation attributes only, no style."""
    out = BytesIO()
    segno.make(address, error="m").save(out, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True)
    return mark_safe(out.getvalue().decode())  # noqa: S308 — drawn by us from our own address


# — what the customer does —


def _sign(request: HttpRequest, link: PortalLink) -> str:
    """远程签字 (S3-13d): once per link, bound to exactly the content that was shown."""
    actor, key = Actor.customer_of(link.customer), request.POST.get("key") or None
    if link.purpose != Purpose.SIGN or (link.used_at is not None and not answered_before(key)):
        raise Refused(_("This link has been used for signing already. Please ask us for a new one."), Why.WRONG_STATE)
    if "signature" not in request.FILES and not answered_before(key):
        raise Refused(_("Please sign in the box first."), Why.MISSING_EVIDENCE)
    binds = {"signature": request.POST.get("signature_binds", "")}
    with transaction.atomic():
        proofs = [] if answered_before(key) else received(request, SIGNING, actor, binds=binds)
        moves.take(Complaint.sign, link.case_id, by=actor, proofs=proofs, key=key)
        links.spend(link)
    return _("Thank you. Your signature has arrived.")


def _rate(request: HttpRequest, link: PortalLink) -> str:
    """窗口接待满意度 (S3-16a): once per reception, unchangeable."""
    names = ("score", "warmth", "friendliness", "professionalism", "comment")
    given = {name: request.POST[name] for name in names if request.POST.get(name)}
    actor = Actor.customer_of(link.customer)
    moves.take(Complaint.rate, link.case_id, by=actor, given=given, key=request.POST.get("key") or None)
    return _("Thank you. Your rating goes straight to the group.")


def _remark(request: HttpRequest, link: PortalLink) -> str:
    """补充、另约时间、不满意: one box for all of it, read by the specialist."""
    actor, key = Actor.customer_of(link.customer), request.POST.get("key") or None
    again = answered_before(key)
    if not again:
        _not_too_many(link)
    with transaction.atomic():
        proofs = [] if again else received(request, REMARK, actor)
        given = {"text": request.POST.get("text", "")}
        moves.take(Complaint.remark, link.case_id, by=actor, given=given, proofs=proofs, key=key)
    return _("Thank you. It has been passed on.")


def _not_too_many(link: PortalLink) -> None:
    """A link that got around must not fill our storage."""
    since = clock.at_time(clock.day_of(clock.now()), time.min)
    said = link.case.events.filter(code=Complaint.remark.code, recorded_at__gte=since).count()
    if said >= MOST_REMARKS_A_DAY:
        raise Refused(_("We have received a lot from you today; please call us for anything further."))


def _confirm(request: HttpRequest, link: PortalLink) -> str:
    """客户签字确认完成 (S3-28a): the signature waits with the order for the application for closure."""
    number = request.POST.get("order", "")
    matter = next((m for m in progress.matters_of(link.case) if m.order.case.number == number), None)
    if matter is None:
        raise Refused(_("This matter cannot be found."), Why.NOT_FOUND)
    bound = content_hash(progress.completion_content(matter))
    if request.POST.get("signature_binds") == bound and matter.is_confirmed_as(bound):
        return _("Thank you. You have confirmed that it is done.")  # sent again
    if not matter.waits_for_confirmation:
        raise Refused(_("There is nothing to confirm at the moment."), Why.WRONG_STATE)
    file = request.FILES.get("signature")
    if file is None:
        raise Refused(_("Please sign in the box first."), Why.MISSING_EVIDENCE)
    if request.POST.get("signature_binds") != bound:
        raise Refused(_("The plan has changed meanwhile; please read it again and sign."), Why.STALE_PAGE)
    receive(file, Proof.COMPLETION_SIGNED, Actor.customer_of(link.customer), matter.order.case, binds=bound)
    return _("Thank you. You have confirmed that it is done.")


ACTIONS: Mapping[str, Callable[[HttpRequest, PortalLink], str]] = {
    "sign": _sign,
    "rate": _rate,
    "remark": _remark,
    "confirm": _confirm,
    "say": talk.say,
    "about": about.complain,
}


# — the page —


def _show(
    request: HttpRequest, link: PortalLink, token: str, refused: Refused | None = None, action: str = ""
) -> HttpResponse:
    case = Case.objects.select_related("unit__project", "agent").get(pk=link.case_id)
    complaint = ComplaintRecord.objects.get(pk=case.pk)
    complaint.case = case
    matters = progress.matters_of(case)
    context = {
        "link": link,
        "token": token,
        "case": case,
        "complaint": complaint,
        "matters": [(matter, content_hash(progress.completion_content(matter))) for matter in matters],
        "told": progress.told_to(case),
        "talk": talk.shown(link),
        "about": about.shown(link),
        "stops": [] if matters or complaint.merged_into_id else progress.stops_of(case, None),
        "standing": progress.plain_state(complaint),
        "may_sign": _may_sign(link, complaint),
        "binds": content_hash(what_is_signed(complaint, None)),
        "may_rate": _may_rate(complaint),
        "house": case.project.name,
        "refused": refused,
        "action": action,
        "above": refused is not None and action not in _cards(link, complaint, matters),
        "typed": request.POST,
        "scores": ["1", "2", "3", "4", "5"],
    }
    return private(render(request, "portal/page.html", context, status=status_of(refused) if refused else 200))


def _cards(link: PortalLink, complaint: ComplaintRecord, matters: list[progress.Matter]) -> set[str]:
    """The cards the page shows; a refusal of any other stands at the top."""
    shown = {
        "remark": True,
        "say": True,
        "about": True,
        "sign": _may_sign(link, complaint),
        "rate": _may_rate(complaint),
        "confirm": any(matter.waits_for_confirmation for matter in matters),
    }
    return {name for name, there in shown.items() if there}


def _may_rate(complaint: ComplaintRecord) -> bool:
    return complaint.score is None and complaint.case.state in Complaint.rate.sources


def _may_sign(link: PortalLink, complaint: ComplaintRecord) -> bool:
    fresh = link.purpose == Purpose.SIGN and link.used_at is None
    return fresh and not complaint.is_signed and complaint.case.state in Complaint.sign.sources


def _link(token: str) -> PortalLink:
    """The link of a secret, over or not; NoSuchLink when nobody ever made it."""
    found = links.read(token)
    if found is None:
        raise NoSuchLink
    return found


def _closed_door(request: HttpRequest, link: PortalLink) -> HttpResponse:
    """Over (410): where to turn, nothing about the matter."""
    return private(render(request, "portal/over.html", {"link": link}, status=410))
