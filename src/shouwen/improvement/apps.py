from importlib import import_module

from django.apps import AppConfig

MODULES: tuple[str, ...] = (
    "proofs",
    "flows",
    "messages",
    "jobs",
    "measures",
    "opinions",
    "panels",
    "navigation",
    "knowledge",
    "suspicions",
)


class ImprovementConfig(AppConfig):
    name = "shouwen.improvement"
    label = "improvement"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the flows, the notices, the timed jobs and the entries of the navigation known."""
        for module in MODULES:
            import_module(f"shouwen.improvement.{module}")
