"""How many times a year shops of a risk grade are inspected."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from establishments.facts import RISKS
from grid.access import ANYWHERE, ReachQuerySet

UNGRADED = ""


class RoutineRuleQuerySet(ReachQuerySet):
    def in_force(self, on):
        """{risk grade: rule} on the day `on`: of each grade the rule with the newest effective date that has come."""
        rows = self.filter(effective_on__lte=on).order_by("risk_grade", "-effective_on").distinct("risk_grade")
        return {rule.risk_grade: rule for rule in rows}


class RoutineRule(models.Model):
    """How many routine inspections a year a shop of a risk grade gets, from a day on (食品生产经营风险分级管理办法)."""

    PLACE = ANYWHERE

    risk_grade = models.CharField(
        _("risk grade"), max_length=1, choices=RISKS, blank=True, default=UNGRADED, help_text=_("Left empty: shops not graded yet.")
    )
    effective_on = models.DateField(_("effective on"))
    times = models.PositiveSmallIntegerField(_("times a year"), default=1, validators=[MinValueValidator(1), MaxValueValidator(12)])
    basis = models.CharField(_("basis"), max_length=200, blank=True)

    objects = RoutineRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("routine frequency")
        verbose_name_plural = _("routine frequencies")
        ordering = ["risk_grade", "-effective_on"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.UniqueConstraint(fields=["risk_grade", "effective_on"], name="one_routine_rule_per_grade_and_day"),
            models.CheckConstraint(condition=models.Q(times__range=(1, 12)), name="routine_times_from_1_to_12"),
        ]

    def __str__(self):
        grade = self.risk_grade or _("not graded")
        return _("%(grade)s: %(times)d a year") % {"grade": grade, "times": self.times}
