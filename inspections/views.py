"""The pages of inspections."""

from base.pages import DetailPage
from inspections.models import Finding, Inspection


class InspectionDetail(DetailPage):
    model = Inspection


class FindingDetail(DetailPage):
    model = Finding
