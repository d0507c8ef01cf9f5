from importlib import import_module

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "shouwen.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the entries of the navigation and the worker's tasks known, and the link to the page of a password."""
        from shouwen.kernel import entering
        from shouwen.kernel.notices.messages import link_with

        link_with("password_link", entering.page_of)
        for part in ("desk", "cases", "rulebook", "importing", "audit"):
            import_module(f"shouwen.web.{part}.entries")
