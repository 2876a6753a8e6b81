"""Corrections of an inspection: a new version with its reason; the one before stays readable, and the two can be compared."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import record
from base.errors import Refused
from inspections.drafting import compare
from inspections.models import Answer, Inspection, ResultWord, Version
from inspections.scoring import score
from inspections.submission import hand_over_findings
from tasks.models import Assignment

WORDS = ("kind", "note")
COMPARED = ("value", "note")


def correct_inspection(inspection, answers, *, by, reason, findings=(), at=None, **words):
    """Put an inspection right: `answers` are {item id: (value, note)} of all items, `words` a new kind or remark.

    An item that now fails needs its finding in `findings`, as in a submission, and is handed over at once; one that fails no more has
    its finding dropped, as long as it is not put right yet. Only the two officers correct. Returns the version as it was before.
    """
    at = at or timezone.now()
    if by.pk not in (inspection.officer_id, inspection.second_officer_id):
        raise PermissionDenied
    with transaction.atomic():
        locked = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
        row = Inspection.objects.with_names().with_everything().get(pk=locked.pk)
        before = snapshot(row)
        items = {answer.item_id: answer.item for answer in row.answers.all()}
        if set(answers) != set(items) or all(value == Answer.NOT_APPLICABLE for value, _note in answers.values()):
            raise Refused(_("Every item has one answer, and at least one item applies."))
        version = Version.objects.create(inspection=row, number=len(row.versions.all()) + 1, content=before, reason=reason, by=by, at=at)
        entry = record("correct", about=row, by=by, at=at, note=reason)
        settle_findings(row, answers, findings, items, entry, by=by, at=at, reason=reason)
        write_anew(row, answers, items, words)
        if snapshot(fresh(row)) == before:
            raise Refused(_("Nothing differs from what is recorded."))
    return version


def settle_findings(row, answers, findings, items, entry, *, by, at, reason):
    """Hand over what fails now, and drop what fails no more."""
    known = {finding.item_id: finding for finding in row.findings.all() if finding.assignment.status != Assignment.VOID}
    failing = {item for item, (value, _note) in answers.items() if value == Answer.FAIL}
    new = [finding for finding in findings if finding["item"] in failing - set(known)]
    if failing - set(known) - {finding["item"] for finding in new}:
        raise Refused(_("Say what was found."))
    if row.findings.filter(item__in=[finding["item"] for finding in new]).exists():
        raise Refused(_("A finding at this item was dropped before; inspect again instead of correcting."))
    for item in set(known) - failing:
        if known[item].assignment.status not in (*Assignment.CLIMBS, Assignment.HELD):
            raise Refused(_("“%(finding)s” has been reported as put right already and cannot be dropped.") % {"finding": known[item]})
        known[item].assignment.cancel(by=by, at=at, note=reason)
    if new:
        hand_over_findings(row, new, items, entry, by=by, at=at)


def write_anew(row, answers, items, words):
    for answer in row.answers.all():
        answer.value, answer.note = answers[answer.item_id]
    Answer.objects.bulk_update(row.answers.all(), ["value", "note"])
    values = {items[item].code: value for item, (value, _note) in answers.items()}
    row.score, row.result = score(items.values(), values)
    row.result_words = ResultWord.on(row.result, timezone.localdate(row.finished_at))
    for name in WORDS:
        setattr(row, name, words.get(name, getattr(row, name)))
    row.save(update_fields=["score", "result", "result_words", *WORDS])


def fresh(row):
    return Inspection.objects.with_names().with_everything().get(pk=row.pk)


def snapshot(row):
    """The whole content of an inspection as it stands, in values JSON can hold."""
    findings = [finding for finding in row.findings.all() if finding.assignment.status != Assignment.VOID]
    return {
        "kind": row.kind,
        "note": row.note,
        "score": str(row.score),
        "result": row.result,
        "result_words": row.words,
        "answers": [
            {"code": answer.item.code, "text": answer.item.text, "value": answer.value, "note": answer.note} for answer in row.answers.all()
        ],
        "findings": [{"code": finding.item.code, "description": finding.description} for finding in findings],
    }


def differences(before, after):
    """The lines in which two snapshots differ: plain words, answers by their items, findings."""
    plain = [(name, before[name], after[name]) for name in ("kind", "score", "result_words", "note") if before[name] != after[name]]
    answers = compare(by_code(before["answers"]), by_code(after["answers"]), COMPARED)
    findings = compare(by_code(before["findings"]), by_code(after["findings"]), ("description",))
    return plain, [line for line in answers if line.kind != "same"], [line for line in findings if line.kind != "same"]


def by_code(rows):
    return {row["code"]: row for row in rows}
