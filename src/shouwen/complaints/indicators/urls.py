"""Addresses of the indicators, the bulletin and the assessment of the service centres."""

from __future__ import annotations

from django.urls import URLPattern, path

from shouwen.complaints.views import assessment, bulletin, figures

urlpatterns: list[URLPattern] = [
    path("complaints/indicators/", figures.overview, name="indicators"),
    path("complaints/indicators/mine/", figures.mine, name="my_figures"),
    path("complaints/indicators/scheme/", assessment.scheme, name="assessment_scheme"),
    path("complaints/indicators/<str:month>/recount/", bulletin.recount, name="recount_month"),
    path("complaints/indicators/<str:month>/bulletin/", bulletin.page, name="bulletin"),
    path("complaints/indicators/<str:month>/bulletin/publish/", bulletin.publish, name="publish_bulletin"),
    path("complaints/indicators/<str:month>/bulletin/read/", bulletin.confirm, name="confirm_bulletin"),
    path("complaints/indicators/<str:month>/bulletin.<slug:form>", bulletin.paper, name="bulletin_paper"),
    path("complaints/indicators/<str:month>/centres/", assessment.centres, name="assessments"),
    path("complaints/indicators/<str:month>/centres/<int:pk>.<slug:form>", assessment.paper, name="assessment_paper"),
    path("complaints/indicators/<str:month>/<str:code>/<int:pk>/", figures.behind, name="figure"),
    path("complaints/indicators/<str:month>/<str:code>/of/<int:pk>/", figures.behind_a_person, name="person_figure"),
]
