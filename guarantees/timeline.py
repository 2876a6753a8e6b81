"""What the guarantees tell of a shop: who took it, who left it, and the visits."""

from django.utils.translation import gettext_lazy as _

from audit.models import Entry
from establishments.timeline import Happening, tells
from guarantees.models import Guarantee, GuaranteeVisit


def visits_of(shops, user):
    return GuaranteeVisit.objects.reachable(user, "view").filter(establishment__in=shops).select_related("guarantor", "organisation")


@tells("visit", label=_("Guarantors' visits"), icon="walk", at="finished_at", rows=visits_of)
def visit_line(row):
    return Happening(row.finished_at, row.get_mode_display(), row.guarantor, row.note, row.get_absolute_url())


def turns_of(shops, user):
    """What was done with the guarantees of the shop, as far as they are in reach."""
    mine = Guarantee.objects.reachable(user, "view").filter(establishment__in=shops)
    ids = [str(pk) for pk in mine.values_list("pk", flat=True)]
    return Entry.objects.filter(subject_type=Guarantee._meta.label_lower, subject_id__in=ids).select_related("actor")


@tells("guarantee", label=_("Guarantees"), icon="shield-check", at="at", rows=turns_of)
def turn_line(entry):
    return Happening(entry.at, entry.verb_label, entry.actor_words, entry.note, changes=(entry,))
