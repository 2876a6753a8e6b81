"""What the register knows of the shops: size, licence, safety officers, the level by the rule; and what somebody should look at."""

import json
from collections import defaultdict
from datetime import date, timedelta

from django.utils import timezone

from audit.models import Entry, entry_for
from base.bulk import insert, update
from dashboards.town.ground import plain_name
from dashboards.town.names import SURNAMES
from dashboards.town.rows import write
from establishments.doubles import find_duplicates
from establishments.facts import body_of
from establishments.licences import LETTERS, check_digit
from establishments.models import Establishment, GradeChange, LevelRule, MissedVisit, SafetyOfficer
from establishments.models.register import must_have_director
from grid.models import Appointment

BIG = {"F01": (15, 35, 50), "F03": (20, 45, 35), "F06": (60, 40, 0), "F10": (15, 55, 30), "F17": (30, 50, 20), "F05": (10, 50, 40)}
CANTEENS = {"F14": (120, 1800), "F15": (20, 260), "F16": (60, 1400), "F17": (400, 3200)}
SMALL_ONES = {"F02", "F19"}  # registered by the rules of the province, without a licence number of the nation
CATERERS = {"F10", "F11", "F12", "F13", "F18"}
SCOPES = {
    "F04": "预包装食品销售",
    "F11": "热食类食品制售",
    "F12": "糕点类食品制售",
    "F13": "自制饮品制售",
    "F14": "热食类食品制售（食堂）",
}
LICENCE_YEARS, ENDED, ENDING, FILED = 5, 0.012, 0.025, 0.3
TWINS, DEAD, MISSED_TWICE = 6, 12, 8
FACTS = [
    *("size", "body", "diners", "licence_kind", "licence_no", "licence_scope", "licence_issued_on", "licence_expires_on"),
    *("format_id", "principal", "phone", "latitude", "longitude", "guarantee_level"),
]


def describe(shops, rng, now):
    """Complete the shops that are written already; the rule in force grades them, as it did on the first of January."""
    today = timezone.localdate(now)
    double_some(shops)
    for number, shop in enumerate(shops):
        code = shop.format.code
        shop.body = body_of(shop.credit_code)
        shop.size = rng.choices(["large", "medium", "small"], BIG[code])[0] if code in BIG else rng.choices(["small", "micro"], (55, 45))[0]
        shop.diners = rng.randint(*CANTEENS[code]) // 10 * 10 if code in CANTEENS else None
        license(shop, number, rng, today)
    save(shops)
    grade(shops, today)
    appoint_officers(shops, rng, today)


def license(shop, number, rng, today):
    """A licence with a right check digit, a filing or a registration; most end some day, a few soon, a few ended."""
    shop.licence_scope = SCOPES.get(shop.format.code, "")
    shop.licence_expires_on = today + timedelta(days=days_left(rng))
    shop.licence_issued_on = years_before(shop.licence_expires_on, LICENCE_YEARS)
    if shop.format.code in SMALL_ONES:
        shop.licence_kind, shop.licence_no = "registration", f"宁银小登〔{shop.licence_issued_on.year}〕{number + 1:05d}号"
        return
    shop.licence_kind, first = kind_of_licence(shop.format.code, rng)
    body = f"{first}{shop.place.code[:6]}{number:0{7 - len(first)}d}"
    shop.licence_no = f"{LETTERS[shop.licence_kind]}{body}{check_digit(body)}"


def days_left(rng):
    chance = rng.random()
    if chance < ENDED:
        return -rng.randint(1, 90)
    return rng.randint(1, 58) if chance < ENDED + ENDING else rng.randint(70, 365 * LICENCE_YEARS - 5)


def kind_of_licence(code, rng):
    """The kind, and the first digits of its number: the class of food made, or the kind of business."""
    if code == "F01":
        return "production", "101"
    if code == "F04" and rng.random() < FILED:
        return "filing", "2"
    return "operation", "3" if code in CANTEENS else "2" if code in CATERERS else "1"


def years_before(day, years):
    return date(day.year - years, day.month, min(day.day, 28)) + timedelta(days=1)


