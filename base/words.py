"""How the portal says days, moments, telephone numbers and states, in pages and files alike."""

from datetime import date, datetime, timedelta

from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

STATE_ICONS = {
    "todo": "circle",
    "doing": "progress",
    "soon": "clock",
    "late": "alert-triangle",
    "done": "circle-check",
}


def day(value):
    """2026年11月23日"""
    return dateformat.format(_local(value), pgettext("date in full", "j M Y")) if value else ""


def moment(value):
    """2026年11月23日 18:00, or 今天 18:00."""
    return _spoken(value, near_days={0}, short=False)


def near(value):
    """For lists: 今天 18:00, 昨天 20:00, 11月18日 18:00; the year only where it is another one."""
    return _spoken(value, near_days={-1, 0, 1}, short=True)


def until(value):
    """A deadline for lists; midnight is the 24:00 of the day that ends."""
    return _last_moment(value, near_days={-1, 0, 1}, short=True)


def until_in_full(value):
    """A deadline on paper, which is read on other days than that of its printing: never 今天."""
    return _last_moment(value, near_days=set(), short=False)


def _last_moment(value, *, near_days, short):
    if value and (here := _local(value)).hour == here.minute == 0 and isinstance(value, datetime):
        return f"{_day_words(here.date() - timedelta(days=1), near_days, short=short)} 24:00"
    return _spoken(value, near_days=near_days, short=short)


def in_digits(value):
    """For machines, as HTML's ``<time>`` wants it."""
    return _local(value).isoformat()


def _local(value):
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _spoken(value, *, near_days, short):
    if not value:
        return ""
    here = _local(value)
    if not isinstance(here, datetime):
        return _day_words(here, near_days, short=short)
    return f"{_day_words(here.date(), near_days, short=short)} {here:%H:%M}"


def _day_words(value: date, near_days, *, short):
    today = timezone.localdate()
    away = (value - today).days
    if away in near_days:
        return {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}[away]
    if short and value.year == today.year:
        return dateformat.format(value, pgettext("date in this year", "j M"))
    return day(value)


def mask_phone(number):
    """138****6015, for people without the right to see it in full."""
    digits = str(number or "")
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 7 else "*" * len(digits)
