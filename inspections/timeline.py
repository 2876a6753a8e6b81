"""What the inspections tell of a shop."""

from django.utils.translation import gettext_lazy as _

from establishments.timeline import Happening, tells
from inspections.models import Finding, Inspection


def inspections_of(shops, user):
    return Inspection.objects.reachable(user, "view").filter(establishment__in=shops).select_related("officer", "second_officer")


@tells("inspection", label=_("Inspection record"), icon="clipboard-check", at="finished_at", rows=inspections_of)
def inspection_line(row):
    what = _("%(kind)s: %(result)s, %(score)s points") % {
        "kind": row.get_kind_display(),
        "result": row.get_result_display(),
        "score": row.score,
    }
    return Happening(row.finished_at, what, f"{row.officer}、{row.second_officer}", url=row.get_absolute_url())


def findings_of(shops, user):
    places = [shop.place_id for shop in shops]
    return Finding.objects.reachable(user, "view").filter(place__in=places).select_related("assignment", "inspection__officer")


@tells("finding", label=_("Findings"), icon="alert-triangle", at="found_at", rows=findings_of)
def finding_line(row):
    return Happening(row.found_at, row.description, row.inspection.officer, row.status_words, row.get_absolute_url())
