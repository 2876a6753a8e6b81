"""What a submitted inspection must look like."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from base import records
from base.records import LARGEST_ID, MOST_PHOTOS, MOST_ROWS, PlacedContent, Problems, Unusable, hashes, whole
from inspections.models import Answer, Finding, Inspection

__all__ = ["MOST_PHOTOS", "InspectionContent", "Problems", "Unusable", "content_hash", "read"]
LISTS = ("answers", "findings")


# What clients of the first contract do not send. Left out of the hash where it says nothing, so that their records stay the same.
LATER = {
    **dict.fromkeys(("recusal", "recusal_note", "signing", "signer", "signature", "refusal", "witness", "late_reason"), ""),
    "told": False,
    "term": 0,
}


def words(longest):
    return serializers.CharField(required=False, allow_blank=True, default="", max_length=longest)


class Answers(serializers.ListSerializer):
    """Some forty rows, each of which is taken as it stands where there is nothing to mend or refuse; any other is read like a form."""

    def run_child_validation(self, data):
        return as_it_stands(data) or super().run_child_validation(data)


def as_it_stands(row):
    """An answer without a note, where it is just what a phone sends; otherwise None."""
    if type(row) is not dict or row.get("note", "") != "":
        return None
    item, value = row.get("item"), row.get("value")
    if type(item) is not int or not 0 < item <= LARGEST_ID or type(value) is not str or value not in Answer.VALUES:
        return None
    return {"item": item, "value": value, "note": ""}


class AnswerContent(serializers.Serializer):
    item = whole(help_text="id of the checklist item")
    value = serializers.ChoiceField(
        choices=list(Answer.VALUES.items()), error_messages={"invalid_choice": _("Pass, fail or not applicable?")}
    )
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)

    class Meta:
        list_serializer_class = Answers


class FindingContent(serializers.Serializer):
    item = whole(help_text="id of the failed checklist item")
    severity = serializers.ChoiceField(choices=list(Finding.SEVERITIES.items()))
    description = serializers.CharField(
        max_length=1000, error_messages={"blank": _("Say what was found."), "required": _("Say what was found.")}
    )
    photos = hashes()
    term = serializers.ChoiceField(
        choices=list(Finding.TERMS.items()), required=False, default=0, help_text="days to put it right; 0 is at once, by 24:00 of the day"
    )


class InspectionContent(PlacedContent):
    """The record as the phone sends it. Photos are named by their SHA-256 and may follow later."""

    establishment = whole()
    checklist = whole(help_text="id of the version the answers belong to")
    kind = serializers.ChoiceField(choices=list(Inspection.KINDS.items()), required=False, default="routine")
    second_officer = whole(
        help_text="id of the person", error_messages=dict.fromkeys(("required", "null", "invalid"), _("Name the second officer."))
    )
    recusal = serializers.ChoiceField(
        choices=list(Inspection.RECUSALS.items()), required=False, allow_blank=True, default="", help_text="what the shop said when asked"
    )
    recusal_note = words(200)
    told = serializers.BooleanField(required=False, default=False, help_text="the results were told on the spot")
    signing = serializers.ChoiceField(choices=list(Inspection.SIGNINGS.items()), required=False, allow_blank=True, default="")
    signer = words(40)
    signature = serializers.RegexField(
        r"^[0-9a-f]{64}\Z", required=False, allow_blank=True, default="", help_text="SHA-256 of its picture, which follows as a photo"
    )
    refusal = words(200)
    witness = words(80)
    late_reason = words(200)
    answers = AnswerContent(many=True, max_length=MOST_ROWS)
    findings = FindingContent(many=True, max_length=MOST_ROWS, required=False, default=list)


def read(content):
    """The content in plain values, or Unusable with every reason."""
    return records.read(InspectionContent, content, LISTS)


def content_hash(data, *, by):
    """SHA-256 of a read record and its officer."""
    first = without_later(data) | {"findings": [without_later(row) for row in data["findings"]]}
    return records.content_hash(first, LISTS, officer=by.pk)


def without_later(row):
    return {name: value for name, value in row.items() if LATER.get(name, ...) != value}
