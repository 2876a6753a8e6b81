"""Who, in post on a day, gets the news of many organisations at once."""

from collections import defaultdict
from typing import NamedTuple

from grid.models import Appointment


class Recipient(NamedTuple):
    """A person as a sweep needs one."""

    id: int
    language: str
    has_email: bool


def in_post(codename, organisations, on):
    """{organisation id: its active people whose post carries `codename` on the day `on`}"""
    rows = (
        Appointment.objects.current(on)
        .carrying(codename)
        .filter(organisation__in=organisations, user__is_active=True)
        .values_list("organisation_id", "user_id", "user__language", "user__email")
        .order_by("user_id")
        .distinct()
    )
    found = defaultdict(list)
    for organisation, user, language, email in rows:
        found[organisation].append(Recipient(user, language, bool(email)))
    return found