def double_some(shops):
    """A few shops that were entered twice: the second of a cell is written almost like the first."""
    cells = defaultdict(list)
    for shop in shops[40:]:
        if shop.status == Establishment.OPEN:
            cells[shop.place.parent_id].append(shop)
    for one, other in [found[:2] for found in cells.values() if len(found) > 1][:TWINS]:
        other.format, other.principal, other.phone = one.format, one.principal, one.phone
        other.latitude, other.longitude = one.latitude + 0.0002, one.longitude + 0.0002
        other.place.name = f"{one.place.name}（{plain_name(one.place.parent.parent.name)}店）"
        other.place.save(update_fields=["name"])


def save(shops):
    update(Establishment, [shop.pk for shop in shops], {name: [getattr(shop, name) for shop in shops] for name in FACTS})


def grade(shops, today):
    """Every shop has the level of the rule in force, and says since when."""
    rule = LevelRule.objects.in_force(today)
    Establishment.objects.update(guarantee_level="")
    given = dict(rule.regrades().values_list("pk", "by_rule"))
    update(Establishment, list(given), {"guarantee_level": list(given.values())})
    for shop in shops:
        shop.guarantee_level = given.get(shop.pk, "")
    graded = [shop for shop in shops if shop.guarantee_level]
    inputs = [json.dumps({"format": shop.format.code, "size": shop.size, "body": shop.body, "diners": shop.diners}) for shop in graded]
    said = {"field": "guarantee_level", "since": rule.effective_on, "rule_id": rule.pk, "at": timezone.now()}
    levels = [shop.guarantee_level for shop in graded]
    insert(GradeChange, said | {"establishment_id": [shop.pk for shop in graded], "new": levels, "inputs": inputs})


def appoint_officers(shops, rng, today):
    """A safety officer in every enterprise and canteen, a director where one is needed: nearly everywhere."""
    needed = set(Establishment.objects.filter(must_have_director()).values_list("pk", flat=True))
    rows = []
    for shop in shops:
        wanted = ["officer"] * (shop.body != "individual") + ["director"] * (shop.pk in needed and rng.random() < 0.88)
        for rank in wanted:
            name = rng.choice(SURNAMES) + rng.choice(["安平", "国庆", "春燕", "晓东", "建华", "秀兰"])
            since = today - timedelta(days=rng.randint(30, 900))
            phone = f"1390000{rng.randint(0, 9999):04d}"
            rows.append(SafetyOfficer(establishment=shop, rank=rank, name=name, phone=phone, since=since, trained_hours=rng.randint(8, 48)))
    write(rows)


def play(rng, now):
    """What waits for somebody: visits that found nobody, shops on record twice, and a draft of the next rule."""
    people = {post.place_id: post.user for post in Appointment.objects.filter(role__name="网格员").select_related("user").order_by("pk")}
    dead = list(Establishment.objects.filter(status="not_found").select_related("place").order_by("pk")[:DEAD])
    open_ones = Establishment.objects.in_business().select_related("place").order_by("pk")
    twice = [shop for shop in open_ones[60 : 60 + 4 * MISSED_TWICE : 4] if shop.place.parent_id in people]
    visits, entries = [], []
    for shop, times in [*((shop, 3) for shop in dead), *((shop, 2) for shop in twice)]:
        by = people.get(shop.place.parent_id)
        for time in range(times if by else 0):
            at = now - timedelta(days=6 * (times - time) + rng.randint(0, 3), hours=2)
            note = rng.choice(["卷帘门锁闭，邻铺称已停业。", "门头已拆，电话无人接听。", "现场为其他业态。"])
            visits.append(MissedVisit(establishment=shop, by=by, at=at, visited_on=timezone.localdate(at), note=note))
            entries.append(entry_for("report_missing", about=shop, by=by, at=at, note=note))
    write(visits)
    Entry.objects.bulk_create(entries)
    draft_next_rule()
    find_duplicates(at=now)


def draft_next_rule():
    """Small catering taken in, and large kitchens a level up: not adopted, so that the trial has something to show."""
    first = LevelRule.objects.get(version=1)
    draft = LevelRule.objects.create(version=2, basis="拟扩大包保范围至小餐饮（征求意见稿）")
    lines = [{"level": "B", "formats": ["F14", "F16"], "diners_from": 300}]
    lines += list(first.lines.values("level", "formats", "sizes", "bodies", "diners_from", "diners_below"))
    lines += [{"level": "D", "formats": ["F11"], "sizes": ["small"]}]
    for order, line in enumerate(lines, start=1):
        draft.lines.create(order=order, **line)
