"""Addresses of the front desk."""

from __future__ import annotations

from django.urls import path

from shouwen.frontdesk.views import batches, releases

app_name = "frontdesk"

urlpatterns = [
    path("item-release/", releases.releases, name="releases"),
    path("item-release/new/", releases.new, name="new_release"),
    path("item-release/code/", releases.owners_code, name="owners_code"),
    path("slip-reconciliation/", batches.batches, name="batches"),
    path("slip-reconciliation/<str:number>/hand-in/", batches.hand_in, name="hand_in"),
]
