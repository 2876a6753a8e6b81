"""The one way in for an inspection, from the API and from the phone's form alike.

An inspection arrives whole or not at all: record, answers, findings, and the findings' hand-over the same day (事不过夜) are
one transaction. The phone makes the id, so that a record sent again, even several times at once, is the same record.
"""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import record
from base.errors import Refused
from base.reach import get_or_refuse
from establishments.models import Establishment
from grid.access import holds
from grid.models import Appointment
from inspections.content import Problems, content_hash, read
from inspections.following import carry_inspection
from inspections.models import Answer, Checklist, Finding, Inspection
from inspections.scoring import score
from notifications.models import tell
from tasks.handover import hand_over
from tasks.models import SAME_DAY, Assignment
from workdays.calendar import end_of

INSPECT = "establishments.inspect_establishment"
CLOCKS_DIFFER = timedelta(minutes=5)


def submit_inspection(content, *, by, at):
    """Take in one inspection; returns it and whether it is new.

    The same id with the same content is the same record, whoever was first; with other content it is Refused. Raises Unusable
    with each field's reasons, Http404 for a shop out of reach, PermissionDenied for a person who may not inspect it.
    """
    if not holds(by, "inspections.add_inspection"):
        raise PermissionDenied
    data = read(content)
    digest = content_hash(data, by=by)
    if known := the_same(data["id"], digest):
        return known, False
    shops = Establishment.objects.select_related("place", "organisation")
    shop = get_or_refuse(shops, by, "inspect", pk=data["establishment"])
    checklist, items = check(data, shop, by=by, at=at)
    try:
        with transaction.atomic():
            return write(data, digest, shop, checklist, items, by=by, at=at), True
    except IntegrityError:  # somebody was quicker with this id
        known = the_same(data["id"], digest)
        if known is None:
            raise
        return known, False


def the_same(id, digest):
    """The record known by this id, or None; one with other content is refused."""
    known = Inspection.objects.filter(pk=id).first()
    if known and known.content_hash != digest:
        raise Refused(_("Another inspection is already recorded under this id."))
    return known


# What must be true of a record --------------------------------------------------------------------------------------


def check(data, shop, *, by, at):
    """The checklist and its items ``{id: item}``, when the record can be used; otherwise Unusable with every reason."""
    problems = Problems()
    check_moments(problems, data, at)
    check_second_officer(problems, data["second_officer"], by=by, at=at)
    if data["kind"] == Inspection.SUPERVISION and not posts_for(by, shop, data["kind"]):
        problems.add("kind", _("Only members of a supervision group of this area inspect in its name."))
    checklist = find_checklist(problems, data, shop)
    items = {item.pk: item for item in checklist.items.all()} if checklist else {}
    if checklist:
        problems.codes = {pk: item.code for pk, item in items.items()}
        check_answers(problems, data["answers"], items)
        check_findings(problems, data, items)
    problems.raise_if_any()
    return checklist, items


def check_moments(problems, data, at):
    for field in ("started_at", "finished_at"):
        if data[field] > at + CLOCKS_DIFFER:
            problems.add(field, _("This moment lies in the future."))
    if data["finished_at"] < data["started_at"]:
        problems.add("finished_at", _("The inspection ends before it starts."))


def check_second_officer(problems, second, *, by, at):
    if second == by.pk:
        problems.add("second_officer", _("The second officer must be somebody else than the first."))
    elif not may_inspect(at).filter(pk=second).exists():
        problems.add("second_officer", _("This person holds no post that may inspect."))


def may_inspect(at):
    """The people who hold a post with the right to inspect on the day of `at`."""
    posts = Appointment.objects.current(timezone.localdate(at)).carrying(INSPECT)
    return get_user_model().objects.filter(is_active=True, appointments__in=posts).distinct()


def find_checklist(problems, data, shop):
    """The version named, if it was in force for the shop's format on the day of the visit.

    On its first day a new version leaves the one before it standing too: a phone may have opened that in the morning.
    """
    day = timezone.localdate(data["started_at"])
    newest = list(Checklist.objects.filter(format=shop.format_id, effective_on__lte=day).order_by("-version")[:2])
    in_force = newest if newest and newest[0].effective_on == day else newest[:1]
    found = next((checklist for checklist in in_force if checklist.pk == data["checklist"]), None)
    if found is None:
        problems.add("checklist", _("This is not the checklist in force for this establishment."))
    return found


