from importlib import import_module

from django.apps import AppConfig

MODULES: tuple[str, ...] = ("messages", "jobs", "imports", "api", "views.navigation")


class PayrollConfig(AppConfig):
    name = "shouwen.payroll"
    label = "payroll"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the flows, the notices, the timed jobs and the entries of the navigation known."""
        for module in MODULES:
            import_module(f"shouwen.payroll.{module}")
