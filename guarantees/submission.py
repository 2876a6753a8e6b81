"""The one way in for a guarantor's visit, from the API and from the phone's form alike.

A visit arrives whole or not at all: record, answers, problems and their passing to the market supervision station are one
transaction. The phone makes the id, so that a record sent again, even several times at once, is the same record.
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import record
from base.errors import Refused
from base.reach import get_or_refuse
from base.records import Problems, check_answers, check_photos, check_told, known_record, once, photo_of
from grid.access import holds
from grid.models import Appointment
from guarantees.assigning import VISIT
from guarantees.content import content_hash, read
from guarantees.frequency import set_due_days
from guarantees.models import Guarantee, GuaranteeVisit, VisitAnswer, VisitItem, VisitPhoto, VisitProblem
from notifications.models import tell
from tasks.handover import hand_over
from tasks.models import PASSED_ON, Assignment
from workdays.calendar import Calendar

CLOCKS_DIFFER = timedelta(minutes=5)
LONGEST_KEPT = timedelta(days=7)  # a phone without a connection
WORKDAYS_TO_MEND = 5


def submit_visit(content, *, by, at):
    """Take in one visit; returns it and whether it is new.

    The same id with the same content is the same record; with other content it is Refused. Raises Unusable with each field's
    reasons, Http404 for a guarantee out of reach, PermissionDenied for anybody but the shop's guarantor.
    """
    if not holds(by, VISIT):
        raise PermissionDenied
    data = read(content)
    digest = content_hash(data, by=by)
    if known := the_same(data["id"], digest):
        return known, False
    rows = Guarantee.objects.select_related("establishment__place", "establishment__format", "appointment__organisation")
    guarantee = get_or_refuse(rows, by, "view", pk=data["guarantee"])
    if reason := why_not_visit(guarantee, by):
        raise Refused(reason)
    items = check(data, guarantee, at=at)
    return once(lambda: write(data, digest, guarantee, items, by=by, at=at), known=lambda: the_same(data["id"], digest))


def why_not_visit(guarantee, person):
    """The sentence that says why `person` records no visit under this guarantee; empty for its guarantor and who stands in today."""
    if guarantee.appointment.user_id != person.pk and not stands_in(person, guarantee.appointment_id):
        return _("Only the shop's guarantor records visits to it.")
    if guarantee.status != Guarantee.HELD:
        return _("This guarantee has ended.")
    return ""


def stands_in(person, post):
    """Whether `person` stands in today for the holder of the post with this id."""
    return Appointment.objects.current(timezone.localdate()).filter(user=person, stands_in_for=post).exists()


def the_same(id, digest):
    return known_record(GuaranteeVisit, id, digest, otherwise=_("A visit with this id has arrived already, with other content."))


# What is checked -----------------------------------------------------------------------------------------------------


def check(data, guarantee, *, at):
    """{item id: item} of the form this visit answers, or Unusable with every reason."""
    day = timezone.localdate(data["started_at"])
    items = {item.pk: item for item in VisitItem.objects.for_format(guarantee.establishment.format.code, day)}
    problems = Problems({pk: item.order for pk, item in items.items()})
    check_moments(problems, data, guarantee, at)
    check_what_was_seen(problems, data, items)
    problems.raise_if_any()
    return items


def check_moments(problems, data, guarantee, at):
    if data["finished_at"] < data["started_at"]:
        problems.add("finished_at", _("It ends before it begins."))
    if data["finished_at"] > at + CLOCKS_DIFFER:
        problems.add("finished_at", _("This moment has not come yet."))
    if data["started_at"] < at - LONGEST_KEPT:
        problems.add("started_at", _("A visit is sent within seven days."))
    if timezone.localdate(data["finished_at"]) < guarantee.since:
        problems.add("started_at", _("This was before the guarantee began."))


def check_what_was_seen(problems, data, items):
    answers, told = data["answers"], data["problems"]
    check_answers(problems, answers, items, foreign=_("This item does not belong to the form of this shop."))
    failed = {answer["item"] for answer in answers if answer["value"] == VisitAnswer.NO and answer["item"] in items}
    check_told(
        *(problems, "problems", told, failed),
        unfounded=_("A problem belongs to an item answered with no."),
        twice=_("This item has two problems; make them one."),
    )
    check_photos(problems, data["photos"], *(problem["photos"] for problem in told))


# Writing it down -----------------------------------------------------------------------------------------------------


def write(data, digest, guarantee, items, *, by, at):
    """The record, its answers, its problems and their passing on, in the transaction of the caller."""
    shop = guarantee.establishment
    visit = GuaranteeVisit(
        **{name: data[name] for name in ("id", "mode", "started_at", "finished_at", "latitude", "longitude", "note")},
        guarantee=guarantee,
        establishment=shop,
        place_id=shop.place_id,
        organisation=guarantee.appointment.organisation,
        guarantor=by,
        visited_on=timezone.localdate(data["finished_at"]),
        received_at=at,
        photos_named=data["photos"],
        content_hash=digest,
    )
    visit.save(force_insert=True)
    VisitAnswer.objects.bulk_create(
        VisitAnswer(visit=visit, item_id=row["item"], value=row["value"], note=row["note"]) for row in data["answers"]
    )
    entry = record("create", about=visit, by=by, at=at)
    if data["problems"]:
        pass_on(visit, shop, data["problems"], items, entry, by=by, at=at)
    set_due_days(on=timezone.localdate(at), shops=[shop.pk])
    return visit


def pass_on(visit, shop, problems, items, entry, *, by, at):
    """Every problem becomes work of the market supervision station, and the office above it says when it is done (问题交办、监管闭环).

    The official reports, the regulator enforces; and nobody closes what the own office reported as done, see decision 13.
    """
    station, *above = shop.supervisors()[:2] or [None]
    if station is None:
        raise Refused(_("No office of the regulator is entered for this area, so the problems could be passed to nobody."))
    calendar = Calendar.current()
    due_at = calendar.close_of(calendar.add_workdays(timezone.localdate(at), WORKDAYS_TO_MEND))
    problems = sorted(problems, key=lambda problem: items[problem["item"]].order)
    work = [
        Assignment(
            kind=PASSED_ON,
            title=title_of(shop, problem["description"]),
            requirement=f"{problem['description']}\n\n包保督导项目：{items[problem['item']].text}",
            issuer=above[0] if above else station,
            organisation=station,
            place_id=shop.place_id,
            due_at=due_at,
        )
        for problem in problems
    ]
    hand_over(work, by=by, at=at)
    VisitProblem.objects.bulk_create(
        VisitProblem(
            visit=visit,
            item_id=problem["item"],
            place_id=shop.place_id,
            description=problem["description"],
            photos_named=problem["photos"],
            found_at=visit.finished_at,
            assignment=assignment,
        )
        for problem, assignment in zip(problems, work, strict=True)
    )
    tell(work[0].doers(), _("A guarantor found problems at %(about)s"), entry=entry, about=visit)


def title_of(shop, description):
    words = " ".join(f"{shop}：{description}".split())
    longest = Assignment._meta.get_field("title").max_length
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


# Photos --------------------------------------------------------------------------------------------------------------


def add_photo(visit, upload, *, by, sha256=""):
    """Keep one photo of `visit`; returns it and whether it is new: the same picture sent again is the same photo.

    A photo that a problem names is that problem's. Only the guarantor adds photos. Raises ValidationError with the reason at its field.
    """
    if by.pk != visit.guarantor_id:
        raise PermissionDenied
    photo = photo_of(VisitPhoto, upload, by=by, sha256=sha256, visit=visit)
    photo.problem = visit.problems.filter(photos_named__contains=[photo.sha256]).first()
    known = VisitPhoto.objects.filter(visit=visit, sha256=photo.sha256)
    if found := known.first():
        return found, False
    return once(lambda: photo.save() or photo, known=known.first)
