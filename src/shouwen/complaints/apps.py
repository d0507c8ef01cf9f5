from importlib import import_module

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "shouwen.complaints"
    label = "complaints"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the flows known."""
        import_module("shouwen.complaints.flows")
