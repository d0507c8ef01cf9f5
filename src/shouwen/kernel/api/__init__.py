"""The API: generated from the flows, so it can do exactly what they allow. ``build`` makes it; config mounts it."""

from shouwen.kernel.api.build import build

__all__ = ["build"]
