"""What kinds of food business there are."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from grid.access import ANYWHERE, ReachQuerySet


class Format(models.Model):
    """One of the key formats (重点业态), such as small catering; `basis` names the laws it stands on."""

    PLACE = ANYWHERE

    code = models.CharField(_("code"), max_length=3, unique=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=80)
    basis = models.TextField(_("legal basis"), blank=True)

    objects = ReachQuerySet.as_manager()

    class Meta:
        verbose_name = _("format")
        verbose_name_plural = _("formats")
        ordering = ["code"]
        default_permissions = ("change", "view")

    def __str__(self):
        return self.name
