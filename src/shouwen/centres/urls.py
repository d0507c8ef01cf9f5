"""The pages of the service centres."""

from django.urls import path

from shouwen.centres.views import (
    checklist,
    checks,
    conversations,
    implementing,
    leads,
    overview,
    platform,
    rotation,
    voice,
)

app_name = "centres"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("open/<int:project_id>/", overview.open_centre, name="open"),
    path("dates/<int:project_id>/", overview.dates, name="dates"),
    path("checks/", checks.checks, name="checks"),
    path("checks/new/<int:project_id>/", checks.new_check, name="new_check"),
    path("checks/<str:number>/", checks.check, name="check"),
    path("checklist/", checklist.lines, name="checklist"),
    path("rotation/", rotation.rotation, name="rotation"),
    path("rules/", implementing.rules, name="rules"),
    path("rules/<int:pk>/file/", implementing.rules_file, name="rules_file"),
    path("texts/", platform.wordings, name="texts"),
    path("platform/", platform.platform, name="platform"),
    path("leads/", leads.queue, name="leads"),
    path("leads/new/", leads.new, name="lead"),
    path("leads/<int:pk>/photo/", leads.photo, name="lead_photo"),
    path("messages/", voice.register, name="messages"),
    path("omissions/", leads.omissions, name="omissions"),
    path("conversations/", conversations.conversations, name="conversations"),
    path("conversations/<str:number>/", conversations.conversation, name="conversation"),
]
