"""Who answers for a shop: the officers of its cell and its guarantor."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.pages import url_or_none
from base.reach import may
from base.words import mask_phone
from grid.gaps import answer_url, answering
from grid.models import Place


@dataclass(frozen=True)
class Answers:
    """One line: as what somebody answers, who, in which post, and the way there; where nobody does, the way to mend it."""

    what: Any
    post: Any = None
    url: str = ""
    mend_url: str = ""

    @property
    def phone(self):
        return self.post.phone or mask_phone(self.post.user.phone)


def who_answers(shop, user):
    """The Answers of `shop`, as `user` may follow them. That somebody answers, and who, hangs at the door for everybody to read."""
    return [*officers(shop, user), *guarantor(shop, user)]


def officers(shop, user):
    cell = shop.place.parent
    held = answering(timezone.localdate()).filter(place=cell).with_names().select_related("user")
    found = [Answers(_("Grid officer"), post) for post in held if cell.level == Place.CELL]
    mends = cell.level == Place.CELL and user.has_perm("grid.add_appointment")
    return found or [Answers(_("Grid officer"), mend_url=answer_url(cell.pk, cell.level) if mends else "")]


def guarantor(shop, user):
    """Nothing where the shop's level asks for none."""
    held = shop.guarantees.held().with_names().first()
    if held:
        seen = type(held).objects.reachable(user, "view").filter(pk=held.pk).exists()
        return [Answers(_("Guarantor"), held.appointment, held.get_absolute_url() if seen else "")]
    if not shop.guarantee_level or shop.status != shop.OPEN:
        return []
    new = url_or_none("guarantee-new")
    mends = new and may(user, "guarantees.add_guarantee", shop)
    return [Answers(_("Guarantor"), mend_url=f"{new}?establishment={shop.pk}" if mends else "")]
