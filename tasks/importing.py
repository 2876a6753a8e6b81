"""The catalogue of creation tasks from Excel: the bureau's own list in the place of the sample."""

import re
from functools import partial

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.models import record
from base.importing import ADDED, CHANGED, UNCHANGED, Column, Importer, day, importer, text, whole_number
from grid.models import Organisation
from tasks.catalogue import DISTRICTS, written_departments
from tasks.models import Campaign, CreationTask

SEPARATORS = re.compile(r"[、，,；;\n]+")
long_text = partial(text, longest=4000)
OFFICES = {"department", "bureau", "branch", "government"}  # whom a task of the city can name


def campaigns():
    return {row.pk: row.name for row in Campaign.objects.all()}


@importer
class CreationTaskImport(Importer):
    """One line for a task, told by its number in its campaign. Tasks that the file does not name stay as they are, except the sample's,
    whose place it takes."""

    name = "creation_tasks"
    title = gettext_lazy("Import the catalogue of tasks")
    permission = "tasks.add_creationtask"
    list_url = "creationtask-list"
    key = ("campaign", "no")
    columns = (
        Column("no", gettext_lazy("Serial number"), partial(whole_number, least=1, most=9999), required=True, width=8, also=("序号",)),
        Column("category", gettext_lazy("Clause"), partial(text, longest=60), required=True, also=("类别",)),
        Column("title", gettext_lazy("Creation task"), partial(text, longest=200), required=True, width=36, also=("工作任务",)),
        Column("standard", gettext_lazy("Standard"), long_text, required=True, width=48, also=("完成标准", "工作目标")),
        Column("evidence", gettext_lazy("Evidence"), long_text, required=True, width=40, also=("佐证材料",)),
        Column("weight", gettext_lazy("Weight"), partial(whole_number, least=0, most=1000), required=True, width=8),
        Column("item_type", gettext_lazy("Item type"), required=True, choices=CreationTask.ITEM_TYPES, width=10),
        Column(
            "lead",
            gettext_lazy("Lead department"),
            required=True,
            width=22,
            also=("牵头单位",),
            note=gettext_lazy("Its full or its short name."),
        ),
        Column(
            "supports",
            gettext_lazy("Supporting departments"),
            long_text,
            width=30,
            also=("责任单位", "配合单位"),
            note=gettext_lazy("Several with 、 between them."),
        ),
        Column("due_on", gettext_lazy("Due on"), day, width=12, also=("完成时限",)),
        Column("campaign", gettext_lazy("Campaign"), choices=campaigns, width=30, note=gettext_lazy("Left empty: the latest.")),
    )

    def words(self, line):
        return f"{line.typed.get('no', '')} {line.typed.get('title', '')}"

    # what stands -----------------------------------------------------------------------------------------------------

    def as_typed(self):
        rows = CreationTask.objects.reachable(self.by, "view").select_related("lead", "campaign").prefetch_related("supports")
        for task in rows.order_by("campaign", "no"):
            plain = {name: getattr(task, name) for name in ("no", "category", "title", "standard", "evidence", "weight", "due_on")}
            names = "、".join(sorted(row.short_name for row in task.supports.all()))
            more = {
                "item_type": task.get_item_type_display(),
                "lead": task.lead.short_name,
                "supports": names,
                "campaign": task.campaign.name,
            }
            yield plain | more

    @cached_property
    def latest(self):
        return Campaign.objects.reachable(self.by, "view").order_by("-since", "-pk").first()

    @cached_property
    def standing(self):
        """{(campaign id, number): task}"""
        rows = CreationTask.objects.select_related("lead").prefetch_related("supports")
        return {(task.campaign_id, task.no): task for task in rows}

    @cached_property
    def offices(self):
        """{full or short name: the organisations called so}"""
        found = {}
        for row in Organisation.objects.filter(kind__in=OFFICES).select_related("place"):
            for name in {row.name, row.short_name}:
                found.setdefault(name, []).append(row)
        for written, (name, _short) in written_departments().items():
            found.setdefault(written, found.get(name, []))
        found[DISTRICTS] = [row for rows in found.values() for row in rows if row.kind == "government"]
        return found

    # what a line would do --------------------------------------------------------------------------------------------

    def look(self, lines):
        self.unchanged = []
        for line in lines:
            self.look_at(line)

    def look_at(self, line):
        values = dict(line.values)
        campaign = values.pop("campaign", None) or (self.latest and self.latest.pk)
        lead = self.office(line, "lead", values["lead"])
        supports = self.several(line, values.pop("supports", ""))
        if campaign is None:
            line.refuse(_("There is no campaign yet."), self.heading("campaign"))
        if not line.is_good:
            return
        values |= {"lead": lead, "campaign_id": campaign}
        task = self.standing.get((campaign, values["no"]))
        line.row = (task, values, supports)
        line.changes = changes(task, values, supports) if task else {}
        line.outcome = ADDED if task is None else CHANGED if line.changes else UNCHANGED
        if line.outcome == UNCHANGED:
            self.unchanged.append(task.pk)

    def office(self, line, field, typed):
        found = self.offices.get(typed, [])
        if len(found) != 1:
            words = _("Several offices are called “%(name)s”.") if found else _("There is no office called “%(name)s”.")
            line.refuse(words % {"name": typed[:60]}, self.heading(field))
            return None
        return found[0]

    def several(self, line, typed):
        """The supporting offices; None where the cell is empty and they stay."""
        names = [name.strip() for name in SEPARATORS.split(typed) if name.strip()]
        if not names:
            return None
        districts = self.offices[DISTRICTS] if DISTRICTS in names else []
        rows = [self.office(line, "supports", name) for name in names if name != DISTRICTS]
        return {row for row in [*rows, *districts] if row}

    # writing ---------------------------------------------------------------------------------------------------------

    def write(self, lines, *, at, report):
        named = [*self.unchanged]
        for done, line in enumerate(lines, start=1):
            task, values, supports = line.row
            fresh = task is None
            task = task or CreationTask()
            for name, value in values.items():
                setattr(task, name, value)
            task.save()
            if supports is not None:
                task.supports.set(supports)
            record("create" if fresh else "change", about=task, by=self.by, at=at, changes={} if fresh else line.changes)
            named.append(task.pk)
            report(done)
        CreationTask.objects.take_the_place_of_the_sample(named, by=self.by, at=at, is_whole=self.is_whole)


def changes(task, values, supports):
    """{field: [words before, words after]} of what a line would change of a task."""
    pairs = {name: [str(getattr(task, name) or ""), str(value)] for name, value in values.items()}
    if supports is not None:
        pairs["supports"] = [names(task.supports.all()), names(supports)]
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def names(offices):
    return "、".join(sorted(row.short_name for row in offices))
