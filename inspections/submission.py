"""The one way in for an inspection, from the API and from the phone's form alike.

An inspection arrives whole or not at all: record, answers, findings, and the findings' hand-over the same day (事不过夜) are
one transaction. The phone makes the id, so that a record sent again, even several times at once, is the same record.
"""

from collections import Counter
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import record
from base.bulk import insert
from base.errors import Refused
from base.reach import get_or_refuse
from base.records import check_answers, check_photos, check_told, known_record, once
from establishments.models import Establishment
from grid.access import holds
from grid.models import Appointment
from inspections.content import Problems, content_hash, read
from inspections.following import carry_inspection
from inspections.models import Answer, Checklist, ClauseText, Finding, Inspection, ResultWord
from inspections.scoring import score
from notifications.models import tell
from tasks.handover import hand_over
from tasks.models import IN_TERM, SAME_DAY, Assignment
from workdays.calendar import end_of

INSPECT = "establishments.inspect_establishment"
CLOCKS_DIFFER = timedelta(minutes=5)
REPEATED_WITHIN = timedelta(days=365)


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
    return once(lambda: write(data, digest, shop, checklist, items, by=by, at=at), known=lambda: the_same(data["id"], digest))


def the_same(id, digest):
    return known_record(Inspection, id, digest, otherwise=_("Another inspection is already recorded under this id."))


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
        check_what_was_seen(problems, data, items)
    check_end(problems, data)
    check_day(problems, data, at)
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
    elif not posts_to_inspect(at).filter(user=second, user__is_active=True).exists():
        problems.add("second_officer", _("This person holds no post that may inspect."))


def may_inspect(at):
    """The people who hold a post with the right to inspect on the day of `at`."""
    return get_user_model().objects.filter(is_active=True, appointments__in=posts_to_inspect(at)).distinct()


def posts_to_inspect(at):
    return Appointment.objects.current(timezone.localdate(at)).carrying(INSPECT)


def check_end(problems, data):
    """How the visit ended: recusal, and the shop's signature or why there is none."""
    if data["recusal"] == "applied" and not data["recusal_note"]:
        problems.add("recusal_note", _("Say why recusal was applied for and what was decided."))
    if data["signing"] == Inspection.SIGNED:
        for field, sentence in (("signature", _("The signature is missing.")), ("signer", _("Say who signed for the shop."))):
            if not data[field]:
                problems.add(field, sentence)
    elif data["signature"]:
        problems.add("signature", _("There is a signature, yet nobody is said to have signed."))
    if data["signing"] == Inspection.REFUSED:
        for field, sentence in (("refusal", _("Say why the shop does not sign.")), ("witness", _("Name the witness."))):
            if not data[field]:
                problems.add(field, sentence)


def check_day(problems, data, at):
    """事不过夜: what was found is handed over before 24:00 of its day, or the record says why not."""
    late = timezone.localdate(data["finished_at"]) < timezone.localdate(at)
    if data["findings"] and late and not data["late_reason"]:
        problems.add("late_reason", _("The day on which this was found is over. Say why it is handed over only now."))


def find_checklist(problems, data, shop):
    """The version named, if it was in force for the shop's format on the day of the visit.

    On its first day a new version leaves the one before it standing too: a phone may have opened that in the morning.
    """
    day = timezone.localdate(data["started_at"])
    published = Checklist.objects.published().filter(format=shop.format_id, effective_on__lte=day)
    newest = list(published.order_by("-version")[:2])
    in_force = newest if newest and newest[0].effective_on == day else newest[:1]
    found = next((checklist for checklist in in_force if checklist.pk == data["checklist"]), None)
    if found is None:
        problems.add("checklist", _("This is not the checklist in force for this establishment."))
    return found


def check_what_was_seen(problems, data, items):
    answers, findings = data["answers"], data["findings"]
    check_answers(problems, answers, items, foreign=_("This item does not belong to this version of the checklist."))
    if answers and all(answer["value"] == Answer.NOT_APPLICABLE for answer in answers):
        problems.add("answers", _("At least one item must apply: where nothing could be looked at, nothing was inspected."))
    failed = {answer["item"] for answer in answers if answer["value"] == Answer.FAIL and answer["item"] in items}
    check_told(
        *(problems, "findings", findings, failed),
        unfounded=_("A finding belongs to an item that failed."),
        twice=_("This item has two findings; make them one."),
    )
    shown = {finding["item"] for finding in findings if finding["photos"]}
    for item in failed - shown:
        if items[item].photo_required:
            problems.add("findings", _("A photo must show it."), item=item, part="photos")
    signature = [data["signature"]] if data["signature"] else []
    check_photos(problems, signature, data["photos"], *(finding["photos"] for finding in findings))


# Writing it down ----------------------------------------------------------------------------------------------------


