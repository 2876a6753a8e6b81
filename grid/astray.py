"""Shops whose position and whose cell do not agree: asked of the outlines as they are, nothing of it is stored."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from shapely.geometry import shape

from grid.models import Place
from grid.outlines import CellOutlines
from grid.tallies import related

ELSEWHERE, OUTSIDE = "elsewhere", "outside"
KINDS = {ELSEWHERE: _("The outline says another cell"), OUTSIDE: _("Outside every outline")}


@dataclass(frozen=True)
class Strays:
    """`cells` says for each stray shop (by the id of its place) which cell's outline holds it, None where none does."""

    cells: dict

    def about(self, cell):
        """Those that the outline of `cell` would bring in, and those of its own that lie elsewhere."""
        own = set(Place.objects.filter(pk__in=self.cells, parent=cell).values_list("pk", flat=True))
        return Strays({shop: where for shop, where in self.cells.items() if where == cell or shop in own})

    def of(self, kind):
        return [shop for shop, cell in self.cells.items() if (cell is None) == (kind == OUTSIDE)]


def strays(user, rows=None):
    """The shops in reach whose position lies in another cell than they do, or, where cells are drawn, in no outline at all.

    A shop of a community whose cells nobody has drawn yet is not astray.
    """
    shops = positions(user, rows)
    cells = CellOutlines.everywhere()
    drawn = communities_of(cells.ids)
    found = {}
    held = cells.holding([(longitude, latitude) for *_ids, longitude, latitude in shops])
    for (pk, parent, above, _longitude, _latitude), cell in zip(shops, held, strict=True):
        if cell not in (None, parent) or (cell is None and (parent in drawn or above in drawn)):
            found[pk] = cell
    return Strays(found)


def positions(user, rows=None):
    """(place, cell, community, longitude, latitude) of the shops in business within reach that have a position."""
    rows = related("establishment").objects.all() if rows is None else rows
    shops = rows.reachable(user, "view").in_business().filter(longitude__isnull=False).order_by("place_id")
    return list(shops.values_list("place_id", "place__parent_id", "place__parent__parent_id", "longitude", "latitude"))


def communities_of(cells):
    return set(Place.objects.filter(pk__in=cells).values_list("parent_id", flat=True))


def counts_at(cell, user):
    """How many shops the outline of `cell` would bring in, and how many of its own lie outside of it."""
    west, south, east, north = shape(cell.outline).bounds
    about = Q(longitude__range=(west, east), latitude__range=(south, north)) | Q(place__parent=cell)
    shops = positions(user, related("establishment").objects.filter(about))
    held = CellOutlines(Place.objects.filter(pk=cell.pk)).holding([(longitude, latitude) for *_ids, longitude, latitude in shops])
    own = [parent == cell.pk for _pk, parent, *_rest in shops]
    return {
        "in": sum(1 for here, is_own in zip(held, own, strict=True) if here and not is_own),
        "out": sum(1 for here, is_own in zip(held, own, strict=True) if is_own and not here),
    }
