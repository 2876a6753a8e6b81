"""How much lies in each part of a place: shops and open work, counted with the same queries as the lists they lead to."""

from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode

from grid.models import Place


@dataclass(frozen=True)
class Tally:
    """A part of a place, with its counts and the addresses of the lists behind them."""

    place: Place
    shops: int
    shops_url: str
    open_work: int
    open_work_url: str


def tallies_below(place, user):
    """A Tally for each part of `place` that `user` sees; none below a cell, whose shops have their own list."""
    if place.level in (Place.CELL, Place.ESTABLISHMENT):
        return []
    shops = counts_by_part("establishment", place, user)
    work = counts_by_part("assignments", place, user, open_only=True)
    parts = place.children.reachable(user).standing().order_by("code")
    return [tally(part, shops.get(part.pk, 0), work.get(part.pk, 0)) for part in parts]


def tally(part, shops, open_work):
    return Tally(
        part,
        shops,
        address("establishment-list", place=part.pk),
        open_work,
        address("assignment-list", place=part.pk, status="open"),
    )


def counts_by_part(relation, place, user, *, open_only=False):
    """{id of the part: how many of the rows that hang on places lie in it}"""
    model = Place._meta.get_field(relation).related_model
    rows = model.objects.reachable(user, "view").inside(place)
    rows = rows.open() if open_only else rows
    return dict(rows.order_by().values(part=place.part_of("place__path")).annotate(count=Count("pk")).values_list("part", "count"))


def address(name, **query):
    return f"{reverse(name)}?{urlencode(query)}"
