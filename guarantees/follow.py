"""What of the guarantees goes along when a post is handed over or a place is merged into another."""

from django.utils import timezone
from django.utils.translation import gettext_noop

from grid.follow import Carried, follows_place, follows_post
from guarantees.assigning import guarantors, replace_many
from guarantees.frequency import set_due_days
from guarantees.models import LEVEL_OF_POST, Assessment, Guarantee, GuaranteeVisit, Pledge, StepTaken, VisitProblem
from workdays.calendar import end_of

SHOP = gettext_noop("Guaranteed shop")


@follows_post
def guarantees_follow(old, new, *, by, at):
    """The shops of a post go to its successor, whose visits are due when the predecessor's were: no clock restarts.

    Where the successor's post does not fit (another level, no right to make visits) they stay, and the nightly proof lists them.
    """
    if not guarantors(timezone.localdate(at)).filter(pk=new.pk).exists():
        return []
    rows = Guarantee.objects.held().filter(appointment=old).inside(new.place).select_related("establishment__place")
    fitting = [row for row in rows if LEVEL_OF_POST.get(row.establishment.guarantee_level) == new.place.level]
    replace_many([(row, new.pk) for row in fitting], by=by, at=at)
    return [carried(row) for row in fitting]


def carried(row):
    """A guaranteed shop as the hand-over sheet lists it, with the day of its next visit."""
    shop = row.establishment
    return Carried(SHOP, shop.place.name, shop.address, row.due_on and end_of(row.due_on), shop.get_absolute_url())


@follows_place
def pledges_follow(old, new, *, by, at):
    """A pledge lies where its post lies. Guarantees lie at their shops, which stay what they are."""
    Pledge.objects.filter(place=old).update(place=new)


@follows_place
def guarantees_of_the_shop(old, new, *, by, at):
    """A shop that was on record twice keeps one guarantor: the one of the shop that stays, else the other's; all visits are that shop's."""
    if old.level != old.ESTABLISHMENT:
        return
    shop, other = old.establishment, new.establishment
    if other.guarantees.held().exists():
        for guarantee in shop.guarantees.held():
            guarantee.relieve(by=by, at=at, note=str(other))
    for model in (Guarantee, GuaranteeVisit, Assessment):
        model.objects.filter(establishment=shop).update(establishment=other, place=new)
    VisitProblem.objects.filter(place=old).update(place=new)
    taken = StepTaken.objects.filter(establishment=other).values("step")
    StepTaken.objects.filter(establishment=shop).exclude(step__in=taken).update(establishment=other)
    set_due_days(on=timezone.localdate(at), shops=[other.pk])
