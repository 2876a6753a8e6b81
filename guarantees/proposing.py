"""A balanced proposal: who in an area takes which of its shops that have no guarantor.

Shops are grouped by the place whose official takes them (level D by community, C by township, and so on). Within a group the
shops, in the order of their cells, are cut into runs: each guarantor takes one run of neighbours, as long as evens out what all
of them carry. Nothing is random, so the same town gives the same proposal.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from heapq import heapify, heapreplace

from django.core import signing
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.errors import Refused
from establishments.models import Establishment
from grid.models import Place
from guarantees.assigning import assign_many, guarantors, limits, loads
from guarantees.models import LEVEL_OF_POST, Guarantee

MOST_AT_ONCE = 5000
SALT, VALID = "guarantees.proposal", 3600  # seconds a shown proposal may be adopted
DEPTH = list(Place.LEVELS)


@dataclass
class Share:
    """What one guarantor carries now and would take."""

    post: object
    level: str
    load: int
    most: int | None
    shops: list = field(default_factory=list)

    @property
    def total(self):
        return self.load + len(self.shops)

    @property
    def is_over(self):
        return self.most is not None and self.total > self.most


@dataclass
class Proposal:
    """Shares by area and level, and the shops that nobody in the area may take."""

    shares: list
    left: list
    more: int = 0

    @property
    def pairs(self):
        return [(shop.pk, share.post.pk) for share in self.shares for shop in share.shops]

    def sealed(self):
        """The proposal as text that comes back unchanged from the page, or not at all."""
        return signing.dumps(self.pairs, salt=SALT, compress=True)


def without_guarantor(user, place=None, action="guarantees.add_guarantee"):
    """The shops in business that need a guarantor and have none, where `user` may give them one."""
    shops = Establishment.objects.reachable(user, action).in_business().exclude(guarantee_level="")
    shops = shops.inside(place) if place else shops
    return shops.exclude(Exists(Guarantee.objects.held().filter(establishment=OuterRef("pk"))))


def propose(user, place, level, *, on):
    """The proposal for the shops of `place`, of one level or of all (""). Five queries, however many shops."""
    rows = without_guarantor(user, place).select_related("place", "format").order_by("place__code")
    rows = rows.filter(guarantee_level=level) if level else rows
    shops = list(rows[: MOST_AT_ONCE + 1])
    more, shops = max(len(shops) - MOST_AT_ONCE, 0), shops[:MOST_AT_ONCE]
    groups = grouped(shops)
    posts = posts_at({at for at, _level in groups}, on)
    carried = loads({post.user_id for found in posts.values() for post in found})
    most, shares, left = limits(on), [], []
    for (at, grade), found in groups.items():
        candidates = posts.get(at, [])
        if not candidates:
            left += found
            continue
        shares += share_out(found, candidates, carried, grade, most.get(grade))
    return Proposal([share for share in shares if share.shops], left, more)


def grouped(shops):
    """{(id of the place whose official takes them, level): shops}, in the order of the places' codes."""
    groups = defaultdict(list)
    for shop in shops:
        if place := place_of(shop):
            groups[place, shop.guarantee_level].append(shop)
    return groups


def place_of(shop):
    """The id of the place whose official takes the shop; None for a shop without a level."""
    if not shop.guarantee_level:
        return None
    ids, depth = shop.place.path_ids(), DEPTH.index(LEVEL_OF_POST[shop.guarantee_level])
    return ids[depth] if depth < len(ids) - 1 else None


def posts_at(places, on):
    """{place id: posts that make visits there}; of a person with two posts at one place the older one."""
    found = defaultdict(dict)
    rows = guarantors(on).filter(place__in=places).select_related("user", "organisation", "place").distinct().order_by("pk")
    for post in rows:
        found[post.place_id].setdefault(post.user_id, post)
    return {place: list(people.values()) for place, people in found.items()}


def share_out(shops, posts, carried, level, most):
    """Cut `shops` into runs, one for each post, so that all carry as equally as can be; `carried` is kept up to date."""
    shares = [Share(post, level, carried.get(post.user_id, 0), most) for post in posts]
    takes = evened([share.load for share in shares], len(shops))
    start = 0
    for share, count in zip(shares, takes, strict=True):
        share.shops = shops[start : start + count]
        carried[share.post.user_id] = share.total
        start += count
    return shares


def evened(loads, count):
    """How many of `count` each takes so that the loads become as equal as can be; the one with least, or the first, takes the odd one."""
    takes = [0] * len(loads)
    heap = [(load, place) for place, load in enumerate(loads)]
    heapify(heap)
    for _one in range(count):
        load, place = heap[0]
        takes[place] += 1
        heapreplace(heap, (load + 1, place))
    return takes


@transaction.atomic
def adopt(sealed, *, by, at):
    """Give the shops as the page showed it; what no longer fits is passed over. Returns the new guarantees."""
    try:
        pairs = signing.loads(sealed, salt=SALT, max_age=VALID)
    except signing.BadSignature as error:
        raise Refused(_("This proposal is too old. Look at a new one.")) from error
    today = timezone.localdate(at)
    wanted = without_guarantor(by).filter(pk__in=[shop for shop, _post in pairs]).values_list("pk", "guarantee_level")
    levels = {shop: LEVEL_OF_POST[grade] for shop, grade in wanted}
    posts = dict(guarantors(today).filter(pk__in={post for _shop, post in pairs}).values_list("pk", "place__level"))
    fitting = [(shop, post) for shop, post in pairs if post in posts and levels.get(shop) == posts[post]]
    return assign_many(fitting, by=by, at=at)
