"""The league tables of departments and districts, frozen each night as rows that are never counted anew."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from grid.models import Organisation
from scoring.models import DEPARTMENTS, DISTRICTS, Scorecard, Standing
from tasks.models import Assignment, Campaign
from workdays.calendar import end_of

CITY_KINDS = ("department", "bureau")


@transaction.atomic
def freeze(day):
    """Write the standings at the end of `day`, of every campaign that ran then; a day that is frozen stays. Returns how many rows."""
    rows = []
    for campaign in Campaign.objects.filter(since__lte=day, until__gte=day).select_for_update():
        if not Standing.objects.filter(day=day, campaign=campaign).exists():
            rows += standings(campaign, day)
    return len(Standing.objects.bulk_create(rows))


def standings(campaign, day):
    """The unsaved rows of one campaign, ranked within each group."""
    moment, card_scores = end_of(day), scores_of(campaign)
    given = Assignment.objects.filter(creation_task__campaign=campaign, dispatched_at__lt=moment).exclude(status=Assignment.VOID)
    found = []
    for group, organisations in members(campaign).items():
        counts = counted(given, group, moment)
        rows = [row_of(campaign, day, group, office, counts.get(key, {}), card_scores) for office, key in organisations]
        rows = [row for row in rows if row.given or row.own_score is not None]
        rows.sort(key=lambda row: (-share(row), row.overdue, -(row.reviewed_score or 0), row.organisation.name))
        for place, row in enumerate(rows, start=1):
            row.rank = place
        found += rows
    return found


def share(row):
    return row.closed / row.given if row.given else 0


def members(campaign):
    """{group: [(organisation, key under which its work is counted)]}: the city's departments by themselves, districts by their place."""
    cities = Organisation.objects.filter(kind__in=CITY_KINDS, place=campaign.place)
    branches = Organisation.objects.filter(kind="branch", place__parent=campaign.place).select_related("place")
    return {DEPARTMENTS: [(row, row.pk) for row in cities], DISTRICTS: [(row, row.place_id) for row in branches]}


def counted(given, group, moment):
    """{key: the four numbers} of the work handed out before `moment`."""
    key = F("organisation") if group == DEPARTMENTS else F("organisation__place")
    done = Q(status=Assignment.CLOSED, closed_at__lt=moment)
    rows = (
        given.order_by()
        .values(key=key)
        .annotate(
            given=Count("pk"),
            closed=Count("pk", filter=done),
            in_time=Count("pk", filter=done & Q(closed_at__lte=F("due_at"))),
            overdue=Count("pk", filter=~done & Q(due_at__lte=moment)),
        )
    )
    return {row.pop("key"): row for row in rows}


def row_of(campaign, day, group, office, counts, card_scores):
    own, reviewed = card_scores.get(office.pk, (None, None))
    numbers = dict.fromkeys(("given", "closed", "in_time", "overdue"), 0) | counts
    return Standing(day=day, campaign=campaign, group=group, organisation=office, rank=0, own_score=own, reviewed_score=reviewed, **numbers)


def scores_of(campaign):
    """{organisation id: (own total, confirmed total)} of the cards as they stand."""
    cards = Scorecard.objects.filter(scheme__campaign=campaign).select_related("scheme").with_sheets()
    return {card.organisation_id: (card.own_score.total, confirmed(card)) for card in cards}


def confirmed(card):
    """The reviewed total, when the review is over."""
    return card.reviewed_score.total if card.status == Scorecard.CONFIRMED else None


def yesterday(at):
    return timezone.localdate(at) - timedelta(days=1)
