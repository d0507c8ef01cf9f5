"""Addresses of the case pages; included by ``web.urls`` under no prefix and in its namespace."""

from __future__ import annotations

from django.urls import path

from shouwen.web import taking_back
from shouwen.web.cases import bulk_views, flow_views, list_views, step_views, views

urlpatterns = [
    path("cases/", list_views.cases, name="cases"),
    path("cases/export/", list_views.export, name="cases_export"),
    path("cases/several/", bulk_views.look, name="bulk"),
    path("cases/several/take/", bulk_views.take, name="bulk_take"),
    path("cases/views/", list_views.save_view, name="save_view"),
    path("cases/views/<int:pk>/drop/", list_views.drop_view, name="drop_view"),
    path("cases/<str:number>/", views.case, name="case"),
    path("cases/<str:number>/print", views.paper, name="paper"),
    path("cases/<str:number>/phone", views.reveal_phone, name="reveal"),
    path("cases/<str:number>/<slug:name>/", step_views.step, name="step"),
    path("decisions/<int:pk>/take-back/", taking_back.take_back, name="take_back"),
    path("evidence/<int:pk>/", views.evidence, name="evidence"),
    path("evidence/<int:pk>/display/", views.evidence_display, name="evidence_display"),
    path("flows/<str:code>/", flow_views.flow, name="flow"),
]
