"""Visits that did not find the shop."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from establishments.models.register import Establishment
from grid.access import ReachQuerySet


class MissedVisit(models.Model):
    """Somebody went to a shop on a day and it was not there, or was shut; what finds it again sets the count back."""

    PLACE = "establishment__place"

    establishment = models.ForeignKey(Establishment, models.PROTECT, related_name="missed_visits", verbose_name=_("establishment"))
    visited_on = models.DateField(_("visited on"), default=timezone.localdate)
    at = models.DateTimeField(_("moment"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    note = models.TextField(_("note"), blank=True)
    counts = models.BooleanField(_("counts"), default=True)

    objects = ReachQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit that did not find the shop")
        verbose_name_plural = _("visits that did not find the shop")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["establishment", "visited_on"], name="missed_once_a_day")]

    def __str__(self):
        return f"{self.establishment} {self.visited_on}"
