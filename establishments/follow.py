"""What of the register goes along when a shop turns out to be another one."""

from django.db.models import Q

from establishments.models import Duplicate, Establishment, MissedVisit, SafetyOfficer
from grid.follow import follows_place


@follows_place
def what_hangs_on_the_shop(old, new, *, by, at):
    """Safety officers whom the other has not got yet, visits that missed it, and the pairs in which it was suspected."""
    if old.level != old.ESTABLISHMENT:
        return
    shop, other = Establishment.objects.get(place=old), Establishment.objects.get(place=new)
    known = set(other.safety_officers.in_duty().values_list("rank", "name"))
    has_director = any(rank == SafetyOfficer.DIRECTOR for rank, _name in known)
    for officer in shop.safety_officers.in_duty():
        if (officer.rank, officer.name) not in known and not (has_director and officer.rank == SafetyOfficer.DIRECTOR):
            officer.change(by=by, at=at, establishment=other)
    days = other.missed_visits.values("visited_on")
    MissedVisit.objects.filter(establishment=shop).exclude(visited_on__in=days).update(establishment=other)
    suspected = Duplicate.objects.waiting().filter(Q(first=shop) | Q(second=shop))
    suspected.update(status=Duplicate.MERGED)
