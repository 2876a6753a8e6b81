"""The chart of who answers for what (一图表), from any place two levels down."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, F
from django.utils import timezone

from grid.access import holds
from grid.gaps import answering, standing
from grid.models import Place, ProofLine

LEVELS = list(Place.LEVELS)


@dataclass
class Node:
    """A place on the chart: who answers for it, what lies in it, and its parts."""

    place: Place
    posts: list = field(default_factory=list)
    shops: int = 0
    gaps: int = 0
    parts: list = field(default_factory=list)


def chart_of(place, user, *, on=None, deep=2):
    """The Node of `place` with the nodes `deep` levels down, as of the day `on`; shops and gaps are those of today."""
    on = on or timezone.localdate()
    last = min(LEVELS.index(place.level) + deep, LEVELS.index(Place.CELL))
    levels = LEVELS[LEVELS.index(place.level) : last + 1]
    areas = standing(on).defer("outline").filter(path__startswith=place.path, level__in=levels)
    nodes = {area.pk: Node(area) for area in areas}
    hang_posts(nodes, on)
    hang_counts(nodes, place, user)
    for area in sorted((node.place for node in nodes.values()), key=lambda area: area.code):
        if area.parent_id in nodes and area.pk != place.pk:
            nodes[area.parent_id].parts.append(nodes[area.pk])
    return nodes.get(place.pk) or Node(place)


def hang_posts(nodes, on):
    """Those who answer, then those who stand in."""
    posts = answering(on).filter(place__in=list(nodes)).select_related("user", "organisation", "role", "stands_in_for__user")
    for post in posts.order_by(F("stands_in_for").asc(nulls_first=True), "id"):
        nodes[post.place_id].posts.append(post)


def hang_counts(nodes, place, user):
    shops = Place._meta.get_field("establishment").related_model.objects.reachable(user).in_business().inside(place)
    add_up(nodes, "shops", shops.order_by().values_list("place__parent__path").annotate(Count("pk")))
    if holds(user, "grid.view_proofline"):
        gaps = ProofLine.objects.reachable(user).of_latest().filter(place__path__startswith=place.path)
        add_up(nodes, "gaps", gaps.order_by().values_list("place__path").annotate(Count("pk")))


def add_up(nodes, name, counted):
    """Add each count to every node on its path."""
    totals = defaultdict(int)
    for path, count in counted:
        for part in path.split("/"):
            if part:
                totals[int(part)] += count
    for pk, node in nodes.items():
        setattr(node, name, totals[pk])
