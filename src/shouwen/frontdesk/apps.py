from importlib import import_module

from django.apps import AppConfig


class FrontdeskConfig(AppConfig):
    name = "shouwen.frontdesk"
    label = "frontdesk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the flows, the notices, the timed jobs, the panels and the entries of the navigation known."""
        for module in ("flows", "messages", "jobs", "panel", "navigation"):
            import_module(f"shouwen.frontdesk.{module}")
