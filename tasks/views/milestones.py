"""The pages of milestones."""

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.pages import CreatePage, DetailPage, ListPage, VerbPage
from base.reach import may
from base.words import day, moment
from tasks.campaign_forms import MilestoneForm
from tasks.filters import MilestoneFilter
from tasks.models import Milestone
from tasks.tables import MilestoneTable

VIEWS = [
    (pgettext_lazy("milestones", "Ahead"), "?status=ahead"),
    (pgettext_lazy("milestones", "Overdue"), "?overdue=true"),
    (pgettext_lazy("milestones", "Attained"), "?status=attained"),
    (_("All"), "?"),
]


class MilestoneList(ListPage):
    model = Milestone
    table_class = MilestoneTable
    filterset_class = MilestoneFilter
    empty_text = _("The dated steps of assignments stand here, with those that are overdue.")

    def tabs(self):
        asked = {"overdue": "true"} if "overdue" in self.request.GET else {"status": self.request.GET.get("status", "")}
        here = "?" + "&".join(f"{key}={value}" for key, value in asked.items() if value)
        return [{"name": url, "label": label, "url": url, "active": url == here, "state": "", "count": None} for label, url in VIEWS]

    def actions(self):
        return []  # a step is set on the page of its work


class MilestoneDetail(DetailPage):
    model = Milestone
    template_name = "tasks/milestone_detail.html"

    def facts(self, row):
        work = row.assignment
        seen = may(self.request.user, "view", work)
        return [
            (_("Assignment"), format_html('<a href="{}">{}</a>', work.get_absolute_url(), work.title) if seen else work.title),
            (_("Responsible organisation"), row.organisation.name),
            (_("Due on"), day(row.due_on)),
            (_("Attained"), f"{moment(row.attained_at)} {row.attained_by.name}" if row.attained_at else _("not yet")),
        ]

    def verb(self, row, verb):
        return super().verb(row, verb) | {"needs_form": True}

    def more(self, row):
        return {"files": row.files.all()}


class MilestoneNew(CreatePage):
    model = Milestone
    form_class = MilestoneForm

    def create(self, form):
        super().create(form)
        return form.instance.assignment.get_absolute_url()


class MilestoneVerb(VerbPage):
    """Attained or dropped, the bar of the work shows it."""

    def initial(self, row):
        return {}

    def press(self, form, row):
        super().press(form, row)
        return row.assignment.get_absolute_url() if may(self.request.user, "view", row.assignment) else row.get_absolute_url()
