"""Addresses of the imports."""

from __future__ import annotations

from django.urls import URLPattern, path

from shouwen.web.importing import views

urlpatterns: list[URLPattern] = [
    path("imports/", views.batches_list, name="imports"),
    path("imports/<int:pk>/", views.batch, name="import"),
    path("imports/<int:pk>/check/", views.check, name="import_check"),
    path("imports/<int:pk>/commit/", views.commit, name="import_commit"),
    path("imports/<int:pk>/stop/", views.stop, name="import_stop"),
    path("imports/<int:pk>/undo/", views.undo, name="import_undo"),
    path("imports/<int:pk>/progress/", views.progress, name="import_progress"),
    path("imports/<int:pk>/refused/", views.refused_rows, name="import_refused"),
]
