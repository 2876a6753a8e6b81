"""Who and what a draw is made from, as it stands when the seed is published."""

from collections import defaultdict

from establishments.models import Establishment
from grid.access import outermost
from grid.models import Appointment
from inspections.submission import INSPECT

REGULATORS = ("station", "branch", "bureau")


def candidates_of(draw, recusals, *, on):
    """The frozen lists as `planning.draws.draw` reads them, each in the order of its ids; of `recusals` those between candidates."""
    shops = [[shop.pk, shop.place.name, shop.place.code, shop.place.path] for shop in shops_of(draw)]
    officers = officers_of(draw, on=on)
    people, places = {row[0] for row in officers}, {row[0] for row in shops}
    pairs = recusals.order_by("person", "establishment").values_list("person", "establishment")
    return {"shops": shops, "officers": officers, "recusals": [[who, shop] for who, shop in pairs if who in people and shop in places]}


def shops_of(draw):
    """The shops in business in the area drawn from, of the format and risk grade asked for."""
    shops = Establishment.objects.in_business().inside(draw.place).select_related("place")
    shops = shops.filter(format=draw.format_id) if draw.format_id else shops
    shops = shops.filter(risk_grade=draw.risk_grade) if draw.risk_grade else shops
    return shops.only("pk", "place__name", "place__code", "place__path").order_by("pk")


def officers_of(draw, *, on):
    """``[[id, name, office, [paths of the areas in which the person inspects]]]``.

    Whoever holds a post that inspects in the drawing office, or in an office of the regulator that belongs to it.
    """
    posts = Appointment.objects.current(on).carrying(INSPECT).filter(user__is_active=True, stands_in_for=None)
    posts = posts.select_related("user", "organisation__parent__parent", "place").defer("place__outline").order_by("user", "pk")
    found, areas = {}, defaultdict(list)
    for post in posts:
        if is_of(draw.organisation, post.organisation) and overlap(draw.place, post.place):
            found.setdefault(post.user_id, [post.user.name, post.organisation.short_name])
            areas[post.user_id].append(post.place.path)
    return [[pk, *words, outermost(areas[pk])] for pk, words in found.items()]


def is_of(office, organisation):
    """Whether `organisation` is the office, or one of the regulator's that belongs to it."""
    if organisation == office:
        return True
    above = organisation.parent
    return organisation.kind in REGULATORS and above is not None and is_of(office, above)


def overlap(one, other):
    return one.holds(other) or other.holds(one)
