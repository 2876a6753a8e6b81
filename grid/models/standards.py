"""What the office asks of whoever answers for a place, level by level; an administrator edits it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from grid.access import ANYWHERE, ReachQuerySet
from grid.models.places import Place


class LevelStandard(models.Model):
    """What is asked of the person who answers for a place of one level: duties, how often to patrol, how many places are too many."""

    PLACE = ANYWHERE

    level = models.CharField(_("level"), max_length=13, choices=Place.LEVELS, unique=True)
    most_places = models.PositiveSmallIntegerField(
        _("most places for one person"), null=True, blank=True, help_text=_("More are listed by the proof. Empty: no limit.")
    )
    patrol_days = models.PositiveSmallIntegerField(
        _("days from patrol to patrol"), null=True, blank=True, help_text=_("Empty: no patrols are asked.")
    )
    duties = models.TextField(_("duties"))

    objects = ReachQuerySet.as_manager()

    class Meta:
        verbose_name = _("standard of a level")
        verbose_name_plural = _("standards of the levels")
        ordering = ["id"]
        default_permissions = ("change", "view")

    def __str__(self):
        return self.get_level_display()
