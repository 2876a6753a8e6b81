"""How much lies in each part of a place: shops, people, open work, counted with the same queries as the lists they lead to."""

from dataclasses import dataclass, field

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from grid.models import Appointment, FormerPlace, Place

GRADES = "ABCD"


@dataclass(frozen=True)
class Number:
    """A count and the address of the list of exactly those rows."""

    count: int
    url: str


@dataclass(frozen=True)
class Tally:
    """A part of a place with its counts; as of a day only what has a term: the people in post."""

    place: Place
    people: Number
    shops: Number | None = None
    grades: list = field(default_factory=list)
    open_work: Number | None = None


def tallies_below(place, user, *, on=None):
    """A Tally for each part of `place` that `user` sees, as of the day `on` where one is named; none below a cell."""
    if place.level in (Place.CELL, Place.ESTABLISHMENT):
        return []
    if on:
        return tallies_then(place, user, on)
    shops = counts_by_part(related("establishment").objects.standing().reachable(user, "view"), place, "guarantee_level")
    work = counts_by_part(related("assignments").objects.reachable(user, "view").open(), place)
    people = counts_by_part(Appointment.objects.reachable(user, "view").current(timezone.localdate()), place)
    return [tally(part, shops, work, people) for part in place.children.reachable(user).standing().defer("outline").order_by("code")]


def tally(part, shops, work, people):
    by_grade = {grade: count for (pk, grade), count in shops.items() if pk == part.pk}
    return Tally(
        part,
        Number(people.get((part.pk,), 0), address("appointment-list", place=part.pk, term="current")),
        Number(sum(by_grade.values()), address("establishment-list", place=part.pk)),
        [(grade, Number(by_grade.get(grade, 0), address("establishment-list", place=part.pk, guarantee_level=grade))) for grade in GRADES],
        Number(work.get((part.pk,), 0), address("assignment-list", place=part.pk, status="open")),
    )


def tallies_then(place, user, on):
    """The parts that `place` had on the day `on`, and who was in post in each."""
    parts = Place.objects.reachable(user).as_of(on).filter(parent_then=place.pk).defer("outline").order_by("code_then")
    path_then = Coalesce(Subquery(FormerPlace.objects.effective(on).filter(place=OuterRef("place")).values("path")[:1]), F("place__path"))
    posts = Appointment.objects.reachable(user, "view").as_of(on).inside_on(place, on).order_by().annotate(path_then=path_then)
    people = dict(posts.values(part=place.part_of("path_then")).annotate(count=Count("pk")).values_list("part", "count"))
    return [Tally(part, Number(people.get(part.pk, 0), address("appointment-list", place=part.pk, as_of=on))) for part in parts]


def sums(tallies):
    """The columns' sums; None as of a day, where only people are counted."""
    if not tallies or tallies[0].shops is None:
        return None
    return {
        "people": sum(one.people.count for one in tallies),
        "shops": sum(one.shops.count for one in tallies),
        "grades": [sum(one.grades[place][1].count for one in tallies) for place in range(len(GRADES))],
        "open_work": sum(one.open_work.count for one in tallies),
    }


def related(name):
    """The model of an app above whose rows hang on places."""
    return Place._meta.get_field(name).related_model


def counts_by_part(rows, place, *fields):
    """{(id of the part, values of the fields …): how many of the `rows`, which hang on places, lie in it}"""
    inside = rows.inside(place).order_by().values(*fields, part=place.part_of("place__path"))
    counted = inside.annotate(count=Count("pk")).values_list("part", *fields, "count")
    return {tuple(key): count for *key, count in counted}


def formats_at(place, user):
    """(format, Number) of the shops at `place` and inside, the most frequent first."""
    if place.level == Place.ESTABLISHMENT:
        return []
    rows = related("establishment").objects.standing().reachable(user, "view").inside(place).order_by()
    counted = rows.values_list("format__name", "format").annotate(count=Count("pk")).order_by("-count", "format__code")
    return [(name, Number(count, address("establishment-list", place=place.pk, format=pk))) for name, pk, count in counted]


def address(name, **query):
    return f"{reverse(name)}?{urlencode(query)}"
