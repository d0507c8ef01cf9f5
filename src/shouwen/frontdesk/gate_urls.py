"""Addresses of the gate; short, because they stand in the QR code of every slip."""

from __future__ import annotations

from django.urls import path

from shouwen.frontdesk.views import gate

app_name = "gate"

urlpatterns = [
    path("", gate.door, name="door"),
    path("<str:token>/", gate.slip, name="slip"),
]
