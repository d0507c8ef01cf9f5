"""Address of the customer's own page of the yearly survey; the token says whose it is."""

from __future__ import annotations

from django.urls import path

from shouwen.portal import survey

app_name = "portal_survey"

urlpatterns = [path("<str:token>/", survey.page, name="page")]
