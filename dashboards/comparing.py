"""The nightly recount: what is kept against the rows themselves, counted in another way; what differs is put right and said.

The numbers are kept as sums over areas (`counting`); here each figure is asked by its own queryset, as its list asks it, for
the city and every district, on each day that the boards look back on.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone

from audit.models import Entry
from dashboards.counting import EVENTS, LONGEST, OF_MANY_DAYS, STATES, Areas, alone, count_today, recount, recount_days, write
from dashboards.figures import Days
from dashboards.models import CountedDay, Miscount, Tally
from grid.models import Place
from workdays.calendar import Calendar

COMPARED = (Place.CITY, Place.DISTRICT)


def compare(*, at):
    """Put right what is kept wrong, with a `Miscount` for each number; returns how many there were.

    None where nothing could be said: something was written between the last count and the end of this one, so that kept and
    counted are not of the same moment. Then it is tried again later.
    """
    with transaction.atomic():
        if not alone():
            return None
        last = CountedDay.objects.filter(day=timezone.localdate(at), counted_at__isnull=False).first()
        if last is None or written_since(last.counted_at):
            recount(at=at)
            last = CountedDay.objects.get(day=timezone.localdate(at))
        wrong = list(differences(last))
        if written_since(last.counted_at):
            return None
        Miscount.objects.bulk_create(wrong)
        mend({line.day for line in wrong}, last)
        return len(wrong)


def written_since(moment):
    return Entry.objects.filter(at__gt=moment).exists()


def differences(last):
    """Unsaved `Miscount` rows for every number of the last count and of the days before it that is not what the rows say."""
    places = list(Place.objects.standing().filter(level__in=COMPARED).defer("outline"))
    calendar = Calendar.current()
    now = Days(last.counted_at, calendar)
    long = Days(last.counted_at, calendar, window=LONGEST)
    kept = {(row.place_id, row.day_id): row for row in Tally.objects.filter(place__in=places).defer("states_by", "happened_by")}
    for place in places:
        for figure in STATES:
            yield from differs(kept, place, last.day, figure, "states", rows_of(figure, place).filter(figure.holds(now)).count())
        for figure in EVENTS:
            by_day = counted_by_day(figure, place, long)
            for n in range(LONGEST):
                day = last.day - timedelta(days=n)
                yield from differs(kept, place, day, figure, "happened", by_day.get(day, 0))


def rows_of(figure, place):
    return figure.model.objects.inside(place)


def counted_by_day(figure, place, long):
    """``{day: number}`` of a figure of one day, by that of many days which has the same rows."""
    rows = rows_of(figure, place).filter(OF_MANY_DAYS[figure.name].holds(long)).order_by()
    return dict(rows.annotate(on=TruncDate(figure.moment)).values_list("on").annotate(Count("pk")))


def differs(kept, place, day, figure, column, counted):
    row = kept.get((place.pk, day))
    value = getattr(row, column).get(figure.name, 0) if row else 0
    if value != counted:
        yield Miscount(day=day, place=place, figure=figure.name, kept=value, counted=counted)


def mend(days, last):
    areas, now = Areas.standing(), Days(last.counted_at, Calendar.current())
    recount_days(sorted(days - {last.day}), areas, now)
    if last.day in days:
        write(last.day, count_today(areas, now))
