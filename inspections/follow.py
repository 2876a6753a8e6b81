"""What of the inspections goes along when a post passes to a successor, or a shop turns out to be another one."""

from django.utils.translation import gettext_noop

from grid.follow import Carried, follows_place, follows_post
from inspections.models import Finding, Inspection

TO_RECHECK = gettext_noop("Finding to recheck")


@follows_post
def findings_to_recheck(old, new, *, by, at):
    """Rechecks are the inspecting office's, so the successor has them as they stand; the sheet names those the leaver found."""
    mine = Finding.objects.open().filter(inspection__officer=old.user, inspection__organisation=old.organisation).inside(old.place)
    found = mine.select_related("assignment", "place", "item", "inspection").order_by("assignment__due_at", "id")
    return [Carried(TO_RECHECK, row.description[:120], row.place.name, row.assignment.due_at, row.get_absolute_url()) for row in found]


@follows_place
def records_of_the_shop(old, new, *, by, at):
    """What was seen and found at a shop that was on record twice was seen and found at the one that stays."""
    if old.level == old.ESTABLISHMENT:
        Inspection.objects.filter(establishment__place=old).update(establishment=new.establishment, place=new)
        Finding.objects.filter(place=old).update(place=new)
