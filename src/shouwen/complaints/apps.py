from importlib import import_module

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "shouwen.complaints"
    label = "complaints"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the flows, the notices and the timed jobs known."""
        import_module("shouwen.complaints.flows")
        import_module("shouwen.complaints.messages")
        import_module("shouwen.complaints.jobs")
