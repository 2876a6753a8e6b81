"""Looking for shops that are on record twice, over the whole register at once.

The embedded PostgreSQL has no pg_trgm, so names are compared here: what is no name (the kind of company, brackets, the city) is left
away, and the pairs of neighbouring characters that two names share are counted (Dice's coefficient). Only shops within 100 m are compared.
"""

import re
from collections import defaultdict
from itertools import combinations
from math import cos, floor, hypot, radians

from establishments.models import Duplicate, Establishment

NEAR = 100.0  # metres
ALIKE = 0.6  # share of neighbouring characters
DEGREE = 111_320.0  # metres of a degree of latitude
MOST_TOGETHER = 12  # shops under one phone or licence: more are a chain or a placeholder, not duplicates
NO_NAME = re.compile(
    r"[（(【\[].*?[）)】\]]|有限责任公司|股份有限公司|有限公司|分公司|个体工商户|经营部|银川市?|宁夏|兴庆区|金凤区|西夏区|永宁县|贺兰县|灵武市?|[^\w]"
)


def find_duplicates(*, at):
    """Queue every pair of shops in business that looks like one; returns how many are new. Pairs decided already stay decided."""
    rows = list(
        Establishment.objects.standing()
        .exclude(status=Establishment.CLOSED)
        .values_list("pk", "place__name", "latitude", "longitude", "licence_no", "principal", "phone")
    )
    signs = defaultdict(set)
    for pair in alike((row[0], row[4]) for row in rows if row[4]):
        signs[pair].add("licence")
    for pair in alike((row[0], (row[5], row[6])) for row in rows if row[5] and len(row[6]) >= 7):
        signs[pair].add("person")
    for pair in near_and_alike(rows):
        signs[pair].add("name")
    return queue(signs, at=at)


def alike(keyed):
    """The pairs of ids, smaller first, that have the same key."""
    groups = defaultdict(list)
    for pk, key in keyed:
        groups[key].append(pk)
    for found in groups.values():
        if 1 < len(found) <= MOST_TOGETHER:
            yield from combinations(sorted(found), 2)


def near_and_alike(rows):
    """The pairs within 100 m whose names are alike, found by laying a net of that width over the city."""
    net = defaultdict(list)
    for pk, name, latitude, longitude, *_rest in rows:
        if latitude is not None and (plain := plain_name(name)):
            x, y = longitude * DEGREE * cos(radians(latitude)), latitude * DEGREE
            net[floor(x / NEAR), floor(y / NEAR)].append((pk, x, y, plain, pairs_of(plain)))
    for (column, row), here in net.items():
        yield from matches(combinations(here, 2))
        for across, up in ((1, -1), (1, 0), (1, 1), (0, 1)):  # each neighbouring mesh once
            there = net.get((column + across, row + up), ())
            yield from matches((one, other) for one in here for other in there)


def matches(pairs):
    for (pk, x, y, name, parts), (other, other_x, other_y, other_name, other_parts) in pairs:
        if not (name == other_name or parts & other_parts) or hypot(x - other_x, y - other_y) > NEAR:
            continue
        if name == other_name or 2 * len(parts & other_parts) >= ALIKE * (len(parts) + len(other_parts)):
            yield min(pk, other), max(pk, other)


def plain_name(name):
    """The part of a shop's name that tells it from others."""
    return NO_NAME.sub("", name)


def pairs_of(name):
    return {name[place : place + 2] for place in range(len(name) - 1)}


def queue(signs, *, at):
    """Add the pairs that are not known yet, whatever became of those that are."""
    known = set(Duplicate.objects.values_list("first_id", "second_id"))
    fresh = [Duplicate(first_id=pair[0], second_id=pair[1], signs=sorted(signs[pair]), found_at=at) for pair in sorted(set(signs) - known)]
    Duplicate.objects.bulk_create(fresh, batch_size=2000, ignore_conflicts=True)
    return len(fresh)
