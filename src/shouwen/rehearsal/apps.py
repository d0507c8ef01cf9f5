from django.apps import AppConfig


class RehearsalConfig(AppConfig):
    name = "shouwen.rehearsal"
    label = "rehearsal"
