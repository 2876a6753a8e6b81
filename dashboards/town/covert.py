"""A covert plan of the city's supervisors: nobody of the districts sees it in the demonstration either."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from audit.models import record
from establishments.models import Establishment
from grid.models import Appointment, Place
from planning.models import InspectionPlan

SHOPS, TERM = 6, 10  # shops of the highest risk; days


def play(now):
    """Planned by Ma, with a colleague who inspects in the whole city; the riskiest caterers of the city's districts."""
    ma, at = get_user_model().objects.get(username="ma"), now - timedelta(hours=5)
    today = timezone.localdate(at)
    posts = Appointment.objects.current(today).filter(organisation=ma.post.organisation, role__name="市级督导").exclude(user=ma)
    colleague = posts.select_related("user").order_by("pk").first()
    shops = Establishment.objects.in_business().filter(risk_grade="D", format__code="F11").order_by("-pk")[:SHOPS]
    if colleague is None or not shops:
        return
    plan = InspectionPlan.objects.create(
        kind=InspectionPlan.SPECIAL,
        title="夜间餐饮后厨暗访",
        purpose="不发通知、不打招呼、不听汇报、不用陪同接待，直奔基层、直插现场。",
        covert=True,
        planner=ma,
        organisation=ma.post.organisation,
        place=Place.objects.get(level=Place.CITY),
        since=today,
        due_on=today + timedelta(days=TERM),
    )
    record("create", about=plan, by=ma, at=at)
    plan.areas.set([shop.place_id for shop in shops])
    plan.team.set([ma, colleague.user])
    plan.publish(by=ma, at=at)