PLAIN = (
    *("id", "kind", "started_at", "finished_at", "latitude", "longitude", "note", "recusal", "recusal_note", "told"),
    *("signing", "signer", "signature", "refusal", "witness", "late_reason"),
)


def write(data, digest, shop, checklist, items, *, by, at):
    """The record, its answers, its findings and their hand-over, in the transaction of the caller."""
    values = {items[answer["item"]].code: answer["value"] for answer in data["answers"]}
    points, result = score(items.values(), values)
    inspection = Inspection(
        **{name: data[name] for name in PLAIN},
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
        result_words=ResultWord.on(result, timezone.localdate(data["finished_at"])),
        completed_at=None if names_photos(data) else at,
        content_hash=digest,
    )
    inspection.save(force_insert=True)
    write_answers(inspection, data["answers"], items)
    entry = record("create", about=inspection, by=by, at=at)
    if data["findings"]:
        hand_over_findings(inspection, data["findings"], items, entry, by=by, at=at)
    carry_inspection(inspection, by=by, at=at)
    return inspection


def write_answers(inspection, answers, items):
    insert(
        Answer,
        {
            "inspection_id": inspection.pk,
            "item_id": [row["item"] for row in answers],
            "value": [row["value"] for row in answers],
            "note": [row["note"] for row in answers],
        },
    )
    given = {row["item"]: row for row in answers}  # in hand: not to be read back
    inspection.answer_rows = [given[item.pk] | {"code": item.code} for item in items.values()]


def names_photos(data):
    return bool(data["photos"] or data["signature"] or any(finding["photos"] for finding in data["findings"]))


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
    """Every finding becomes work of whoever answers for the shop, due by 24:00 of the last day of its term; returns the findings."""
    organisation = inspection.establishment.answers_for_findings(timezone.localdate(at))
    if organisation is None:
        raise Refused(_("No office of the regulator is entered for this area, so the findings could be handed over to nobody."))
    findings = sorted(findings, key=lambda finding: items[finding["item"]].order)
    cited, before = cited_by(findings, items, inspection), found_before(findings, items, inspection)
    work = [work_of(finding, items[finding["item"]], inspection, organisation, cited, at) for finding in findings]
    for term in sorted({finding["term"] for finding in findings}):
        hand_over([row for row, finding in zip(work, findings, strict=True) if finding["term"] == term], by=by, at=at)
    made = Finding.objects.bulk_create(
        Finding(
            inspection=inspection,
            item_id=finding["item"],
            place=inspection.place,
            severity=finding["severity"],
            description=finding["description"],
            photos_named=finding["photos"],
            found_at=inspection.finished_at,
            term=finding["term"],
            nth=before[items[finding["item"]].code] + 1,
            cited=cited.get(items[finding["item"]].clause_id),
            assignment=assignment,
        )
        for finding, assignment in zip(findings, work, strict=True)
    )
    tell(work[0].doers(), news_of(findings), entry=entry, about=inspection, urgent=True)
    return made


def news_of(findings):
    if any(finding["term"] == 0 for finding in findings):
        return _("To be put right today: findings at %(about)s")
    return _("To be put right in time: findings at %(about)s")


def work_of(finding, item, inspection, organisation, cited, at):
    """The piece of work, not written yet, by which one finding is put right."""
    return Assignment(
        kind=IN_TERM if finding["term"] else SAME_DAY,
        title=title_of(inspection.establishment, finding["description"]),
        requirement=requirement_of(item, finding["description"], cited.get(item.clause_id)),
        issuer=inspection.organisation,
        organisation=organisation,
        place=inspection.place,
        due_at=end_of(timezone.localdate(at) + timedelta(days=finding["term"])),
    )


def cited_by(findings, items, inspection):
    """{article id: its text in force on the day of the visit} for the articles on which the failed items rest."""
    articles = {items[finding["item"]].clause_id for finding in findings} - {None}
    if not articles:
        return {}
    texts = ClauseText.objects.in_force(timezone.localdate(inspection.finished_at)).filter(clause__in=articles)
    return {text.clause_id: text for text in texts.select_related("clause")}


def found_before(findings, items, inspection):
    """How often each failed item failed at this shop within a year before, by its code, which outlives versions."""
    codes = [items[finding["item"]].code for finding in findings]
    since = inspection.finished_at - REPEATED_WITHIN
    rows = Finding.objects.filter(place=inspection.place, item__code__in=codes, found_at__range=(since, inspection.finished_at))
    rows = rows.exclude(assignment__status=Assignment.VOID).exclude(inspection=inspection)
    return Counter(dict(rows.order_by().values_list("item__code").annotate(Count("pk"))))


def title_of(shop, description):
    words = " ".join(f"{shop}：{description}".split())
    longest = Assignment._meta.get_field("title").max_length
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def requirement_of(item, description, cited=None):
    basis = f"\n依据：{cited.clause}" if cited else ""
    return f"{description}\n\n对照检查项：{item.text}{basis}"
