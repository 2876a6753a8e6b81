"""Looking for shops that are on record twice, over the whole register at once.

The embedded PostgreSQL has no pg_trgm, so names are compared here: what is no name (the kind of company, the trade, brackets, the city)
is left away, and of longer names the pairs of neighbouring characters that two share are counted (Dice's coefficient). Only shops of the
same format within 100 m are compared.
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
TRADE = re.compile(
    r"食品(商)?店|副食(品)?店|便利(商)?店|百货(商)?店|小卖部|粮油(店|行)?|(生活|连锁|学生|便民)?超市|购物广场|商(店|行|场)|(拉|牛肉)?面馆|小吃(店|部)?|早餐(店)?|饺子馆"
    r"|麻辣烫|凉皮店|手抓(饭馆)?|羊肉馆|火锅(城|店)?|(大)?酒店|酒楼|饭(馆|庄|店)|餐(厅|馆|饮)|蛋糕(房|店)|烘焙(坊)?|糕点店|茶饮店|咖啡馆|鲜果饮品店|食堂|幼儿园|(小|中)学"
)
SHORT = 3  # characters: below, two names are alike only when they are the same


def find_duplicates(*, at):
    """Queue every pair of shops in business that looks like one; returns how many are new. Pairs decided already stay decided."""
    rows = list(
        Establishment.objects.standing()
        .exclude(status=Establishment.CLOSED)
        .values_list("pk", "place__name", "latitude", "longitude", "licence_no", "principal", "phone", "format")
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
    for pk, name, latitude, longitude, *_rest, kind in rows:
        if latitude is not None and (plain := plain_name(name)):
            x, y = longitude * DEGREE * cos(radians(latitude)), latitude * DEGREE
            net[floor(x / NEAR), floor(y / NEAR)].append((pk, x, y, kind, plain, pairs_of(plain)))
    for (column, row), here in net.items():
        yield from matches(combinations(here, 2))
        for across, up in ((1, -1), (1, 0), (1, 1), (0, 1)):  # each neighbouring mesh once
            there = net.get((column + across, row + up), ())
            yield from matches((one, other) for one in here for other in there)


def matches(pairs):
    for (pk, x, y, kind, name, parts), (other, other_x, other_y, other_kind, other_name, other_parts) in pairs:
        if kind == other_kind and sound_alike(name, parts, other_name, other_parts) and hypot(x - other_x, y - other_y) <= NEAR:
            yield min(pk, other), max(pk, other)


def sound_alike(name, parts, other_name, other_parts):
    if name == other_name:
        return True
    if min(len(name), len(other_name)) < SHORT:
        return False
    return 2 * len(parts & other_parts) >= ALIKE * (len(parts) + len(other_parts))


def plain_name(name):
    """The part of a shop's name that tells it from others; of one that has no such part, all of it."""
    plain = NO_NAME.sub("", name)
    return TRADE.sub("", plain) or plain


def pairs_of(name):
    return {name[place : place + 2] for place in range(len(name) - 1)}


def queue(signs, *, at):
    """Add the pairs that are not known yet, whatever became of those that are."""
    known = set(Duplicate.objects.values_list("first_id", "second_id"))
    fresh = [Duplicate(first_id=pair[0], second_id=pair[1], signs=sorted(signs[pair]), found_at=at) for pair in sorted(set(signs) - known)]
    Duplicate.objects.bulk_create(fresh, batch_size=2000, ignore_conflicts=True)
    return len(fresh)
