"""What the proof asks of the work: whether somebody is there to do it."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from grid.gaps import appoint_url
from grid.models import Appointment
from grid.proof import Found, gap
from tasks.models import Assignment, CreationTask

DOES = "tasks.submit_assignment"
SAYS = _("%(organisation)s has nobody in post who could report it as done.")


def somebody_in(organisation, on):
    """As SQL: whether anybody of the organisation in that field is in post on the day `on` who may report work as done."""
    return Exists(Appointment.objects.current(on).carrying(DOES).filter(organisation=OuterRef(organisation), user__is_active=True))


@gap(
    "task",
    label=_("Task without a responsible person"),
    says=SAYS,
    mend=_("Appoint somebody"),
    needs="grid.add_appointment",
)
def creation_task_without_person(on):
    tasks = CreationTask.objects.filter(~somebody_in("lead", on), campaign__since__lte=on).select_related("lead", "campaign").order_by("no")
    for task in tasks:
        mend = appoint_url(organisation=task.lead_id, place=task.lead.place_id)
        facts = {"organisation": task.lead.short_name}
        yield Found(task.lead.place_id, f"task:{task.pk}", str(task), task.get_absolute_url(), mend, facts)


@gap(
    "work",
    label=_("Assignment without a responsible person"),
    says=SAYS,
    mend=_("Appoint somebody"),
    needs="grid.add_appointment",
)
def work_without_person(on):
    """Work that lies with its doers; what is under review waits for the issuer."""
    rows = Assignment.objects.filter(~somebody_in("organisation", on), status__in=Assignment.CLIMBS).select_related("organisation")
    for row in rows.order_by("due_at", "id"):
        mend = appoint_url(organisation=row.organisation_id, place=row.organisation.place_id)
        yield Found(row.place_id, f"work:{row.pk}", row.title, row.get_absolute_url(), mend, {"organisation": row.organisation.short_name})


@gap(
    "owner",
    label=_("Work in the name of somebody who left"),
    says=_("%(person)s, who is named for it, holds no post at %(organisation)s."),
    mend=_("Name another person"),
    needs="tasks.change_assignment",
)
def work_of_somebody_who_left(on):
    here = Appointment.objects.current(on).filter(organisation=OuterRef("organisation"), user=OuterRef("owner"), user__is_active=True)
    rows = Assignment.objects.filter(~Exists(here), status__in=Assignment.CLIMBS, owner__isnull=False)
    for row in rows.select_related("organisation", "owner").order_by("due_at", "id"):
        facts = {"organisation": row.organisation.short_name, "person": row.owner.name}
        yield Found(row.place_id, f"owner:{row.pk}", row.title, row.get_absolute_url(), f"{row.get_absolute_url()}edit/", facts)
