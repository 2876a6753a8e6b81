"""Inspections as they were recorded: the list, one of them, its corrections and its papers."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.pages import DetailPage, ListPage, button
from base.reach import may
from inspections.deadlines import deadline_of
from inspections.filters import InspectionFilter
from inspections.models import Inspection
from inspections.papers import why_not_order
from inspections.tables import InspectionTable
from tasks.now import Now


class InspectionList(ListPage):
    model = Inspection
    table_class = InspectionTable
    filterset_class = InspectionFilter
    empty_text = _("Inspections appear here as soon as they are recorded.")

    def rows(self):
        return super().rows().with_findings_count()


class InspectionDetail(DetailPage):
    model = Inspection
    template_name = "inspections/inspection_detail.html"

    def rows(self):
        return super().rows().with_everything()

    def verbs(self, row):
        """Its papers for all who see it; an order and a correction for those who may."""
        found = [button("print", _("Print the record"), "printer", reverse("inspection-pdf", args=[row.pk]))]
        if row.findings.all() and may(self.request.user, "inspections.add_rectificationorder", row) and not hasattr(row, "order"):
            url = reverse("inspection-order", args=[row.pk])
            found.append(button("order", _("Issue an order to rectify"), "gavel", url, refusal=why_not_order(row), needs_form=False))
        if self.request.user.pk in (row.officer_id, row.second_officer_id) and may(self.request.user, "correct", row):
            found.append(button("correct", _("Correct the inspection"), "edit", reverse("inspection-correct", args=[row.pk])))
        return found

    def more(self, row):
        now = Now.of(self.request)
        findings = [(finding, *deadline_of(finding.assignment, now)) for finding in row.findings.all()]
        own = [photo for photo in row.photos.all() if photo.finding_id is None and photo.sha256 != row.signature]
        signature = next((photo for photo in row.photos.all() if row.signature and photo.sha256 == row.signature), None)
        words = {"findings": findings, "own_photos": own, "signature": signature, "order": getattr(row, "order", None)}
        return words | {"shop_url": row.establishment.get_absolute_url(), "versions": list(row.versions.all())}