def check_answers(problems, answers, items):
    seen = set()
    for answer in answers:
        if answer["item"] not in items:
            problems.add("answers", _("This item does not belong to this version of the checklist."), item=answer["item"])
        elif answer["item"] in seen:
            problems.add("answers", _("This item is answered twice."), item=answer["item"])
        seen.add(answer["item"])
    for item in items.keys() - seen:
        problems.add("answers", _("This item is not answered."), item=item)
    if answers and all(answer["value"] == Answer.NOT_APPLICABLE for answer in answers):
        problems.add("answers", _("At least one item must apply: where nothing could be looked at, nothing was inspected."))


def check_findings(problems, data, items):
    failed = {answer["item"] for answer in data["answers"] if answer["value"] == Answer.FAIL and answer["item"] in items}
    found = [finding["item"] for finding in data["findings"]]
    for item in failed - set(found):
        problems.add("findings", _("Say what was found."), item=item, part="description")
    for item in set(found) - failed:
        problems.add("findings", _("A finding belongs to an item that failed."), item=item, part="description")
    for item in {item for item in found if found.count(item) > 1}:
        problems.add("findings", _("This item has two findings; make them one."), item=item, part="description")
    named = data["photos"] + [sha256 for finding in data["findings"] for sha256 in finding["photos"]]
    if len(named) != len(set(named)):
        problems.add("photos", _("A photo is named twice."))


# Writing it down ----------------------------------------------------------------------------------------------------


def write(data, digest, shop, checklist, items, *, by, at):
    """The record, its answers, its findings and their hand-over, in the transaction of the caller."""
    values = {items[answer["item"]].code: answer["value"] for answer in data["answers"]}
    points, result = score(items.values(), values)
    inspection = Inspection(
        **{name: data[name] for name in ("id", "kind", "started_at", "finished_at", "latitude", "longitude", "note")},
        establishment=shop,
        place=shop.place,
        organisation=inspecting_organisation(by, shop, data["kind"]),
        checklist=checklist,
        officer=by,
        second_officer_id=data["second_officer"],
        received_at=at,
        photos_named=data["photos"],
        score=points,
        result=result,
        content_hash=digest,
    )
    inspection.save(force_insert=True)
    Answer.objects.bulk_create(
        Answer(inspection=inspection, item_id=row["item"], value=row["value"], note=row["note"]) for row in data["answers"]
    )
    entry = record("create", about=inspection, by=by, at=at)
    if data["findings"]:
        hand_over_findings(inspection, data["findings"], items, entry, by=by, at=at)
    carry_inspection(inspection, by=by, at=at)
    return inspection


def inspecting_organisation(by, shop, kind):
    """Where the officer inspects from: the post nearest to the shop that carries the right, else the post acted in."""
    posts = posts_for(by, shop, kind)
    return (posts[-1] if posts else by.post).organisation


def posts_for(by, shop, kind):
    """The officer's posts over the shop for an inspection of this kind, the nearest last: supervision is a group's, all else is not."""
    mine = [post for post in by.posts if INSPECT in post.codes and post.place.holds(shop.place)]
    of_group = [post for post in mine if Inspection.SUPERVISES in post.codes]
    if kind == Inspection.SUPERVISION:
        return of_group
    return [post for post in mine if post not in of_group] or mine


def hand_over_findings(inspection, findings, items, entry, *, by, at):
    """Every finding becomes work of whoever answers for the shop, to be mended by 24:00 of the day it is handed over."""
    organisation = inspection.establishment.answers_for_findings(timezone.localdate(at))
    if organisation is None:
        raise Refused(_("No office of the regulator is entered for this area, so the findings could be handed over to nobody."))
    findings = sorted(findings, key=lambda finding: items[finding["item"]].order)
    work = [
        Assignment(
            kind=SAME_DAY,
            title=title_of(inspection.establishment, finding["description"]),
            requirement=requirement_of(items[finding["item"]], finding["description"]),
            issuer=inspection.organisation,
            organisation=organisation,
            place=inspection.place,
            due_at=end_of(timezone.localdate(at)),
        )
        for finding in findings
    ]
    hand_over(work, by=by, at=at)
    Finding.objects.bulk_create(
        Finding(
            inspection=inspection,
            item_id=finding["item"],
            place=inspection.place,
            severity=finding["severity"],
            description=finding["description"],
            photos_named=finding["photos"],
            found_at=inspection.finished_at,
            assignment=assignment,
        )
        for finding, assignment in zip(findings, work, strict=True)
    )
    tell(work[0].doers(), _("To be put right today: findings at %(about)s"), entry=entry, about=inspection, urgent=True)


def title_of(shop, description):
    words = " ".join(f"{shop}：{description}".split())
    longest = Assignment._meta.get_field("title").max_length
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def requirement_of(item, description):
    return f"{description}\n\n对照检查项：{item.text}"
