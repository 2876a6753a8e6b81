"""What of the plans the daily reminder speaks of: shops whose day has passed and nobody came."""

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import ngettext_lazy

from planning.coverage import COVERAGE
from planning.models import InspectionPlan, PlannedShop
from tasks.digests import by_person, reminds

OVERDUE = COVERAGE["plan_overdue"]
WORDS = {OVERDUE.name: ngettext_lazy("%(count)d planned shop overdue", "%(count)d planned shops overdue", "count")}
HOW_MANY = {OVERDUE.name: Count("pk", distinct=True)}


@reminds(WORDS, url=OVERDUE.url)
def overdue_shops(*, at, calendar):
    """A shop counts for those who are sent there by name, or else for those of its plan's team who work where it lies."""
    today = timezone.localdate(at)
    late = PlannedShop.objects.filter(OVERDUE.holds(today), plan__status=InspectionPlan.PUBLISHED)
    sent = by_person(late.filter(officers__is_active=True), "officers", HOW_MANY)
    return sent | {who: add(sent.get(who, {}), counted) for who, counted in of_teams(late.filter(officers=None), today).items()}


def of_teams(late, today):
    """A sweep is the whole team's; of other plans each has the part that lies at the own posts."""
    post = "plan__team__appointments"
    in_post = Q(**{f"{post}__since__lte": today}) & (Q(**{f"{post}__until": None}) | Q(**{f"{post}__until__gt": today}))
    theirs = Q(plan__kind=InspectionPlan.SWEEP) | Q(place__path__startswith=F(f"{post}__place__path"))
    return by_person(late.filter(in_post, theirs, plan__team__is_active=True), "plan__team", HOW_MANY)


def add(one, other):
    return {name: one.get(name, 0) + other[name] for name in other}
