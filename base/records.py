"""Records that a phone sends whole (inspections, visits): how their parts are read, what is wrong with one, and when two are the same.

The phone makes the id, so that a record sent again, even several times at once, is the same record; the hash of its content
tells the same record from another under the same id.
"""

import hashlib
import json
import math
from collections import Counter
from datetime import UTC

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from base import api
from base.errors import Refused
from base.files import IMAGES

LARGEST_ID = 2**63 - 1
MOST_PHOTOS = 12  # of one finding
MOST_ROWS = 200


class Unusable(api.Unusable):
    """422: `detail` is ``{field: [sentence]}``; `at_items` is ``{item id: {part: [sentence]}}``, for a form that shows them in place."""

    def __init__(self, problems):
        super().__init__(problems.fields)
        self.fields, self.at_items = problems.fields, problems.at_items


class Problems:
    """Collects what is wrong, and raises it all together."""

    def __init__(self, codes=None):
        self.fields, self.at_items, self.codes = {}, {}, codes or {}

    def add(self, field, sentence, *, item=None, part="value"):
        sentence = str(sentence)
        if item is not None:
            self.at_items.setdefault(item, {}).setdefault(part, []).append(sentence)
            sentence = f"{self.codes.get(item, item)}: {sentence}"
        self.fields.setdefault(field, []).append(sentence)

    def raise_if_any(self):
        if self.fields:
            raise Unusable(self)


def whole(**more):
    return serializers.IntegerField(min_value=1, max_value=LARGEST_ID, **more)


def hashes():
    sha256 = serializers.RegexField(
        r"^[0-9a-f]{64}\Z", error_messages={"invalid": _("A photo is named by its SHA-256: 64 characters 0–9, a–f.")}
    )
    return serializers.ListField(child=sha256, required=False, default=list, max_length=MOST_PHOTOS)


class PlacedContent(serializers.Serializer):
    """What every such record has: its id, when it began and ended, where it was made, a remark, photos that may follow later."""

    id = serializers.UUIDField(help_text="made by the client; sending the same record again answers 200")
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField()
    latitude = serializers.FloatField(min_value=-90, max_value=90, required=False, allow_null=True, default=None)
    longitude = serializers.FloatField(min_value=-180, max_value=180, required=False, allow_null=True, default=None)
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)
    photos = hashes()

    def validate(self, data):
        where = (data["latitude"], data["longitude"])
        if (where[0] is None) != (where[1] is None) or any(part is not None and not math.isfinite(part) for part in where):
            raise serializers.ValidationError({"latitude": [_("Latitude and longitude come together, in degrees.")]})
        return data


def read(form, content, lists):
    """The content in plain values, or Unusable with every reason; `lists` are the fields whose rows belong to items."""
    form = form(data=content)
    if form.is_valid():
        return form.validated_data
    problems = Problems()
    for field, reasons in form.errors.items():
        if field in lists:
            add_rows(problems, field, reasons, content.get(field))
        else:
            for reason in sentences(reasons):
                problems.add("detail" if field == "non_field_errors" else field, reason)
    raise Unusable(problems)


def add_rows(problems, field, reasons, rows):
    """The reasons of a nested list, each at its item: ``{place: {part: [reason]}}``, or reasons about the list itself."""
    for place, parts in reasons.items() if isinstance(reasons, dict) else ():
        if isinstance(place, int) and isinstance(parts, dict):
            for part, found in parts.items():
                for reason in sentences(found):
                    problems.add(field, reason, item=item_of(rows[place]), part=part)
        else:
            for reason in sentences(parts):
                problems.add(field, reason)
    if not isinstance(reasons, dict):
        for reason in sentences(reasons):
            problems.add(field, reason)


def item_of(row):
    item = row.get("item") if isinstance(row, dict) else None
    return item if isinstance(item, int | str) else None


def sentences(reasons):
    """Every sentence of a nested error, flat."""
    if isinstance(reasons, dict):
        reasons = list(reasons.values())
    if isinstance(reasons, list):
        return [sentence for reason in reasons for sentence in sentences(reason)]
    return [str(reasons)]


def check_answers(problems, answers, items, *, foreign):
    """Every one of `items` is answered once, and nothing else; `foreign` is the sentence for an item that is not among them."""
    seen = set()
    for answer in answers:
        if answer["item"] not in items:
            problems.add("answers", foreign, item=answer["item"])
        elif answer["item"] in seen:
            problems.add("answers", _("This item is answered twice."), item=answer["item"])
        seen.add(answer["item"])
    for item in items.keys() - seen:
        problems.add("answers", _("This item is not answered."), item=item)


def check_told(problems, field, rows, failed, *, unfounded, twice):
    """Each `failed` item has one of the `rows` of `field`, which tells what was found there; the sentences say what else is wrong."""
    told = Counter(row["item"] for row in rows)
    for item in failed - told.keys():
        problems.add(field, _("Say what was found."), item=item, part="description")
    for item in told.keys() - failed:
        problems.add(field, unfounded, item=item, part="description")
    for item in (item for item, count in told.items() if count > 1):
        problems.add(field, twice, item=item, part="description")


def check_photos(problems, *named):
    """A photo is named once in the whole record."""
    named = [sha256 for photos in named for sha256 in photos]
    if len(named) != len(set(named)):
        problems.add("photos", _("A photo is named twice."))


def content_hash(data, lists, **who):
    """SHA-256 over the canonical JSON of a read record and `who` sent it: the same record hashes the same however it was written."""
    canonical = data | who | {name: data[name].astimezone(UTC) for name in ("started_at", "finished_at")}
    canonical |= {name: sorted(data[name], key=lambda row: row["item"]) for name in lists}
    text = json.dumps(canonical, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def known_record(model, id, digest, *, otherwise):
    """The record of `model` known by this id, or None; one with other content is Refused with the sentence `otherwise`."""
    rows = model.objects.filter(pk=id)
    hashed = rows.values_list("content_hash", flat=True).first()
    if hashed not in (None, digest):
        raise Refused(otherwise)
    return rows.get() if hashed else None


def once(write, *, known):
    """(what `write` makes, True), all of it or nothing; or (what `known` finds, False) where somebody was quicker with the same."""
    try:
        with transaction.atomic():
            return write(), True
    except IntegrityError:
        found = known()
        if found is None:
            raise
        return found, False


def photo_of(model, upload, *, by, sha256="", **owner):
    """The unsaved photo of `model` that an upload makes; `sha256` is what the sender says the bytes are.

    Raises ValidationError with the reason at its field.
    """
    try:
        photo = model.of(upload, by=by, allowed=IMAGES, **owner)
    except ValidationError as error:
        raise ValidationError({"file": error}) from error
    if sha256 and photo.sha256 != sha256.lower():
        raise ValidationError({"sha256": _("The file arrived damaged: its SHA-256 is another. Please send it again.")})
    return photo
