from importlib import import_module

from django.apps import AppConfig


class RehearsalConfig(AppConfig):
    name = "shouwen.rehearsal"
    label = "rehearsal"

    def ready(self) -> None:
        """Make the entry of the navigation known."""
        import_module("shouwen.rehearsal.navigation")
