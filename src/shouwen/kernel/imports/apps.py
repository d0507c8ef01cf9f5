from importlib import import_module

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "shouwen.kernel.imports"
    label = "imports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The centre's own ledgers; a domain imports its ledger in its own ``ready``."""
        import_module("shouwen.kernel.imports.ledgers")
