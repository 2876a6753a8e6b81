"""What the work and its letters tell of a shop."""

from django.utils.translation import gettext_lazy as _

from establishments.timeline import Happening, tells
from tasks.models import Assignment, Notice


def work_of(shops, user):
    places = [shop.place_id for shop in shops]
    return Assignment.objects.reachable(user, "view").filter(place__in=places).select_related("issuer", "organisation")


@tells("assignment", label=_("Assignments"), icon="send", at="dispatched_at", rows=work_of)
def work_line(row):
    more = f"{row.organisation.short_name} · {row.get_status_display()}"
    return Happening(row.dispatched_at, row.title, row.issuer.short_name, more, row.get_absolute_url())


def letters_of(shops, user):
    places = [shop.place_id for shop in shops]
    return Notice.objects.reachable(user, "view").filter(assignment__place__in=places).select_related("issuer", "addressee")


@tells("letter", label=_("Letters issued"), icon="mail", at="issued_at", rows=letters_of)
def letter_line(row):
    what = f"{row.get_kind_display()} {row.number}"
    return Happening(row.issued_at, what, row.issuer.short_name, row.addressee.short_name, row.get_absolute_url())
