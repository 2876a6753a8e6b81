"""The shops of a board on a map: gathered by the database, with how many of each square are in which state."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from dashboards.figures import FIGURES, IN_BUSINESS
from establishments.clusters import clusters
from establishments.models import Establishment

# The states from the worst on, each of a shop that is in none before it: its figure on the board, and its words on the map.
STATES = {
    "late": ("shops_late", pgettext_lazy("shop", "overdue findings")),
    "doing": ("shops_open", pgettext_lazy("shop", "open findings")),
    "done": ("covered", pgettext_lazy("shop", "inspected this year, nothing open")),
    "todo": ("establishments", pgettext_lazy("shop", "not inspected this year")),
}
SEES_SHOPS = FIGURES["establishments"].needs


def states(now):
    """``{state: condition}`` of which exactly one holds for each shop in business."""
    found, left = {}, IN_BUSINESS
    for state, (name, _words) in STATES.items():
        found[state] = left & FIGURES[name].holds(now)
        left &= ~FIGURES[name].holds(now)
    return found


def gathered(user, place, now, bbox, zoom):
    rows = Establishment.objects.reachable(user, "view").inside(place).filter(IN_BUSINESS)
    return clusters(rows, bbox, zoom, states(now))


def map_of_shops(place, words):
    """What the board's page says of this map: from where it is drawn, and what its colours mean."""
    return {
        "outlines": reverse("api:place-outlines", args=[place.pk]),
        "clusters": f"{reverse('api:figure-shops')}?place={place.pk}",
        "areas": f"{reverse('board')}?{urlencode(words)}{'&' if words else ''}place=#",
        "states": [{"name": state, "label": label} for state, (_figure, label) in STATES.items()],
    }
