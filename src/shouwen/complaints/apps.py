from importlib import import_module

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "shouwen.complaints"
    label = "complaints"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the flows, the notices, the timed jobs and the entries of the navigation known."""
        import_module("shouwen.complaints.flows")
        import_module("shouwen.complaints.messages")
        import_module("shouwen.complaints.level_messages")
        import_module("shouwen.complaints.handling.messages")
        import_module("shouwen.complaints.crisis.messages")
        import_module("shouwen.complaints.imports")
        import_module("shouwen.complaints.jobs")
        import_module("shouwen.complaints.discipline.messages")
        import_module("shouwen.complaints.discipline.violations")
        import_module("shouwen.complaints.discipline.jobs")
        import_module("shouwen.complaints.discipline.panels")
        import_module("shouwen.complaints.panels")
        import_module("shouwen.complaints.level_choices")
        import_module("shouwen.complaints.radar.jobs")
        import_module("shouwen.complaints.supervision_panels")
        import_module("shouwen.complaints.attention")
        import_module("shouwen.complaints.lessons")
        import_module("shouwen.complaints.handling.lessons")
        import_module("shouwen.complaints.handling.panels")
        import_module("shouwen.complaints.crisis.panels")
        import_module("shouwen.complaints.succession")
        import_module("shouwen.complaints.views.navigation")
        import_module("shouwen.complaints.views.discipline_navigation")
        import_module("shouwen.complaints.views.level_navigation")
        import_module("shouwen.complaints.views.handling_navigation")
        import_module("shouwen.complaints.indicators.ready")
