"""Addresses of the audit."""

from __future__ import annotations

from django.urls import URLPattern, path

from shouwen.web.audit import job_views, views

urlpatterns: list[URLPattern] = [
    path("audit/", views.chains, name="audit"),
    path("audit/engine/", views.engine, name="audit_engine"),
    path("audit/looks/", views.looks, name="audit_looks"),
    path("audit/exports/", views.exports, name="audit_exports"),
    path("audit/jobs/", job_views.jobs_run, name="audit_jobs"),
    path("audit/jobs/<str:code>/", job_views.job, name="audit_job"),
    path("audit/jobs/<str:code>/run/", job_views.run, name="audit_run_job"),
]
