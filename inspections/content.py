"""What a submitted inspection must look like."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from base import records
from base.records import MOST_PHOTOS, MOST_ROWS, PlacedContent, Problems, Unusable, hashes, whole
from inspections.models import Answer, Finding, Inspection

__all__ = ["MOST_PHOTOS", "InspectionContent", "Problems", "Unusable", "content_hash", "read"]
LISTS = ("answers", "findings")


class AnswerContent(serializers.Serializer):
    item = whole(help_text="id of the checklist item")
    value = serializers.ChoiceField(
        choices=list(Answer.VALUES.items()), error_messages={"invalid_choice": _("Pass, fail or not applicable?")}
    )
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)


class FindingContent(serializers.Serializer):
    item = whole(help_text="id of the failed checklist item")
    severity = serializers.ChoiceField(choices=list(Finding.SEVERITIES.items()))
    description = serializers.CharField(
        max_length=1000, error_messages={"blank": _("Say what was found."), "required": _("Say what was found.")}
    )
    photos = hashes()


class InspectionContent(PlacedContent):
    """The record as the phone sends it. Photos are named by their SHA-256 and may follow later."""

    establishment = whole()
    checklist = whole(help_text="id of the version the answers belong to")
    kind = serializers.ChoiceField(choices=list(Inspection.KINDS.items()), required=False, default="routine")
    second_officer = whole(
        help_text="id of the person", error_messages=dict.fromkeys(("required", "null", "invalid"), _("Name the second officer."))
    )
    answers = AnswerContent(many=True, max_length=MOST_ROWS)
    findings = FindingContent(many=True, max_length=MOST_ROWS, required=False, default=list)


def read(content):
    """The content in plain values, or Unusable with every reason."""
    return records.read(InspectionContent, content, LISTS)


def content_hash(data, *, by):
    """SHA-256 of a read record and its officer."""
    return records.content_hash(data, LISTS, officer=by.pk)
