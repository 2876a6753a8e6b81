"""Weak points (薄弱环节): where findings gather, and the measure that was taken against it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.rows import HasPage
from establishments.models import Format
from grid.access import ReachQuerySet
from grid.models import Place
from tasks.models import Assignment


class WeakPointQuerySet(ReachQuerySet):
    def with_names(self):
        return self.select_related("place", "format", "assignment__organisation", "assignment__owner")


class WeakPoint(HasPage, models.Model):
    """A gathering of findings in an area, a format or at an item that became a measure; its figures are frozen as they stood.

    Its life is that of its assignment: owner and date are found there.
    """

    PLACE = "place"
    AREA, FORMAT, ITEM = "area", "format", "item"
    DIMENSIONS = {AREA: _("area"), FORMAT: _("format"), ITEM: _("item")}

    dimension = models.CharField(_("kind"), max_length=6, choices=DIMENSIONS)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("area"))
    format = models.ForeignKey(Format, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("format"))
    item_code = models.CharField(_("item"), max_length=8, blank=True)
    name = models.CharField(_("weak point"), max_length=120)
    since = models.DateField(_("from"))
    until = models.DateField(_("up to"))
    inspections = models.PositiveIntegerField(_("inspections"))
    findings = models.PositiveIntegerField(_("findings"))
    rate = models.DecimalField(_("findings per 100 inspections"), max_digits=6, decimal_places=1)
    average = models.DecimalField(_("average"), max_digits=6, decimal_places=1)
    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="weak_point", verbose_name=_("measure"))

    objects = WeakPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("weak point")
        verbose_name_plural = _("weak points")
        ordering = ["-id"]
        default_permissions = ("add", "view")

    def __str__(self):
        return self.name

    @property
    def state(self):
        return self.assignment.state

    def history(self):
        return self.assignment.history()
