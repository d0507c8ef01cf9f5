"""The address of the rehearsal."""

from __future__ import annotations

from django.urls import path

from shouwen.rehearsal import cost_views, views

app_name = "rehearsal"

urlpatterns = [path("", views.page, name="page"), path("cost/", cost_views.cost, name="cost")]
