"""Addresses of the owner's own goods release; the token says whose it is."""

from __future__ import annotations

from django.urls import path

from shouwen.portal import release

app_name = "portal_release"

urlpatterns = [
    path("<str:token>/", release.page, name="page"),
    path("<str:token>/qr/<int:case_id>/", release.code, name="code"),
]
