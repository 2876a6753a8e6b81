"""How places were called and where they lay before they were reshaped."""

from django.db import models
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grid.models.places import Place

BATCH = 2000


class FormerPlaceQuerySet(models.QuerySet):
    def effective(self, day):
        """What was true on `day` and is so no more."""
        return self.filter(Q(since=None) | Q(since__lte=day), until__gt=day)

    def remember(self, places, on):
        """Keep how the `places` are called and where they lie, before a change on the day `on`.

        What only held since this very day is not kept: on no day could anybody ask for it. Its history entry is.
        """
        begun = Coalesce(Max("former__until"), F("opened_on"))
        rows = places.order_by().values_list("pk", "name", "code", "parent_id", "path").annotate(begun=begun)
        kept = [(*row, begun) for *row, begun in rows if begun is None or begun < on]
        names = ("place_id", "name", "code", "parent_id", "path", "since")
        self.bulk_create(
            [FormerPlace(until=on, **dict(zip(names, row, strict=True))) for row in kept], batch_size=BATCH, ignore_conflicts=True
        )

    def named(self, text):
        return self.filter(Q(name__icontains=text) | Q(code__startswith=text)).order_by()

    def newest_first(self):
        return self.select_related("parent").order_by("-until")


class FormerPlace(models.Model):
    """The name, code and parent that a place had until a day; what it is today stands in the place itself."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="former", verbose_name=_("place"))
    name = models.CharField(pgettext_lazy("place", "name"), max_length=80)
    code = models.CharField(_("code"), max_length=24)
    parent = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lies in"))
    path = models.CharField(max_length=120, editable=False)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until (first day no longer so)"))

    objects = FormerPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("former place")
        verbose_name_plural = _("former places")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["place", "until"], name="place_former_once_a_day"),
            models.CheckConstraint(condition=Q(since=None) | Q(until__gt=F("since")), name="former_place_held_a_day"),
        ]

    def __str__(self):
        return self.name
