"""Visits as a phone sends them, and shops with their guarantors."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from guarantees.assigning import assign
from guarantees.models import VisitItem
from tests.town import appoint


def guaranteed(town, shop=None, post=None, *, at=None):
    """The guarantee of the noodle shop by Chen, or of another shop by another post."""
    return assign(shop or town.shop, post or town.chen.appointments.first(), by=town.wang, at=at)


def items_of(shop):
    return list(VisitItem.objects.for_format(shop.format.code, timezone.localdate()))


def visit(guarantee, *, no=(), **changes):
    """A visit at which the items in the places `no` were answered with no, each with its problem."""
    now = timezone.now().replace(microsecond=0)
    items = items_of(guarantee.establishment)
    content = {
        "id": str(uuid4()),
        "guarantee": guarantee.pk,
        "mode": "on_site",
        "started_at": (now - timedelta(minutes=20)).isoformat(),
        "finished_at": now.isoformat(),
        "latitude": 38.4712,
        "longitude": 106.2734,
        "note": "",
        "answers": [{"item": item.pk, "value": "fail" if number in no else "pass"} for number, item in enumerate(items)],
        "problems": [{"item": items[number].pk, "description": f"{items[number].text}：未做到"} for number in no],
    }
    return content | changes


def official(town, name, place, role="包保干部", organisation=None):
    """Another official with a post at `place`."""
    from django.contrib.auth import get_user_model

    person = get_user_model().objects.create(username=name, name=name)
    return appoint(person, role, organisation or town.street_office, place)
