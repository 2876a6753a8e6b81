"""What the plans tell of a shop: that one names it, and that a sweep met it. What was inspected the inspections tell."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from base.words import day
from establishments.timeline import Happening, tells
from planning.coverage import COVERAGE
from planning.models import PlannedShop


def named(shops, user):
    rows = PlannedShop.objects.reachable(user, "view").filter(establishment__in=shops)
    return rows.select_related("plan__organisation", "establishment", "done_by")


@tells("plan", label=_("Inspection plans"), icon="calendar-event", at="plan__published_at", rows=named)
def plan_line(row):
    stands = COVERAGE[f"plan_{row.stands(timezone.localdate())}"].label
    more = f"{day(row.due_from)} – {day(row.due_on)} · {stands}"
    return Happening(row.plan.published_at, row.plan.title, row.plan.organisation.short_name, more, row.get_absolute_url())


def met_by_sweeps(shops, user):
    return named(shops, user).filter(status=PlannedShop.DONE, inspection=None)


@tells("met", label=_("Met by sweeps"), icon="walk", at="done_at", rows=met_by_sweeps)
def met_line(row):
    return Happening(row.done_at, pgettext("sweep", "met"), row.done_by or "", row.plan.title, row.get_absolute_url())
