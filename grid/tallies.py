"""How much lies in each part of a place: shops and open work, counted with the same queries as the lists they lead to."""

from dataclasses import dataclass

from django.db.models import Count, F, Func, IntegerField, Value
from django.db.models.functions import Cast
from django.utils.http import urlencode

from base.pages import url_or_none
from grid.models import Place


@dataclass(frozen=True)
class Tally:
    """A part of a place, with its counts and the addresses of the lists behind them."""

    place: Place
    shops: int
    shops_url: str | None
    open_work: int
    open_work_url: str | None


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
    """{id of the part: how many of the rows that hang on places lie in it}. The id is the next number in the path."""
    model = Place._meta.get_field(relation).related_model
    rows = model.objects.reachable(user, "view").inside(place)
    rows = rows.open() if open_only else rows
    depth = len(place.path_ids()) + 1
    part = Func(F("place__path"), Value("/"), Value(depth), function="split_part")
    parted = rows.order_by().exclude(place=place).values(part=Cast(part, IntegerField()))
    return dict(parted.annotate(count=Count("pk")).values_list("part", "count"))


def address(name, **query):
    url = url_or_none(name)
    return f"{url}?{urlencode(query)}" if url else None
