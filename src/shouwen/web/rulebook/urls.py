"""Addresses of the rulebook."""

from __future__ import annotations

from django.urls import URLPattern, path

from shouwen.web.rulebook import views

urlpatterns: list[URLPattern] = [
    path("rulebook/", views.overview, name="rulebook"),
    path("rulebook/entries/<int:pk>/", views.entry, name="rulebook_entry"),
    path("rulebook/entries/<int:pk>/decide/", views.decide, name="rulebook_decide"),
    path("rulebook/entries/<int:pk>/replan/", views.replan, name="rulebook_replan"),
    path("rulebook/<str:code>/", views.quantity, name="rulebook_quantity"),
    path("rulebook/<str:code>/propose/", views.propose, name="rulebook_propose"),
]
