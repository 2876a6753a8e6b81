"""The numbers a board shows: those that are kept, where they are fresh and all of what they count is in reach; otherwise counted.

Whoever sees every row of a place sees the kept numbers of that place, be it the city or a community. Others, and everybody while
no fresh ones are kept, wait until the rows they reach are counted.
"""

from collections import defaultdict
from functools import partial

from django.db import connection
from django.db.models.functions import TruncDate

from dashboards.counting import OF_MANY_DAYS, PLAIN_LEVELS, WHOLE, add, alike, among, groups, keys_of, nothing
from dashboards.figures import FIGURES, Number, counts_of, rows_at
from dashboards.models import CountedDay, Tally
from dashboards.whose import EVERYBODY
from grid.access import holds
from grid.models import Place

SUMS = """
    SELECT place_id, number.key, sum(number.value::int) FROM dashboards_tally, jsonb_each_text(happened) number
    WHERE place_id = ANY(%s) AND day_id BETWEEN %s AND %s GROUP BY 1, 2"""
SUMS_BY = """
    SELECT part.key, number.key, sum(number.value::int)
    FROM dashboards_tally, jsonb_each(happened_by) part, jsonb_each_text(part.value) number
    WHERE place_id = %s AND day_id BETWEEN %s AND %s GROUP BY 1, 2"""


