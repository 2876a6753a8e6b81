"""The pages of campaigns: each with the tree of its clauses, tasks and assignments."""

from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.pages import CreatePage, DetailPage, ListPage, UpdatePage
from tasks.campaign_forms import CampaignForm
from tasks.filters import CampaignFilter, with_progress
from tasks.forms import may_assign
from tasks.models import Assignment, Campaign
from tasks.tables import CampaignTable


class CampaignList(ListPage):
    model = Campaign
    table_class = CampaignTable
    filterset_class = CampaignFilter
    empty_text = _("The city's runs for its certification and its re-reviews stand here.")

    def rows(self):
        return Campaign.objects.select_related("office")


class CampaignDetail(DetailPage):
    """Clause, task, assignment: what was handed to whom, and how much of it is closed."""

    model = Campaign
    template_name = "tasks/campaign_detail.html"

    def rows(self):
        return Campaign.objects.select_related("office", "place")

    def more(self, campaign):
        clauses = clauses_of(campaign, self.request)
        leaves, closed = (sum(clause[name] for clause in clauses) for name in ("leaves", "closed"))
        return {
            "clauses": clauses,
            "tasks_count": sum(len(clause["tasks"]) for clause in clauses),
            "percent": share(closed, leaves),
            "sample_count": sum(node["task"].is_sample for clause in clauses for node in clause["tasks"]),
            "list_url": f"{reverse('creationtask-list')}?campaign={campaign.pk}",
            "may_import": self.request.user.has_perm("tasks.add_creationtask"),
            "assign_url": reverse("campaign-assign", args=[campaign.pk]) if may_assign(self.request.user, campaign) else None,
            "unassigned": sum(not node["works"] for clause in clauses for node in clause["tasks"]),
        }


def clauses_of(campaign, request):
    """The tree as dicts: clauses with their tasks, tasks with the assignments at the top, those with their parts."""
    work = Assignment.objects.reachable(request.user, "view").filter(creation_task__campaign=campaign)
    tops = trees(work.exclude(status=Assignment.VOID).select_related("organisation").with_percent().order_by("place__code", "id"))
    rows = with_progress(campaign.creation_tasks.select_related("lead").with_leaves(work), request)
    found = []
    for name, group in groupby(rows.order_by("no"), key=lambda task: task.category):
        tasks = [task_node(task, tops.get(task.pk, [])) for task in group]
        leaves, closed = sum(node["leaves"] for node in tasks), sum(node["closed"] for node in tasks)
        found.append({"name": name, "tasks": tasks, "leaves": leaves, "closed": closed, "percent": share(closed, leaves)})
    return found


def task_node(task, works):
    """A task that nobody was given counts as one leaf that is open."""
    leaves = max(task.leaves, 1)
    return {"task": task, "works": works, "leaves": leaves, "closed": task.leaves_closed, "percent": share(task.leaves_closed, leaves)}


def trees(rows):
    """{creation task id: its assignments that are part of none in sight}, each assignment with its `parts`."""
    rows = {row.pk: row for row in rows}
    tops = {}
    for row in rows.values():
        row.parts = []
    for row in rows.values():
        above = rows.get(row.parent_id)
        (above.parts if above else tops.setdefault(row.creation_task_id, [])).append(row)
    return tops


def share(closed, leaves):
    return 100 * closed // leaves if leaves else 0


class CampaignNew(CreatePage):
    model = Campaign
    form_class = CampaignForm


class CampaignEdit(UpdatePage):
    model = Campaign
    form_class = CampaignForm
