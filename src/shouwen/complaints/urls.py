"""Addresses of the counter and of the doorstep; everything else of a complaint is on the generic pages of a case."""

from __future__ import annotations

from django.urls import path

from shouwen.complaints.discipline import urls as discipline
from shouwen.complaints.indicators import urls as indicators
from shouwen.complaints.views import (
    desk,
    doorstep,
    handling,
    intake,
    papers,
    penalties,
    radar,
    ratings,
    special,
    supervision,
)

app_name = "complaints"

urlpatterns = [
    *discipline.urlpatterns,
    path("complaints/intake/", intake.screen, name="intake"),
    path("complaints/intake/found/", intake.found, name="found"),
    path("complaints/intake/card/", intake.card, name="card"),
    path("complaints/intake/reveal/", intake.reveal_phone, name="reveal"),
    path("complaints/intake/conclusion/", intake.conclusion, name="conclusion"),
    path("complaints/intake/knowledge/", intake.knowledge_found, name="knowledge"),
    path("complaints/intake/clock/", intake.submit_clock, name="clock"),
    path("complaints/intake/<str:number>/", desk.desk, name="desk"),
    path("complaints/intake/<str:number>/<slug:action>/", desk.desk, name="act"),
    path("complaints/proposals/", penalties.proposals, name="proposals"),
    path("complaints/proposals/<int:pk>/", penalties.decide_proposal, name="decide_proposal"),
    path("complaints/ranking/<str:month>.<slug:form>", papers.ranking, name="ranking"),
    path("complaints/papers/<str:number>/<slug:kind>.<slug:form>", papers.of_an_order, name="order_paper"),
    path("complaints/supervision/", supervision.day, name="supervision"),
    path("complaints/supervision/summary/<str:on>/", supervision.submit, name="submit_summary"),
    path("complaints/supervision/receptions/", supervision.register, name="register_reception"),
    path("complaints/ratings/", ratings.listing, name="ratings"),
    path("complaints/handled/", handling.ledger, name="handled"),
    path("complaints/handled.xlsx", handling.workbook, name="handled_xlsx"),
    path("complaints/emergency/", handling.report, name="report_crisis"),
    path("complaints/special/", special.listing, name="special"),
    path("radar/", radar.clusters, name="radar"),
    path("radar/<int:pk>/", radar.cluster, name="cluster"),
    path("radar/<int:pk>/<slug:action>/", radar.cluster, name="decide_cluster"),
    path("doorstep/", doorstep.visits, name="visits"),
    path("doorstep/<str:number>/", doorstep.door, name="door"),
    path("doorstep/<str:number>/<slug:action>/", doorstep.door, name="at_door"),
    *indicators.urlpatterns,
]
