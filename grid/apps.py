from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class GridConfig(AppConfig):
    name = "grid"
    verbose_name = _("Grid and responsibility")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Every app's ``follow.py`` (what goes along with a place or post) and ``gaps.py`` (what the nightly proof asks)."""
        import_module("grid.news")
        autodiscover_modules("follow", "gaps")
