"""The groups: who is in them, where and how long they work."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.pages import CreatePage, DetailPage, ListPage, UpdatePage
from base.words import day
from supervision.filters import GroupFilter
from supervision.forms import GroupForm
from supervision.models import DailyReport, SupervisionGroup, SupervisionPoint
from supervision.tables import GroupTable

SHOWN = 14


class GroupList(ListPage):
    model = SupervisionGroup
    table_class = GroupTable
    filterset_class = GroupFilter
    empty_text = _("The general group and the groups of the districts are listed here.")

    def rows(self):
        return super().rows().with_members(timezone.localdate()).order_by("-status", "-kind", "place__code", "pk")


class GroupDetail(DetailPage):
    model = SupervisionGroup
    template_name = "supervision/supervisiongroup_detail.html"

    def facts(self, row):
        return [
            (_("Kind"), row.get_kind_display()),
            (_("territory"), row.place),
            (_("set up by"), row.organisation.parent),
            (_("Term"), f"{day(row.since)} – {day(row.until)}"),
            (_("works on"), row.get_schedule_display()),
            (_("the daily hour begins at"), f"{row.begins_at:%H:%M}"),
        ]

    def more(self, row):
        user = self.request.user
        reports = DailyReport.objects.reachable(user).filter(group=row).with_names()
        return {
            "posts": row.members(timezone.localdate()),
            "reports": reports.order_by("-day")[:SHOWN],
            "reports_count": reports.count(),
            "points_count": SupervisionPoint.objects.reachable(user).filter(group=row).count(),
        }


class GroupNew(CreatePage):
    model = SupervisionGroup
    form_class = GroupForm


class GroupEdit(UpdatePage):
    model = SupervisionGroup
    form_class = GroupForm
