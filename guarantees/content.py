"""What a submitted visit must look like."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from base import records
from base.records import MOST_ROWS, PlacedContent, hashes, whole
from guarantees.models import GuaranteeVisit, VisitAnswer

LISTS = ("answers", "problems")


class VisitAnswerContent(serializers.Serializer):
    item = whole(help_text="id of the item of the visit form")
    value = serializers.ChoiceField(
        choices=list(VisitAnswer.VALUES.items()), error_messages={"invalid_choice": _("Yes, no or not applicable?")}
    )
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)


class VisitProblemContent(serializers.Serializer):
    item = whole(help_text="id of the item answered with no")
    description = serializers.CharField(
        max_length=1000, error_messages={"blank": _("Say what was found."), "required": _("Say what was found.")}
    )
    photos = hashes()


class VisitContent(PlacedContent):
    """A guarantor's visit as the phone sends it. Photos are named by their SHA-256 and may follow later."""

    guarantee = whole(help_text="id of the guarantee under which the visit is made")
    mode = serializers.ChoiceField(choices=list(GuaranteeVisit.MODES.items()), required=False, default=GuaranteeVisit.ON_SITE)
    answers = VisitAnswerContent(many=True, max_length=MOST_ROWS)
    problems = VisitProblemContent(many=True, max_length=MOST_ROWS, required=False, default=list)


def read(content):
    """The content in plain values, or Unusable with every reason."""
    return records.read(VisitContent, content, LISTS)


def content_hash(data, *, by):
    """SHA-256 of a read record and its guarantor."""
    return records.content_hash(data, LISTS, guarantor=by.pk)
