"""What the outbox asks the grid: who holds a post now, and which robots an organisation has."""

from collections import defaultdict

from django.contrib.auth import get_user_model
from django.utils import timezone

from grid.models import Appointment, Robot
from notifications.holders import AREA, answers


@answers("holders")
def holders(addresses):
    """{address: its people}, one query for each right."""
    by_right, found = defaultdict(set), {address: [] for address in addresses}
    for address in addresses:
        codename, _at, where = address.rpartition("@")
        by_right[codename, "place_id" if where.startswith(AREA) else "organisation_id"].add(int(where.removeprefix(AREA)))
    for (codename, field), ids in by_right.items():
        posts = Appointment.objects.current(timezone.localdate()).carrying(codename)
        pairs = set(posts.filter(user__is_active=True, **{f"{field}__in": ids}).values_list(field, "user_id"))
        people = get_user_model().objects.in_bulk({user for _where, user in pairs})
        for where, user in sorted(pairs):
            found[f"{codename}@{AREA if field == 'place_id' else ''}{where}"].append(people[user])
    return found


@answers("robots")
def robots(messages):
    """{message id: robots}, two queries for any number of messages."""
    where = {message.pk: message.addressed_as.rpartition("@")[2] for message in messages}
    named = {pk: {int(office)} for pk, office in where.items() if office.isdigit()}
    posts = Appointment.objects.current(timezone.localdate()).filter(user__in={message.recipient_id for message in messages})
    held = defaultdict(set)
    for user, organisation in posts.values_list("user_id", "organisation_id"):
        held[user].add(organisation)
    offices = {message.pk: named.get(message.pk) or held[message.recipient_id] for message in messages}
    found = defaultdict(list)
    for robot in Robot.objects.filter(is_active=True, organisation__in=set().union(*offices.values())).order_by("id"):
        found[robot.organisation_id].append(robot)
    return {pk: [robot for office in sorted(own) for robot in found[office]] for pk, own in offices.items()}
