"""Letter numbers (文号): gapless per series and year, taken inside the transaction that issues the letter."""

from django.db import models
from django.utils.translation import gettext_lazy as _

SERIES_WORDS = {"reminder": "提", "dispatch": "交", "urging": "催", "supervision": "督", "interview": "约", "circular": "通"}


class NumberSeries(models.Model):
    """The last number taken in one series of letters and year; its row lock makes numbers gapless."""

    code = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [models.UniqueConstraint(fields=["code", "year"], name="number_series_once")]

    def __str__(self):
        return f"{self.code}〔{self.year}〕"


def letter_number(series, year, serial):
    """A letter's number as it is printed, 银食安办督〔2026〕1号: six-sided brackets, no leading zero (GB/T 9704-2012)."""
    return f"{series}〔{year}〕{serial}号"


def series_of(issuer, letter_kind):
    """The code a letter's number begins with: the issuer's letter code and one character for the kind, such as 银食安办督."""
    return f"{issuer.letters_as()}{SERIES_WORDS[letter_kind]}"


def take(code, year, count=1):
    """Take the next `count` numbers of a series and return the first of them.

    The row stays locked until the transaction ends: whoever rolls back gives the numbers back, whoever waits gets the next.
    """
    NumberSeries.objects.bulk_create([NumberSeries(code=code, year=year)], ignore_conflicts=True)
    series = NumberSeries.objects.select_for_update().get(code=code, year=year)
    series.last += count
    series.save(update_fields=["last"])
    return series.last - count + 1
