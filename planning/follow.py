"""What goes along: an inspection ticks its shop off in every plan; merged shops, merged areas and successors in a team."""

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from grid.follow import Carried, follows_place, follows_post
from inspections.following import follows_inspection
from planning.models import InspectionPlan, PlannedShop
from planning.publishing import COUNTING

IN_TEAM = gettext_noop("Inspection plan of whose team one is")


@follows_inspection
def planned_shop_is_done(inspection, *, by, at):
    """In each plan under way the first time that is still open counts as done; called twice it counts once.

    The rows are locked in one order, so that two inspections of a shop at once tick off one time each and never the same.
    """
    share_the_count()
    day = timezone.localdate(inspection.finished_at)
    waiting = PlannedShop.objects.waiting().filter(establishment=inspection.establishment_id, due_from__lte=day)
    if not waiting.exists():  # most visits are in no plan
        return
    waiting = waiting.exclude(plan__in=PlannedShop.objects.filter(inspection=inspection).values("plan"))
    own = InspectionPlan.objects.filter(covert=True, team__in=[inspection.officer_id, inspection.second_officer_id])
    waiting = waiting.filter(Q(plan__covert=False) | Q(plan__in=own.values("pk")))  # who happens by finds no trace
    first = {}
    for row in waiting.order_by("pk").select_for_update(of=("self",)):
        if row.plan_id not in first or row.nth < first[row.plan_id].nth:
            first[row.plan_id] = row
    done = {"status": PlannedShop.DONE, "inspection": inspection, "done_at": inspection.finished_at, "done_by": inspection.officer}
    for row in first.values():
        row.change(verb="meet", by=by, at=at, **done)


def share_the_count():
    """While an inspection is counted no plan is published, see `planning.publishing.wait_for_inspections`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [COUNTING])


@follows_place
def planned_shops_of_the_shop(old, new, *, by, at):
    """What was due at a shop that was on record twice is due at the one that stays; where that is named itself, its own rows stand,
    and what was done at the other is done at it."""
    if old.level != old.ESTABLISHMENT:
        return
    stays = new.establishment
    named = {(row.plan_id, row.nth): row for row in PlannedShop.objects.filter(establishment=stays)}
    for row in PlannedShop.objects.filter(establishment__place=old).select_for_update(of=("self",)):
        own = named.get((row.plan_id, row.nth))
        if own is None:
            row.change(by=by, at=at, establishment=stays, place=new)
        elif row.status == PlannedShop.DONE:
            settle_twice_done(row, own, by=by, at=at)


def settle_twice_done(row, own, *, by, at):
    """The row of the shop that is no more says nothing; what it said goes to the shop's own row where that is still open."""
    said = {"status": row.status, "inspection": row.inspection, "done_at": row.done_at, "done_by": row.done_by}
    if own.status != PlannedShop.DONE:
        own.change(by=by, at=at, **said)
    row.change(by=by, at=at, status=PlannedShop.DUE, inspection=None, done_at=None, done_by=None)


@follows_place
def plans_of_the_area(old, new, *, by, at):
    """A plan of an area that was merged into another is one of that other."""
    for plan in InspectionPlan.objects.alive().filter(place=old):
        plan.change(by=by, at=at, place=new)
    for plan in InspectionPlan.objects.alive().filter(areas=old):
        plan.areas.remove(old)
        plan.areas.add(new)


@follows_post
def plans_of_the_team(old, new, *, by, at):
    """Who takes over a post in whose area a plan runs takes the place in its team; in a covert one only whom its planner chooses."""
    plans = InspectionPlan.objects.alive().filter(team=old.user, covert=False).select_related("place").order_by("due_on", "pk")
    theirs = [plan for plan in plans if old.place.holds(plan.place) or plan.place.holds(old.place)]
    for plan in theirs:
        plan.team.remove(old.user)
        plan.team.add(new.user)
    return [Carried(IN_TEAM, plan.title, plan.place.name, None, plan.get_absolute_url()) for plan in theirs]
