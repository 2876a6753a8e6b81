"""The campaign's catalogue handed out: every creation task to its lead department, to those who support it, and to the districts."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from grid.models import Organisation
from tasks.models import Assignment, Campaign, CreationTask
from tasks.models.templates import inner_quotes
from workdays.calendar import Calendar, day_of

# What a task gets whose day had passed before it was handed out.
LATE_START_WORKDAYS = 10
NOTHING_LEFT = _("Everything in sight has been handed out.")


@transaction.atomic
def assign_creation_tasks(campaign, *, by, at, only=None):
    """Assign and dispatch every task of `campaign` that nobody has yet, or `only` that one; returns the lead departments' assignments.

    Safe to run twice. Each that supports a task gets a part of its own: departments themselves, districts by the bureau's branch there.
    """
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    planned = plan(campaign, at=at, only=only)
    return [assign(each, campaign, by=by, at=at) for each in planned]


@dataclass(frozen=True)
class Planned:
    """A task that is about to be handed out: its parts are pairs of organisation and requirement."""

    task: CreationTask
    parts: list
    due_at: datetime


def plan(campaign, *, at, only=None):
    """Who would be handed what: the `Planned` tasks of `campaign` that nobody has yet, in their order."""
    handed_out = Assignment.objects.filter(creation_task__campaign=campaign).exclude(status=Assignment.VOID).values("creation_task")
    tasks = campaign.creation_tasks.exclude(pk__in=handed_out).select_related("lead__place").prefetch_related("supports__place")
    calendar, branches = Calendar.current(), branches_by_place()
    chosen = tasks.filter(pk=only.pk) if only else tasks
    return [Planned(task, parts_of(task, campaign, branches), due_moment(task, calendar, at)) for task in chosen.order_by("no")]


def parts_of(task, campaign, branches):
    """What those who support the lead get, each once; neither the lead itself nor the office that hands out and reviews."""
    found, without = {}, {task.lead_id, campaign.office_id}
    for support in task.supports.all():
        at_district = support.kind == "government"
        doer = branches.get(support.place_id, support) if at_district else support
        if doer.pk not in without:
            found.setdefault(doer, district_words(task, support) if at_district else support_words(task))
    return list(found.items())


def assign(planned, campaign, *, by, at):
    """One task: the lead department's assignment, and the parts of it."""
    task, due_at = planned.task, planned.due_at
    whole = hand_out(task, campaign.office, task.lead, lead_words(task), due_at, by=by, at=at)
    for doer, requirement in planned.parts:
        hand_out(task, campaign.office, doer, requirement, due_at, parent=whole, by=by, at=at)
    return whole


def hand_out(task, issuer, organisation, requirement, due_at, *, by, at, parent=None):
    made = Assignment.objects.create(
        title=task.title,
        requirement=requirement,
        creation_task=task,
        parent=parent,
        issuer=issuer,
        organisation=organisation,
        place=organisation.place,
        created_at=at,
        due_at=due_at,
    )
    made.dispatch(by=by, at=at)
    return made


def branches_by_place():
    """{place id: the bureau's branch there}"""
    return {row.place_id: row for row in Organisation.objects.filter(kind="branch").select_related("place")}


def due_moment(task, calendar, at):
    """Closing time of the task's due day; work handed out after that day gets a fresh term."""
    today = day_of(at)
    day = task.due_on if task.due_on and task.due_on > today else calendar.add_workdays(today, LATE_START_WORKDAYS)
    return calendar.close_of(day)


def lead_words(task):
    """The requirement as the office words it to the lead department."""
    names = "、".join(row.short_name for row in task.supports.all() if row.kind != "government")
    lines = [f"牵头落实创建任务第{task.no}项“{inner_quotes(task.title)}”{f'，会同{names}推进' if names else ''}。", *common_words(task)]
    if any(row.kind == "government" for row in task.supports.all()):
        lines.insert(1, "统筹指导各县（市）区落实，汇总各县（市）区办理情况。")
    return "\n".join(lines)


def district_words(task, government):
    return "\n".join([f"落实创建任务第{task.no}项“{inner_quotes(task.title)}”在{government.place.name}的各项工作。", *common_words(task)])


def support_words(task):
    """The requirement as the office words it to a department that supports the lead."""
    first = f"配合{task.lead.name}落实创建任务第{task.no}项“{inner_quotes(task.title)}”中本单位职责范围内的工作。"
    return "\n".join([first, *common_words(task)])


def common_words(task):
    return [f"对照标准逐条落实：{task.standard.rstrip('。')}。", f"按期报送佐证材料：{task.evidence.rstrip('。')}。"]
