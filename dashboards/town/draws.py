"""A random draw of 兴庆区's caterers with a recusal, and the last weeks done again in the order of the visit list."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from audit.models import record
from establishments.models import Establishment, Format
from grid.models import Appointment, Place
from planning.models import Draw, RankingRule, Recusal
from planning.replay import keep_replay

DRAWN, WEEKS, TERM = 12, 3, 30  # shops; weeks that are done again; days to inspect what was drawn


def play(now):
    """By the real verbs, as the district's deputy director and the city's supervisor press them."""
    by = get_user_model().objects.get(username="wang")
    post = by.post
    at, today = now - timedelta(days=1, hours=2), timezone.localdate(now)
    caterers = Format.objects.filter(code="F11").first()
    recuse(post.place, by=by, at=at)
    draw = Draw.objects.create(
        title="餐饮服务单位双随机抽查",
        organisation=post.organisation,
        place=post.place,
        format=caterers,
        count=DRAWN,
        since=timezone.localdate(at),
        until=timezone.localdate(at) + timedelta(days=TERM),
    )
    record("create", about=draw, by=by, at=at - timedelta(minutes=20))
    draw.publish_seed(by=by, words="316", at=at - timedelta(minutes=10))
    draw.draw(by=by, at=at)
    if rule := RankingRule.objects.in_force(today):
        city = Place.objects.get(level=Place.CITY)
        keep_replay(city, rule, today - timedelta(weeks=WEEKS), today, by=get_user_model().objects.get(username="ma"), at=now)


def recuse(place, *, by, at):
    """An officer of a station whose kin keeps a shop of the area."""
    posts = Appointment.objects.filter(organisation__kind="station", place__path__startswith=place.path).order_by("pk")
    post = posts.select_related("user").first()
    shop = post and Establishment.objects.in_business().inside(post.place).select_related("place").order_by("pk").first()
    if shop:
        row = Recusal.objects.create(person=post.user, establishment=shop, place=shop.place, reason="近亲属为该店经营者")
        record("create", about=row, by=by, at=at)
