"""Submissions that could not be used, for an administrator."""

import json

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from base.pages import DetailPage, ListPage
from inspections.filters import QuarantinedFilter
from inspections.models import Inspection, Quarantined
from inspections.tables import QuarantinedTable


class QuarantinedList(ListPage):
    model = Quarantined
    table_class = QuarantinedTable
    filterset_class = QuarantinedFilter
    empty_text = _("No submission had to be put aside.")


class QuarantinedDetail(DetailPage):
    """What was sent and why it could not be used; and whether it has arrived since, mended."""

    model = Quarantined
    template_name = "inspections/quarantined_detail.html"

    def more(self, row):
        try:
            arrived = Inspection.objects.reachable(self.request.user, "view").filter(pk=row.record_id).first() if row.record_id else None
        except (ValueError, TypeError, ValidationError):
            arrived = None
        text = json.dumps(row.content, ensure_ascii=False, indent=2)
        return {"arrived": arrived, "text": text[:20000]}
