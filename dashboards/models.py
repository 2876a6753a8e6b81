"""What the boards keep: the numbers of each place on each day, where a recount found others, and the links of the walls."""

import secrets
from datetime import timedelta

from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.models import Lifecycle
from audit.moves import move
from audit.rows import HasPage
from grid.access import ANYWHERE, ReachQuerySet
from grid.models import Place

FRESH = timedelta(seconds=60)  # numbers older than this are not shown; they are counted while one waits


class CountedDayQuerySet(models.QuerySet):
    def fresh(self, at):
        """The day of `at`, where its numbers are not older than a minute; otherwise None."""
        return self.filter(day=timezone.localdate(at), counted_at__gt=at - FRESH).first()


class CountedDay(models.Model):
    """A day whose numbers are kept. The last count of a day stays as that evening; `counted_at` is empty for a day before the first."""

    day = models.DateField(primary_key=True)
    counted_at = models.DateTimeField(null=True)

    objects = CountedDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("counted day")
        verbose_name_plural = _("counted days")
        default_permissions = ()

    def __str__(self):
        return f"{self.day:%Y-%m-%d}"


class Tally(models.Model):
    """The numbers of one place on one day: how things stood (`states`) and what happened on that day (`happened`), noughts left out.

    Both are ``{figure: number}``; `states_by` and `happened_by` are the same by ``{"format:3": {figure: number}}``.
    """

    day = models.ForeignKey(CountedDay, models.CASCADE, related_name="tallies", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    states = models.JSONField(default=dict)
    happened = models.JSONField(default=dict)
    states_by = models.JSONField(default=dict)
    happened_by = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["place", "day"], name="tally_once_a_day")]
        indexes = [models.Index(fields=["day"], name="tally_day")]

    def __str__(self):
        return f"{self.place} {self.day}"


class MiscountQuerySet(ReachQuerySet):
    def inside(self, place):
        """Those found at `place` or below, though whoever sees one sees all."""
        return self.filter(place__path__startswith=place.path)


class Miscount(models.Model):
    """A number that the nightly recount found to be another than the one kept. It was put right; somebody should know why."""

    PLACE = ANYWHERE

    found_at = models.DateTimeField(_("found at"), default=timezone.now)
    day = models.DateField(_("day"))
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    figure = models.CharField(_("number"), max_length=30)
    kept = models.IntegerField(_("kept"))
    counted = models.IntegerField(_("counted anew"))

    objects = MiscountQuerySet.as_manager()

    class Meta:
        verbose_name = _("miscount")
        verbose_name_plural = _("miscounts")
        ordering = ["-id"]
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.place} {self.figure}"

    @property
    def label(self):
        """What the figure is called; its name where it is counted no more."""
        from dashboards.figures import FIGURES  # the figures stand above what is kept of them

        return FIGURES[self.figure].label if self.figure in FIGURES else self.figure


def new_token():
    return secrets.token_urlsafe(24)


class WallQuerySet(ReachQuerySet):
    def running(self, at):
        """Those whose link still shows something."""
        return self.filter(status=Wall.RUNNING, until__gt=at)


class Wall(HasPage, Lifecycle):
    """A link for a screen on a wall (大屏): the boards of some places in turn, for whoever has the link, until it expires or is ended.

    Whoever makes it lets numbers be seen without signing in; nothing can be opened from there.
    """

    PLACE = ANYWHERE
    RUNNING, ENDED = "running", "ended"
    STATUSES = {RUNNING: pgettext_lazy("wall", "running"), ENDED: pgettext_lazy("wall", "ended")}
    STATES = {RUNNING: "doing"}
    PACES = {20: _("20 seconds"), 30: _("30 seconds"), 60: _("one minute")}
    MOVES = {"end": move(RUNNING, to=ENDED, label=_("End the link"), icon="plug-off", danger=True)}

    name = models.CharField(_("where it hangs"), max_length=60)
    places = models.ManyToManyField(Place, related_name="+", verbose_name=_("boards shown"))
    pace = models.PositiveSmallIntegerField(_("each board stays"), choices=PACES, default=30)
    until = models.DateTimeField(_("expires at"))
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    status = models.CharField(_("status"), max_length=7, choices=STATUSES, default=RUNNING)

    objects = WallQuerySet.as_manager()

    class Meta:
        verbose_name = _("wall")
        verbose_name_plural = _("walls")
        ordering = ["-id"]
        default_permissions = ("add", "view")
        permissions = [("end_wall", _("Can end the links of walls"))]

    def __str__(self):
        return self.name

    @property
    def state(self):
        return "todo" if self.status == self.ENDED or self.until <= timezone.now() else "doing"

    def get_screen_url(self):
        return reverse("wall-screen", args=[self.token])

    @transaction.atomic
    def end(self, *, by, note="", at=None):
        """Let the link show nothing from now on."""
        self.go("end", by=by, at=at, note=note)
