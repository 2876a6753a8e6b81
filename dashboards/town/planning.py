"""Plans in mid-course: coverage of small catering, a routine, a sweep of the cast's street half done, one closed, one drafted."""

from datetime import timedelta

from django.utils import timezone

from audit.models import record
from dashboards.town.people import HOME
from establishments.credit_code import check_character
from establishments.models import Establishment, Format
from grid.models import Appointment, Place
from planning.models import InspectionPlan, PlannedShop

TEAM, MET, MISSED = 4, 0.55, 14  # people in a team; share of a street met so far; of the others every fourteenth is not found
UNKNOWN = ["无名早餐摊", "流动烤饼摊"]


def play(offices, rng, now):
    """Everything that is planned, as the offices planned it."""
    today, district = timezone.localdate(now), HOME[:6]
    branch = offices.branches[district]
    places = {place.code: place for place in Place.objects.filter(code__in=["6401", district, HOME[:9]])}
    wang, catering = head_of(branch), Format.objects.filter(code="F11")
    month = {"since": today - timedelta(days=25), "due_on": today + timedelta(days=35)}
    plan("full", "全市小餐饮全覆盖检查", offices.city, places["6401"], now, formats=catering, **month)
    year = {"since": today - timedelta(days=180), "due_on": today + timedelta(days=184)}
    plan("routine", "兴庆区日常监督检查年度计划", branch, places[district], now, **year)
    past = {"since": today - timedelta(days=29), "due_on": today - timedelta(days=4)}
    school = plan(
        "special", "校园及周边专项检查", branch, places[district], now, formats=Format.objects.filter(code__in=["F14", "F15"]), **past
    )
    if school.status == InspectionPlan.PUBLISHED:
        school.close(by=wang, at=now - timedelta(hours=20))
    ahead = {"since": today + timedelta(days=7), "due_on": today + timedelta(days=21)}
    plan("special", "节前农贸市场专项检查", branch, places[district], now, publish=False, **ahead)
    street = plan(
        "sweep", "凤凰北街街道扫街行动", branch, places[HOME[:9]], now, since=today - timedelta(days=2), due_on=today + timedelta(days=3)
    )
    if street.status == InspectionPlan.PUBLISHED:
        walk(street, rng, now)


def head_of(office):
    return office.appointments.select_related("user").earliest("pk").user


def plan(kind, title, office, place, now, *, formats=(), publish=True, **days):
    """A plan of the office with a team, published unless nothing matches it."""
    by, at = head_of(office), now - timedelta(hours=30)
    made = InspectionPlan.objects.create(kind=kind, title=title, organisation=office, place=place, **days)
    made.formats.set(formats)
    posts = (
        Appointment.objects.filter(place__path__startswith=place.path).carrying("planning.meet_plannedshop").order_by("place__path", "pk")
    )
    made.team.set([by, *dict.fromkeys(post.user for post in posts.select_related("user")[:TEAM])])
    record("create", about=made, by=by, at=at)
    if publish and not made.why_not_publish():
        made.publish(by=by, at=now)
        InspectionPlan.objects.filter(pk=made.pk).update(published_at=at)
    return made


def walk(street, rng, now):
    """What the team has done so far: most met, some not found, two that nobody knew."""
    team = list(street.team.order_by("pk"))
    for number, row in enumerate(street.shops.filter(status=PlannedShop.DUE).select_related("establishment", "plan").order_by("pk")):
        at = now - timedelta(minutes=5 * number + 10)
        if number % MISSED == MISSED - 1:
            row.miss(by=team[-1], at=at, note="卷帘门关闭，邻铺称外出。")
        elif rng.random() < MET:
            row.meet(by=rng.choice(team), at=at)
    near = street.shops.select_related("establishment__place__parent").exclude(establishment__latitude=None).earliest("pk").establishment
    for number, name in enumerate(UNKNOWN):
        add_unknown(street, near, name, number, team[-1], now - timedelta(minutes=30 + 10 * number))


def add_unknown(street, near, name, number, by, at):
    place = Place.objects.open(near.place.parent, Place.ESTABLISHMENT, name, on=timezone.localdate(at))
    body = f"92640104MA9999{number:03d}"
    code = body + check_character(body)
    shop = Establishment.objects.create(
        place=place,
        format=Format.objects.get(code="F11"),
        credit_code=code,
        address=f"{name}（凤凰北街路口）",
        principal="摊主",
        phone=f"1390000888{number}",
        latitude=near.latitude + 0.0004,
        longitude=near.longitude + 0.0003,
    )
    record("create", about=shop, by=by, at=at)
    due = {"due_from": street.since, "due_on": street.due_on}
    done = {"status": PlannedShop.DONE, "done_at": at, "done_by": by, "unknown": True}
    record("create", about=PlannedShop.objects.create(plan=street, establishment=shop, place=place, **due, **done), by=by, at=at)
