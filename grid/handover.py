"""A person leaves and is replaced: posts and all their open work go to the successor as one act."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import record
from base.errors import Refused
from grid.follow import carry_post
from grid.models import Appointment
from grid.models.handovers import HandOver
from notifications.models import tell


@transaction.atomic
def hand_over(posts, *, to, by, at=None, note=""):
    """End `posts`, all of one person, appoint the person `to` in each, and let the open work follow. No clock starts anew."""
    at = at or timezone.now()
    giver = posts[0].user
    if reason := why_not(giver, to):
        raise Refused(reason)
    pairs = [(post, pass_on(post, to, by=by, at=at, note=note)) for post in posts]
    lines = unique(carried for old, new in pairs for carried in carry_post(old, new, by=by, at=at))
    done = HandOver.objects.create(
        giver=giver, taker=to, place=highest(posts), at=at, by=by, note=note, posts=[words_of(post) for post in posts], lines=lines
    )
    entry = record("create", about=done, by=by, at=at, note=note)
    tell([giver, to], _("Posts handed over: %(about)s"), entry=entry, about=done)
    return done


def why_not(giver, taker):
    if taker == giver:
        return _("This person holds the post already.")
    return "" if taker.is_active else _("The account of %(person)s is closed.") % {"person": taker}


def pass_on(post, taker, *, by, at, note):
    """The successor's appointment: a new one from today on, or the same post where the successor holds it already."""
    post.go("hand_over", by=by, at=at, note=note, until=post.last_day(at))
    post.end_stand_ins(by=by, at=at)
    same = {"role": post.role, "organisation": post.organisation, "place": post.place}
    today = timezone.localdate(at)
    if held := Appointment.objects.current(today).filter(user=taker, stands_in_for=None, **same).first():
        return held
    new = Appointment.objects.create(user=taker, title=post.title, phone=post.phone, since=today, **same)
    record("create", about=new, by=by, at=at, note=note)
    return new


def unique(carried):
    """The items as the sheet keeps them, each once, the earliest due first."""
    found = {(one.kind, one.title, one.url): one for one in carried}.values()
    ordered = sorted(found, key=lambda one: (one.due_at is None, one.due_at, one.kind, one.place))
    return [
        {
            "kind": one.kind,
            "title": one.title,
            "place": one.place,
            "due_at": one.due_at and one.due_at.isoformat(),
            "url": one.url,
        }
        for one in ordered
    ]


def highest(posts):
    return min((post.place for post in posts), key=lambda place: (len(place.path_ids()), place.path))


def words_of(post):
    return {"words": str(post), "place": post.place.full_name(), "since": post.since.isoformat()}
