from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class EstablishmentsConfig(AppConfig):
    name = "establishments"
    verbose_name = _("Establishments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """What happened to a shop is told by the apps, each in its ``timeline.py``."""
        autodiscover_modules("timeline")
