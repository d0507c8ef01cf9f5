"""Every address of the system."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from shouwen.config import api, health

FACES = (
    ("", "shouwen.web.urls"),
    ("", "shouwen.complaints.urls"),
    ("payroll/", "shouwen.payroll.urls"),
    ("centres/", "shouwen.centres.urls"),
    ("improvement/", "shouwen.improvement.urls"),
    ("frontdesk/", "shouwen.frontdesk.urls"),
    ("gate/", "shouwen.frontdesk.gate_urls"),
    ("rehearsal/", "shouwen.rehearsal.urls"),
    ("p/release/", "shouwen.portal.release_urls"),
    ("p/survey/", "shouwen.portal.survey_urls"),
    ("p/", "shouwen.portal.urls"),
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
    path("api/", api.urls),
]
urlpatterns += [path(prefix, include(module)) for prefix, module in FACES if find_spec(module)]

handler500 = "shouwen.config.failing.failed"
