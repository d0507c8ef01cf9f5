from importlib import import_module

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "shouwen.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the desk's entries of the navigation known."""
        import_module("shouwen.web.desk.entries")
