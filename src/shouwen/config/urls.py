"""Every address of the system."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from shouwen.config import health

FACES = {"": "shouwen.web.urls", "o/": "shouwen.portal.urls"}

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
]
urlpatterns += [path(prefix, include(module)) for prefix, module in FACES.items() if find_spec(module)]
