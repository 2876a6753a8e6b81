"""The creation tasks on a board: squares by category, veto and key items apart, and who leads them how far."""

from collections import Counter

from django.utils.translation import pgettext_lazy

from base.figures import ranked, share
from dashboards.figures import list_url
from grid.access import holds
from grid.models import Place
from tasks.models import Assignment, CreationTask

PROGRESS = {
    "done": pgettext_lazy("board", "done"),
    "doing": pgettext_lazy("board", "under way"),
    "soon": pgettext_lazy("board", "due soon"),
    "late": pgettext_lazy("board", "overdue"),
    "todo": pgettext_lazy("board", "not started"),
}
STATES_OF_WORK = {"work_closed", "work_open", "work_held", "work_overdue", "work_soon"}
APART = ("veto", "key")  # item types that decide by themselves


def progress(found):
    """How far a task is, by the numbers of its assignments; the same as ``CreationTask.objects.with_progress`` says of it."""
    unfinished = found.get("work_open", 0) + found.get("work_held", 0)
    if not unfinished:
        return "done" if found.get("work_closed") else "todo"
    if found.get("work_overdue"):
        return "late"
    return "soon" if found.get("work_soon") else "doing"


def tasks(counters):
    """The catalogue as squares by category, what its states add up to, and the lead departments' table; None without the right.

    The city answers for every task; a smaller place for those of which it was given work; an office for those that it leads.
    """
    lead = counters.whose.office
    known = not counters.now.past or (lead is None and all(counters.knows(name) for name in STATES_OF_WORK))
    if not holds(counters.user, "tasks.view_creationtask") or not known or counters.whose.person:
        return None
    whole_city = counters.place.level == Place.CITY and lead is None
    lists = Lists(None if whole_city or lead else counters.place, counters.now.past, lead)
    catalogue = led_by(lead, counters) if lead else worked_on(counters, whole_city)
    states = Counter(task.progress for task in catalogue)
    leads = league(catalogue, lists, counters.now) if whole_city else []
    return {
        "count": len(catalogue),
        "url": lists.url(),
        "states": [
            {"name": name, "label": label, "count": states[name], "url": lists.url(progress=name)} for name, label in PROGRESS.items()
        ],
        **{name: states[name] for name in PROGRESS},
        **{f"{name}_url": lists.url(progress=name) for name in PROGRESS},
        "share": share(states["done"], len(catalogue)),
        "categories": categories(catalogue, lists),
        "apart": apart(catalogue, lists),
        "league": ranked([row for row in leads if row["count"] > 1]),
        "others": [row for row in leads if row["count"] == 1],
    }


def catalogue_of(user):
    return CreationTask.objects.reachable(user, "view").select_related("lead").defer("standard", "evidence").order_by("no")


def worked_on(counters, whole_city):
    """The tasks with their progress by the numbers of the place's work; a smaller place than the city only has those with work."""
    work = counters.by("task")
    catalogue = list(catalogue_of(counters.user))
    for task in catalogue:
        task.progress = progress(work.get(task.pk, {}))
    return [task for task in catalogue if whole_city or task.progress != "todo"]


def led_by(office, counters):
    """The tasks that an office leads, with their progress as their list says it: by all work in reach, whosever it is."""
    work, now = Assignment.objects.reachable(counters.user, "view"), counters.now
    return list(catalogue_of(counters.user).filter(lead=office).with_progress(work, at=now.at, soon_until=now.soon_until))


class Lists:
    """Addresses of the task list at a place or of a lead department; none for a past evening, of which the list knows nothing."""

    def __init__(self, place, past, lead=None):
        self.place, self.past, self.fixed = place, past, {"lead": lead.pk} if lead else {}

    def url(self, **filters):
        return None if self.past else list_url("creationtask-list", self.place, **self.fixed | filters)


def apart(catalogue, lists):
    """The veto and the key items, each kind as a row of squares."""
    types = [(name, label, [task for task in catalogue if task.item_type == name]) for name, label in CreationTask.ITEM_TYPES.items()]
    return [category(label, found, lists, item_type=name) for name, label, found in types if name in APART and found]


SQUARE, STEP = 11, 13.5


def categories(catalogue, lists):
    """A row of squares for each category, in the order of the catalogue; within it the done ones first."""
    grouped = {}
    for task in catalogue:
        grouped.setdefault(task.category, []).append(task)
    return [category(name, members, lists, category=name) for name, members in grouped.items()]


def category(name, members, lists, **filters):
    order = list(PROGRESS)
    members = sorted(members, key=lambda task: (order.index(task.progress), task.no))
    squares = [square(task, round(0.5 + at * STEP, 1)) for at, task in enumerate(members)]
    done = sum(task.progress == "done" for task in members)
    return {
        "name": name,
        "squares": squares,
        "width": round(len(members) * STEP, 1),
        "done": done,
        "count": len(members),
        "late": sum(task.progress == "late" for task in members),
        "url": lists.url(**filters),
        "done_url": lists.url(**filters, progress="done"),
        "late_url": lists.url(**filters, progress="late"),
    }


def square(task, x):
    return {"task": task, "x": x, "text_x": round(x + SQUARE / 2, 1), "words": PROGRESS[task.progress], "url": task.get_absolute_url()}


def league(catalogue, lists, now):
    """Lead departments by the weight of what is done against the weight of all they lead."""
    grouped = {}
    for task in catalogue:
        grouped.setdefault(task.lead, []).append(task)
    return sorted(
        (league_row(lead, members, lists, now) for lead, members in grouped.items()), key=lambda row: (-row["rate"], -row["count"])
    )


def league_row(lead, members, lists, now):
    states = Counter(task.progress for task in members)
    weight = sum(task.weight for task in members)
    filters = {"lead": lead.pk}
    return {
        "lead": lead,
        "board_url": list_url("board", **now.words, office=lead.pk),
        "count": len(members),
        "url": lists.url(**filters),
        "done": states["done"],
        "done_url": lists.url(progress="done", **filters),
        "late": states["late"],
        "late_url": lists.url(progress="late", **filters),
        "rate": share(sum(task.weight for task in members if task.progress == "done"), weight) or 0.0,
    }
