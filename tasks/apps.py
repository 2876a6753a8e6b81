from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class TasksConfig(AppConfig):
    name = "tasks"
    verbose_name = _("Creation tasks")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Every app's ``conditions.py`` (what it asks of work before a verb is done) and ``reminders.py`` (what the digest speaks of)."""
        import_module("tasks.reminders")  # its own is said first
        autodiscover_modules("conditions", "reminders")
