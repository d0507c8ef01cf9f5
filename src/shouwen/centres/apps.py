"""The project service centres: what they are, how they are inspected, who serves there (第七至十一条)."""

from importlib import import_module

from django.apps import AppConfig

MODULES: tuple[str, ...] = (
    "proofs",
    "flows",
    "messages",
    "jobs",
    "origins",
    "measures",
    "texts",
    "panels",
    "views.navigation",
)


class CentresConfig(AppConfig):
    name = "shouwen.centres"
    label = "centres"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the flows, the notices, the timed jobs and the entries of the navigation known."""
        for module in MODULES:
            import_module(f"shouwen.centres.{module}")