class Counters:
    """The figures of `names` that `user` may see at `place` and at the areas in it, at the moment or on the evening `now`.

    Those of an office or a person, `whose`, are always counted: kept are everybody's.

    `numbers[area][part][figure]` are plain numbers: of the whole area under the part "", by format and so on of `place` alone,
    where `with_parts` asks for them.
    """

    def __init__(self, user, place, areas, now, names=FIGURES, whose=EVERYBODY, *, with_parts=True):
        self.user, self.place, self.areas, self.now, self.whose = user, place, areas, now, whose
        self.with_parts = with_parts
        self.names = [name for name in names if may_count(user, FIGURES[name], whose)]
        self.day = day_kept(now) if whose.is_everybody else None
        plain = with_parts and place.level in PLAIN_LEVELS and not now.past  # of these no parts are kept, and they are small
        self.kept = {name for name in self.names if self.day and not plain and sees_all(user, FIGURES[name], place)}
        self.live = [name for name in self.names if name not in self.kept and FIGURES[name].known_on(now)]
        self.numbers, self.stood = defaultdict(nothing), set()  # `stood`: the areas of which was kept how things stood
        self._read_kept()
        self._count_live()

    @property
    def as_of(self):
        """The moment of the numbers; the evening's last count for a past day."""
        return self.day.counted_at if self.day and self.day.counted_at and not self.live else self.now.at

    def knows(self, name, area=None):
        """Whether the figure can be said of an area: of a past evening nobody kept, how things stood is not known."""
        if name not in self.kept:
            return name in self.live
        return bool(FIGURES[name].moment) or not self.now.past or (area or self.place).pk in self.stood

    def of(self, area):
        """``{figure: Number}`` of an area, for all that can be said."""
        found = self.numbers[area.pk][WHOLE]
        return {name: self.number(name, found, area) for name in self.names if self.knows(name, area)}

    def number(self, name, found, area=None, **filters):
        """The figure `name` among plain numbers, with the list of its rows in `area`, narrowed by `filters`."""
        return Number(FIGURES[name], found.get(name, 0), partial(self.url, name, area or self.place, **filters))

    def url(self, name, area=None, now=None, **filters):
        return FIGURES[name].url(area or self.place, now or self.now, **self.whose.words, **filters)

    @property
    def words(self):
        """What the address of this board says beside the place."""
        return self.now.words | self.whose.words

    def by(self, part):
        """``{id: {figure: number}}`` of the place by format, item, task or organisation."""
        begin = f"{part}:"
        return {int(key[len(begin) :]): found for key, found in self.numbers[self.place.pk].items() if key.startswith(begin)}

    def series(self, names, first, last):
        """``{figure: {day: number}}`` of figures of one day, from `first` to `last`; noughts may be left out."""
        found = {name: {} for name in names}
        if kept := self.kept & found.keys():
            for day, happened in self._tallies(first, last).values_list("day_id", "happened"):
                for name in kept:
                    found[name][day] = happened.get(name, 0)
        span = self.now.spanning(first, last)
        for figures in alike(OF_MANY_DAYS[name] for name in names if name not in kept):
            rows = among(figures, self._rows(figures[0]), span).values(on=TruncDate(figures[0].moment))
            for line in rows.annotate(**counts_of({figure.daily: figure for figure in figures}, span)):
                day = line.pop("on")
                for name, number in line.items():
                    found[name][day] = number
        return found

    def _tallies(self, first, last):
        return Tally.objects.filter(place=self.place, day__gte=first, day__lte=last)

    def evenings(self, name, first, last):
        """``{day: number}`` of how things stood on the evenings from `first` to `last` that were kept; empty where that cannot be said."""
        if not self.whose.is_everybody or name not in self.names or not sees_all(self.user, FIGURES[name], self.place):
            return {}
        rows = self._tallies(first, last).filter(day__counted_at__isnull=False).exclude(states={})
        return {day: number or 0 for day, number in rows.values_list("day_id", f"states__{name}")}

    def _rows(self, figure):
        """The rows in reach at the place; nobody is asked row by row who sees them all."""
        if sees_all(self.user, figure, self.place):
            return self.whose.among(figure.model.objects.inside(self.place))
        return self.whose.among(rows_at(figure.model, self.user, self.place))

    def _read_kept(self):
        if not self.kept:
            return
        areas = [self.place, *self.areas]
        rows = Tally.objects.filter(day=self.day, place__in=areas)
        for row in rows.defer("states_by", "happened_by"):
            self._keep(row.place_id, WHOLE, row.states | row.happened)
            if row.states and self.day.counted_at:
                self.stood.add(row.place_id)
        for row in rows.filter(place=self.place).only("states_by", "happened_by") if self.with_parts else ():
            for part, found in [*row.states_by.items(), *row.happened_by.items()]:
                self._keep(row.place_id, part, found)
        self._add_windows(areas)

    def _add_windows(self, areas):
        window = [self.now.first_day, self.now.today]
        wide = {daily: figure.name for daily, figure in OF_MANY_DAYS.items()}
        with connection.cursor() as cursor:
            cursor.execute(SUMS, [[area.pk for area in areas], *window])
            for area, name, number in cursor.fetchall():
                self._keep(area, WHOLE, {wide.get(name): number})
            if self.with_parts:
                cursor.execute(SUMS_BY, [self.place.pk, *window])
                for part, name, number in cursor.fetchall():
                    self._keep(self.place.pk, part, {wide.get(name): number})

    def _keep(self, area, part, found):
        self.numbers[area][part] |= {name: number for name, number in found.items() if name in self.kept}

    def _count_live(self):
        if not self.live:
            return
        above = areas_above(self.place, self.areas)
        for figures in alike(FIGURES[name] for name in self.live):
            for area, parts, _by, numbers in groups(figures, self._rows(figures[0]), self.now):
                keys = keys_of(parts)
                for pk in above.get(area, ()):
                    for key in keys if pk == self.place.pk else keys[:1]:
                        add(self.numbers[pk][key], numbers)


def day_kept(now):
    """The `CountedDay` whose numbers stand for `now`: today's while they are fresh, a past day's always."""
    if now.past:
        return CountedDay.objects.filter(day=now.today).first()
    return CountedDay.objects.fresh(now.at)


def may_count(user, figure, whose):
    """Whether the figure says something to `user`: by a post that sees its rows, or since the rows are addressed to the own office."""
    if not whose.counts(figure.model):
        return False
    return holds(user, figure.needs) or (whose.is_own(user) and bool(getattr(figure.model, "ORGANISATIONS", ())))


def sees_all(user, figure, place):
    """Whether every row at `place` that the figure counts is in reach of `user`, by one post that carries the right there."""
    return user.is_superuser or any(figure.needs in post.codes and post.place.holds(place) for post in user.posts)


def areas_above(place, areas):
    """``{area inside place: [place and whichever of areas holds it]}``."""
    shown = {area.pk for area in areas} | {place.pk}
    inside = Place.objects.inside(place).exclude(level=Place.ESTABLISHMENT).values_list("pk", "path")
    return {pk: [int(part) for part in path.split("/") if part and int(part) in shown] for pk, path in inside}
