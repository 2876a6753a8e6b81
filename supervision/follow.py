"""An inspection of a supervision group ticks its point off; a shop that turns out to be another one takes its points along."""

from django.utils import timezone

from grid.follow import follows_place
from inspections.following import follows_inspection
from inspections.models import Inspection
from supervision.models import SupervisionGroup, SupervisionPoint


@follows_inspection
def point_is_visited(inspection, *, by, at):
    """The planned point of that shop and day, or one met on the way; a second inspection the same day leaves the first."""
    if inspection.kind != Inspection.SUPERVISION:
        return
    group = SupervisionGroup.objects.filter(organisation=inspection.organisation_id).first()
    if group is None:
        return
    point, _fresh = SupervisionPoint.objects.get_or_create(
        group=group,
        day=timezone.localdate(inspection.started_at),
        place=inspection.place,
        defaults={"organisation": inspection.organisation, "establishment": inspection.establishment, "unplanned": True},
    )
    if point.inspection_id is None:
        visited = {"status": point.VISITED, "inspection": inspection, "visited_at": inspection.finished_at, "visited_by": by}
        point.change(verb="visit", by=by, at=at, **visited)


@follows_place
def points_of_the_shop(old, new, *, by, at):
    """Points of a shop that was on record twice are those of the one that stays; where both were points of one day, each stays."""
    if old.level != old.ESTABLISHMENT:
        return
    taken = SupervisionPoint.objects.filter(place=new).values_list("group", "day")
    for point in SupervisionPoint.objects.filter(place=old):
        same = {"establishment": new.establishment}
        if (point.group_id, point.day) not in set(taken):
            same["place"] = new
        SupervisionPoint.objects.filter(pk=point.pk).update(**same)
