"""Giving shops to guarantors: one by one, and many at once."""

from collections import defaultdict

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import Entry, entry_for, record
from base.bulk import NOTHING_ON_CONFLICT, insert
from base.errors import Refused
from establishments.models import Establishment
from grid.models import Appointment, Place
from guarantees.frequency import set_due_days
from guarantees.models import LEVEL_OF_POST, FrequencyRule, Guarantee
from notifications.models import tell

VISIT = "guarantees.add_guaranteevisit"  # whoever may record a guarantor's visit may be a guarantor


def guarantors(on):
    """The posts held on the day `on` whose holders may take shops; who stands in for another takes none of the own."""
    return Appointment.objects.current(on).carrying(VISIT).filter(user__is_active=True, stands_in_for=None)


def why_not_guarantor(shop, appointment, on):
    """The sentence that says why the holder of this post cannot take this shop; empty when nothing speaks against it."""
    level = shop.guarantee_level
    if not level:
        return _("%(shop)s has no guarantee level, so it needs no guarantor.") % {"shop": shop}
    if not guarantors(on).filter(pk=appointment.pk).exists():
        return _("%(post)s is not a post in force that makes visits.") % {"post": appointment}
    if appointment.place.level != LEVEL_OF_POST[level]:
        words = {"level": level, "wanted": Place.LEVELS[LEVEL_OF_POST[level]], "has": appointment.place.get_level_display()}
        return _("A shop of level %(level)s is taken by an official of the %(wanted)s; this post is one of the %(has)s.") % words
    if not appointment.place.holds(shop.place):
        return _("%(shop)s does not lie in %(place)s.") % {"shop": shop, "place": appointment.place}
    return ""


@transaction.atomic
def assign(shop, appointment, *, by, at=None, note="", counts_from=None):
    """Give one shop to the holder of a post. Refused where level or place do not fit, or where the shop has a guarantor."""
    at = at or timezone.now()
    today = timezone.localdate(at)
    if reason := why_not_guarantor(shop, appointment, today):
        raise Refused(reason)
    row = Guarantee(establishment=shop, place_id=shop.place_id, appointment=appointment, since=today, counts_from=counts_from or today)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:  # somebody was quicker
        raise Refused(_("%(shop)s has a guarantor already.") % {"shop": shop}) from error
    set_due_days(on=today, shops=[shop.pk])
    row.refresh_from_db(fields=["due_from", "due_on"])
    entry = record("create", about=row, by=by, at=at, note=note)
    tell([appointment.user], _("You are the guarantor of a shop: %(about)s"), entry=entry, about=row)
    return row


@transaction.atomic
def assign_many(pairs, *, by, at, note="", counts_from=None):
    """Give many shops at once: `pairs` of establishment id and appointment id that fit. Returns the new guarantees.

    A shop that somebody else has given meanwhile is passed over, so that the same proposal adopted twice, even at once, is adopted once.
    `counts_from` is {establishment id: day} where the clock of visits runs on.
    """
    today, counts_from = timezone.localdate(at), counts_from or {}
    places = dict(Establishment.objects.filter(pk__in=[shop for shop, _post in pairs]).values_list("pk", "place_id"))
    pairs = [(shop, post) for shop, post in pairs if shop in places]
    ids = insert(
        Guarantee,
        {
            "establishment_id": [shop for shop, _post in pairs],
            "place_id": [places[shop] for shop, _post in pairs],
            "appointment_id": [post for _shop, post in pairs],
            "counts_from": [counts_from.get(shop, today) for shop, _post in pairs],
            "since": today,
            "status": Guarantee.HELD,
        },
        on_conflict=NOTHING_ON_CONFLICT,
        returning="id",
    )
    made = list(Guarantee.objects.filter(pk__in=ids).select_related("establishment__place", "appointment__user").order_by("place__code"))
    set_due_days(on=today, shops=[row.establishment_id for row in made])
    Entry.objects.bulk_create((entry_for("create", about=row, by=by, at=at, note=note) for row in made), batch_size=2000)
    tell_guarantors(made, by=by, at=at)
    return made


@transaction.atomic
def replace_many(moves, *, by, at, note=""):
    """Give shops to others: `moves` of guarantee in force and appointment id that fits. Returns the new guarantees.

    No clock of visits restarts.
    """
    today = timezone.localdate(at)
    posts = {row.pk: post for row, post in moves}
    rows = list(Guarantee.objects.held().filter(pk__in=posts).select_for_update(of=("self",)).order_by("pk"))
    for row in rows:
        row.until, row.status = max(row.since, today), Guarantee.RELIEVED
    Guarantee.objects.bulk_update(rows, ["until", "status"], batch_size=2000)
    ended = {"status": [Guarantee.HELD, Guarantee.RELIEVED]}
    Entry.objects.bulk_create((entry_for("replace", about=row, by=by, at=at, note=note, changes=ended) for row in rows), batch_size=2000)
    counts_from = {row.establishment_id: row.counts_from for row in rows}
    return assign_many([(row.establishment_id, posts[row.pk]) for row in rows], by=by, at=at, note=note, counts_from=counts_from)


def tell_guarantors(made, *, by, at):
    """One piece of news for each guarantor, however many shops."""
    of = defaultdict(list)
    for row in made:
        of[row.appointment.user].append(row)
    for person, rows in of.items():
        first = rows[0]
        entry = Entry.objects.about(first).latest("pk")
        more = {"count": len(rows)}
        text = _("You are the guarantor of shops: %(about)s") if len(rows) == 1 else _Counted(**more)
        tell([person], text, entry=entry, about=first, url="/guarantor/")


class _Counted:
    """A sentence that says a number when the reader's language is known."""

    def __init__(self, count):
        self.count = count

    def __str__(self):
        return (str(_("You are the guarantor of %(count)d more shops.")) % {"count": self.count}).replace("%", "%%")


def loads(people):
    """{person id: shops answered for} of the people with these ids."""
    rows = Guarantee.objects.held().filter(appointment__user__in=people).order_by().values("appointment__user")
    return dict(rows.annotate(n=Count("pk")).values_list("appointment__user", "n"))


def limits(on):
    """{level: shops per guarantor from which on a warning is given}"""
    return {level: rule.most_shops for level, rule in FrequencyRule.objects.in_force(on).items()}


def warning(person, level, on):
    """The sentence for somebody who answers for more shops than the limit; empty below it. It warns, it forbids nothing."""
    count, most = loads([person.pk]).get(person.pk, 0), limits(on).get(level)
    if most is None or count <= most:
        return ""
    return _("%(who)s answers for %(count)d shops now; the limit for level %(level)s is %(most)d.") % {
        "who": person,
        "count": count,
        "level": level,
        "most": most,
    }
