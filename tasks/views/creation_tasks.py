"""The catalogue of creation tasks."""

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.pages import CreatePage, DetailPage, ListPage, UpdatePage
from grid.models import Organisation
from tasks.campaign_forms import CreationTaskForm
from tasks.filters import PROGRESS, CreationTaskFilter, with_progress
from tasks.forms import may_assign
from tasks.models import Assignment, CreationTask
from tasks.now import Now
from tasks.tables import CreationTaskTable, deadline


class CreationTaskList(ListPage):
    model = CreationTask
    template_name = "tasks/creationtask_list.html"
    table_class = CreationTaskTable
    filterset_class = CreationTaskFilter
    page_title = _("Task catalogue")
    empty_text = _("The campaign's creation tasks appear here when they have been loaded.")

    def rows(self):
        return CreationTask.objects.select_related("lead")

    def context(self, **more):
        return super().context(**more) | {"sample_count": CreationTask.objects.filter(is_sample=True).count()}

    def actions(self):
        if not self.request.user.has_perm("tasks.add_creationtask"):
            return []
        return [
            {"label": _("Import from Excel"), "url": reverse("import-new", args=["creation_tasks"]), "icon": "file-import"},
            {
                "label": _("As an import file"),
                "url": f"{reverse('import-template', args=['creation_tasks'])}?filled=1",
                "icon": "file-export",
            },
            *super().actions(),
        ]


class CreationTaskDetail(DetailPage):
    """Standard and evidence side by side, below them who has been given what of it."""

    model = CreationTask
    template_name = "tasks/creationtask_detail.html"

    def rows(self):
        supports = Organisation.objects.select_related("place").order_by("kind", "place__code", "short_name")
        rows = CreationTask.objects.select_related("campaign__office", "lead").prefetch_related(Prefetch("supports", supports))
        return with_progress(rows, self.request)

    def more(self, task):
        work = Assignment.objects.reachable(self.request.user, "view").filter(creation_task=task)
        now = Now.of(self.request)
        parts = [(part, deadline(part, now)) for part in work.with_names().with_letters().order_by("place__code", "id")]
        closed = sum(part.status == Assignment.CLOSED for part, _due in parts)
        return {
            "progress_words": PROGRESS[task.progress],
            "parts": sorted(parts, key=lambda pair: pair[0].parent_id is not None),
            "closed": closed,
            "assign_url": self.assign_url(task, parts),
            "work_url": f"{reverse('assignment-list')}?status=all&creation_task={task.pk}",
        }

    def assign_url(self, task, parts):
        """To all whom it concerns while nobody has it; to one more office afterwards."""
        if not parts and may_assign(self.request.user, task.campaign):
            return reverse("creationtask-assign", args=[task.pk])
        more = f"{reverse('assignment-new')}?creation_task={task.pk}"
        return more if self.request.user.has_perm("tasks.add_assignment") else None


class CreationTaskNew(CreatePage):
    model = CreationTask
    form_class = CreationTaskForm


class CreationTaskEdit(UpdatePage):
    model = CreationTask
    form_class = CreationTaskForm
