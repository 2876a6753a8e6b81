"""The campaign's catalogue handed out: every creation task to its lead department and, where it concerns them, to the districts."""

from django.db import transaction

from grid.models import Organisation
from tasks.models import Assignment, Campaign
from tasks.models.templates import inner_quotes
from workdays.calendar import Calendar, day_of

# What a task gets whose day had passed before it was handed out.
LATE_START_WORKDAYS = 10


@transaction.atomic
def assign_creation_tasks(campaign, *, by, at):
    """Assign and dispatch every task of `campaign` that nobody has yet; returns the assignments to the lead departments.

    Safe to run twice. Where districts support a task, each district's branch of the bureau gets a part of its own.
    """
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    handed_out = Assignment.objects.filter(creation_task__campaign=campaign).exclude(status=Assignment.VOID).values("creation_task")
    open_tasks = campaign.creation_tasks.exclude(pk__in=handed_out).select_related("lead__place").prefetch_related("supports__place")
    calendar, branches = Calendar.current(), branches_by_place()
    return [assign(task, campaign, calendar, branches, by=by, at=at) for task in open_tasks]


def assign(task, campaign, calendar, branches, *, by, at):
    """One task: the lead department's assignment, and a part of it for each district that supports it."""
    due_at = due_moment(task, calendar, at)
    whole = hand_out(task, campaign.office, task.lead, lead_words(task), due_at, by=by, at=at)
    for government in task.supports.all():
        if government.kind == "government":
            doer = branches.get(government.place_id, government)
            hand_out(task, campaign.office, doer, district_words(task, government), due_at, parent=whole, by=by, at=at)
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


def common_words(task):
    return [f"对照标准逐条落实：{task.standard.rstrip('。')}。", f"按期报送佐证材料：{task.evidence.rstrip('。')}。"]
