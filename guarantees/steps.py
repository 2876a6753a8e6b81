"""The seven steps of many shops at once: what the portal knows proves a step, the rest a person has said."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import record
from base.errors import Refused
from establishments.models import Establishment
from guarantees.models import (
    Assessment,
    AssessmentMark,
    Board,
    Guarantee,
    GuaranteeVisit,
    Implementation,
    Pledge,
    Step,
    StepTaken,
    VisitProblem,
)


@dataclass(frozen=True)
class Stand:
    """How one shop stands at one step."""

    step: Any
    done: bool
    on: date | None = None
    by_hand: bool = False


def stands_of(shops, on):
    """{establishment id: its stand at every step in use}, in a fixed number of queries."""
    shops = list(shops)
    ids = [shop.pk for shop in shops]
    steps = list(Step.objects.filter(in_use=True).order_by("order"))
    taken = {(row.establishment_id, row.step_id): row.taken_on for row in StepTaken.objects.filter(establishment__in=ids)}
    wanted = {step.fact for step in steps if step.fact}
    facts = {name: FACTS[name](shops, ids, on) for name in wanted}
    return {shop.pk: [stand(shop, step, facts, taken) for step in steps] for shop in shops}


def stand(shop, step, facts, taken):
    if step.fact:
        known = facts[step.fact]
        return Stand(step, shop.pk in known, known.get(shop.pk))
    day = taken.get((shop.pk, step.pk))
    return Stand(step, day is not None, day, by_hand=True)


# Each says {establishment id: the day it became true, or None where no day is known}.


def registered(shops, ids, on):
    return dict.fromkeys(ids)


def graded(shops, ids, on):
    return {shop.pk: None for shop in shops if shop.guarantee_level}


def pledged(shops, ids, on):
    pledges = Pledge.objects.in_force(on).filter(guarantor=OuterRef("appointment__user"))
    rows = Guarantee.objects.held().filter(Exists(pledges), establishment__in=ids)
    return dict(rows.values_list("establishment", "since"))


def posted(shops, ids, on):
    rows = Board.objects.filter(establishment__in=ids, posted_on__isnull=False)
    return dict(rows.values_list("establishment", "posted_on"))


def visited(shops, ids, on):
    done = Guarantee.objects.visited(on).filter(establishment__in=ids).values("establishment")
    rows = GuaranteeVisit.objects.filter(establishment__in=done).order_by().values("establishment").annotate(day=Max("visited_on"))
    return dict(rows.values_list("establishment", "day"))


def last_visits(ids):
    rows = GuaranteeVisit.objects.filter(establishment__in=ids).order_by().values("establishment").annotate(day=Max("visited_on"))
    return dict(rows.values_list("establishment", "day"))


def passed_on(shops, ids, on):
    """A visit's problems are passed on with the visit itself, so a shop that was visited has none left lying."""
    return last_visits(ids)


def closed(shops, ids, on):
    open_still = set(VisitProblem.objects.open().filter(visit__establishment__in=ids).values_list("visit__establishment", flat=True))
    rows = Assessment.objects.filter(establishment__in=ids).order_by().values("establishment").annotate(day=Max("assessed_on"))
    days = dict(rows.values_list("establishment", "day"))
    visits = last_visits(ids)
    return {pk: day for pk, day in days.items() if pk in visits and pk not in open_still and day.year == on.year}


FACTS = {
    "registered": registered,
    "graded": graded,
    "pledged": pledged,
    "posted": posted,
    "visited": visited,
    "passed_on": passed_on,
    "closed": closed,
}


# What a person says --------------------------------------------------------------------------------------------------


@transaction.atomic
def take_step(shop, step, *, by, on=None, note=""):
    """Say that a step without a proof in the portal was done; said twice, it stands once."""
    if step.fact:
        raise Refused(_("This step is proved by what the portal knows; nobody needs to say it."))
    taken, fresh = StepTaken.objects.get_or_create(
        establishment=shop, step=step, defaults={"taken_on": on or timezone.localdate(), "by": by, "note": note}
    )
    if fresh:
        record("step", about=shop, by=by, note=f"{step}{f'：{note}' if note else ''}")
    return taken


@transaction.atomic
def post_board(shop, *, by, on, at=None):
    """Say that the board hangs at the door since the day `on`."""
    from guarantees.boards import open_boards

    board = open_boards([shop.pk])[shop.pk]
    board.posted_on, board.posted_by = on, by
    board.save(update_fields=["posted_on", "posted_by"])
    record("post", about=board, by=by, at=at)
    return board


@transaction.atomic
def assess(shop, marks, *, by, on, note=""):
    """Mark a shop against the six implementations: `marks` is {implementation: (points, note)}."""
    score = sum(points for points, _note in marks.values())
    most = sum(implementation.points for implementation in marks)
    row = Assessment.objects.create(establishment=shop, place_id=shop.place_id, assessed_on=on, by=by, score=score, most=most, note=note)
    AssessmentMark.objects.bulk_create(
        AssessmentMark(assessment=row, implementation=implementation, points=points, most=implementation.points, note=words)
        for implementation, (points, words) in marks.items()
    )
    record("create", about=row, by=by)
    return row


def implementations():
    return list(Implementation.objects.filter(in_use=True).order_by("order"))


def shops_in_process(user):
    """The shops whose process `user` follows: those in business that need a guarantor."""
    return Establishment.objects.reachable(user, "guarantees.view_guarantee").in_business().exclude(guarantee_level="")
