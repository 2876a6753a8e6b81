"""The days on which China does not follow the week: public holidays and make-up working days (调休)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import dateformat
from django.utils.translation import gettext_lazy as _

WEEKEND = (6, 7)  # ISO: Saturday, Sunday


class SpecialDayQuerySet(models.QuerySet):
    def reachable(self, user, action="view"):
        return self if user.has_perm(f"workdays.{action}_specialday") else self.none()


class SpecialDay(models.Model):
    """One date that breaks the weekend rule: a weekday without work, or a Saturday or Sunday with it.

    Holidays that fall on a weekend are not entered: nobody works on them anyway.
    """

    day = models.DateField(_("day"), unique=True, error_messages={"unique": _("This day is already entered.")})
    is_workday = models.BooleanField(_("working day"), default=False, help_text=_("Ticked: a make-up working day. Empty: a day off."))
    name = models.CharField(_("occasion"), max_length=60, help_text=_("The holiday it belongs to, in Chinese."))
    source = models.CharField(_("source"), max_length=120, blank=True, help_text=_("The notice that says so, with its number."))

    objects = SpecialDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["-day"]
        constraints = [
            models.CheckConstraint(
                name="special_day_breaks_the_weekend_rule",
                condition=Q(is_workday=True, day__iso_week_day__in=WEEKEND) | (Q(is_workday=False) & ~Q(day__iso_week_day__in=WEEKEND)),
            )
        ]

    def __str__(self):
        return f"{self.day} {self.name} {self.kind_words}"

    def get_absolute_url(self):
        """Where the days stand; a day has no page of its own."""
        return reverse("specialday-list")

    @property
    def kind_words(self):
        return _("make-up working day") if self.is_workday else _("day off")

    @property
    def weekday(self):
        return dateformat.format(self.day, "l")

    @property
    def edit_url(self):
        return reverse("specialday-edit", args=[self.pk])

    def clean(self):
        if self.day is None or self.is_workday == (self.day.isoweekday() in WEEKEND):
            return
        if self.is_workday:
            raise ValidationError({"is_workday": _("This is a weekday and worked anyway; it needs no entry.")})
        raise ValidationError({"is_workday": _("This is a Saturday or Sunday and off anyway; it needs no entry.")})
