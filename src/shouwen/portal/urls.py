"""Addresses of the customers' own pages; no login, the secret is in the address."""

from __future__ import annotations

from django.urls import path

from shouwen.portal import views

app_name = "portal"

urlpatterns = [
    path("code/<str:number>/", views.code, name="code"),
    path("<str:token>/", views.page, name="page"),
    path("<str:token>/sign/", views.act, {"action": "sign"}, name="sign"),
    path("<str:token>/rate/", views.act, {"action": "rate"}, name="rate"),
    path("<str:token>/remark/", views.act, {"action": "remark"}, name="remark"),
    path("<str:token>/say/", views.act, {"action": "say"}, name="say"),
    path("<str:token>/about/", views.act, {"action": "about"}, name="about"),
    path("<str:token>/confirm/", views.act, {"action": "confirm"}, name="confirm"),
    path("<str:token>/photo/<int:evidence_id>/", views.photo, name="photo"),
]
