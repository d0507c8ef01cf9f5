"""Addresses of the frame. Pages of the workbench and of cases are added here by their author."""

from __future__ import annotations

from django.urls import include, path

from shouwen.web.audit import urls as audit
from shouwen.web.cards import urls as cards
from shouwen.web.desk import urls as desk
from shouwen.web.importing import urls as importing
from shouwen.web.rulebook import urls as rulebook
from shouwen.web.views import door, gallery

app_name = "web"

urlpatterns = [
    path("login/", door.Login.as_view(), name="login"),
    path("login/password/<uidb64>/<token>/", door.SetPassword.as_view(), name="set_password"),
    path("logout/", door.logout, name="logout"),
    path("theme/", door.theme, name="theme"),
    path("language/", door.language, name="language"),
    path("sw.js", door.worker, name="worker"),
    path("gallery/", gallery.gallery, name="gallery"),
    path("gallery/phone/", gallery.phone, name="gallery_phone"),
    path("", include("shouwen.web.cases.urls")),
    *cards.urlpatterns,
    *desk.urlpatterns,
    *rulebook.urlpatterns,
    *importing.urlpatterns,
    *audit.urlpatterns,
]
