"""What a plan names when it is published: its shops as rows, and what of them is done already."""

from collections import defaultdict
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from base.bulk import insert, update
from establishments.models import Establishment
from grid.access import inside
from inspections.models import Inspection
from planning.models import InspectionPlan, PlannedShop, RoutineRule
from workdays.calendar import end_of, start_of

YEAR = 365
COUNTING = 5_220_022  # the lock under which inspections are counted: shared by those that arrive, alone by a plan that is published


def shops_of(plan):
    """The shops that `plan` would name today; a sweep looks also for those that are shut or were not found."""
    shops = Establishment.objects.standing()
    shops = shops.exclude(status=Establishment.CLOSED) if plan.is_sweep else shops.in_business()
    paths = list(plan.areas.values_list("path", flat=True)) if plan.pk else []
    shops = shops.filter(inside(paths or [plan.place.path], "place__"))
    formats = list(plan.formats.values_list("pk", flat=True)) if plan.pk else []
    shops = shops.filter(format__in=formats) if formats else shops
    return shops.filter(risk_grade__in=list(RoutineRule.objects.in_force(plan.since))) if plan.kind == InspectionPlan.ROUTINE else shops


def windows(since, due_on, times):
    """The days from `since` to `due_on` cut into `times` parts: pairs of first and last day."""
    days = (due_on - since).days + 1
    cuts = [since + timedelta(days=days * number // times) for number in range(times + 1)]
    return [(first, after - timedelta(days=1)) for first, after in zip(cuts, cuts[1:], strict=False)]


def times_within(plan, a_year):
    """How often within the plan's days what is due `a_year` times in a whole one; at least once, at most once a day."""
    days = (plan.due_on - plan.since).days + 1
    return min(max(round(a_year * days / YEAR), 1), days)


def freeze(plan, *, at):
    """Write a row for each time that each shop is due, and tick off what was inspected since the first day."""
    wait_for_inspections()
    rules = RoutineRule.objects.in_force(plan.since) if plan.kind == InspectionPlan.ROUTINE else {}
    once = windows(plan.since, plan.due_on, 1)
    parts = {grade: windows(plan.since, plan.due_on, times_within(plan, rule.times)) for grade, rule in rules.items()}
    columns = defaultdict(list)
    for pk, place, grade in shops_of(plan).order_by("pk").values_list("pk", "place", "risk_grade"):
        for nth, (first, last) in enumerate(parts.get(grade, once), start=1):
            for name, value in zip(COLUMNS, (pk, place, nth, first, last), strict=True):
                columns[name].append(value)
    insert(PlannedShop, {name: columns[name] for name in COLUMNS} | {"plan_id": plan.pk})
    count_inspected(plan, at=at)


COLUMNS = ("establishment_id", "place_id", "nth", "due_from", "due_on")


def wait_for_inspections():
    """Until the transaction ends no inspection is being counted, so that none falls between what is seen here and what follows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [COUNTING])


def count_inspected(plan, *, at):
    """Tick off what was inspected from the plan's first day until now: each inspection counts for the first time still open.

    Nothing of a covert plan: what others did is not its visit, and a shop ticked off would tell them of it.
    """
    if plan.covert:
        return
    rows, done = defaultdict(list), []
    for row in plan.shops.only("id", "establishment_id", "due_from").order_by("establishment", "nth"):
        rows[row.establishment_id].append(row)
    period = {"finished_at__gte": start_of(plan.since), "finished_at__lt": min(end_of(plan.due_on), at)}
    made = Inspection.objects.filter(establishment__planned__plan=plan, **period).order_by("finished_at", "pk").distinct()
    for pk, shop, finished_at, officer in made.values_list("pk", "establishment", "finished_at", "officer"):
        waiting = rows[shop]
        if waiting and waiting[0].due_from <= timezone.localdate(finished_at):
            done.append((waiting.pop(0).pk, str(pk), finished_at, officer))
    if done:
        ids, inspections, moments, officers = (list(column) for column in zip(*done, strict=True))
        update(PlannedShop, ids, {"inspection_id": inspections, "done_at": moments, "done_by_id": officers})
        PlannedShop.objects.filter(pk__in=ids).update(status=PlannedShop.DONE)
