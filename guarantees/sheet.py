"""The phone's form of a visit: the items on a page, what was typed into them, and the same as a record to submit.

It decides nothing. What can be used is said by `submit_visit` alone, which the API calls with the same content.
"""

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from base.files import IMAGES, sha256_of, validate_upload
from base.records import MOST_PHOTOS
from guarantees.models import GuaranteeVisit, VisitAnswer, VisitItem

PLAIN = ("id", "mode", "started_at", "finished_at", "latitude", "longitude", "note")


class VisitSheet:
    """The visit form for one guarantee; `data` and `files` are what came back from the browser, None for a fresh one."""

    modes = GuaranteeVisit.MODES.items()

    def __init__(self, guarantee, *, by, at, data=None, files=None):
        self.guarantee, self.shop, self.by, self.at = guarantee, guarantee.establishment, by, at
        self.data, self.files = data or {}, files
        self.fields, self.at_items = {}, {}

    @cached_property
    def typed(self):
        """The plain fields as they stand in the form."""
        fresh = {"id": str(uuid4()), "mode": GuaranteeVisit.ON_SITE, "started_at": self.at.isoformat(timespec="seconds")}
        return {name: self.data.get(name) or fresh.get(name, "") for name in PLAIN}

    @cached_property
    def rows(self):
        items = VisitItem.objects.for_format(self.shop.format.code, timezone.localdate(self.at))
        return [Row(self, item, number) for number, item in enumerate(items, start=1)]

    @property
    def photos(self):
        return self.uploads("photos")

    def uploads(self, name):
        return self.files.getlist(name) if self.files else []

    def content(self):
        """The record as the API takes it."""
        failed = [row for row in self.rows if row.value == VisitAnswer.NO]
        return {
            **{name: value for name, value in self.typed.items() if value != ""},
            "guarantee": self.guarantee.pk,
            "finished_at": self.typed["finished_at"] or self.at.isoformat(timespec="seconds"),
            "answers": [{"item": row.item.pk, "value": row.value, "note": row.note} for row in self.rows],
            "problems": [row.problem() for row in failed],
            "photos": [sha256_of(upload) for upload in self.photos],
        }

    def pictures(self):
        """Every photo to keep: the shop's, and those of problems."""
        return self.photos + [upload for row in self.rows if row.value == VisitAnswer.NO for upload in row.photos]

    def refuses_photos(self):
        """Whether a photo is no usable image; the sentences then stand at their fields."""
        for upload in self.photos:
            for sentence in faults_of(upload):
                self.fields.setdefault("photos", []).append(sentence)
        for row in self.rows:
            for sentence in [sentence for upload in row.photos for sentence in faults_of(upload)]:
                self.at_items.setdefault(row.item.pk, {}).setdefault("photos", []).append(sentence)
        return bool(self.fields or self.at_items)

    def take(self, unusable):
        """Show what `submit_visit` said; what stands at an item is not said again on top."""
        self.at_items = unusable.at_items
        at_items = sum(len(found) for parts in self.at_items.values() for found in parts.values())
        items_said = ("answers", "problems") if at_items else ()
        self.fields = {name: sentences for name, sentences in unusable.fields.items() if name not in items_said}

    @property
    def is_wrong(self):
        return bool(self.fields or self.at_items)

    @property
    def wrong_rows(self):
        return [row for row in self.rows if row.is_wrong]


class Row:
    """One item on the sheet with what was typed at it."""

    most_photos = MOST_PHOTOS

    def __init__(self, sheet, item, number):
        self.sheet, self.item, self.number = sheet, item, number
        self.key = f"i{item.pk}"

    def typed(self, part):
        return self.sheet.data.get(f"{self.key}-{part}", "")

    @property
    def value(self):
        return self.typed("value")

    @property
    def note(self):
        return self.typed("note")

    @property
    def description(self):
        return self.typed("description")

    @property
    def photos(self):
        return self.sheet.uploads(f"{self.key}-photos")

    @property
    def errors(self):
        return self.sheet.at_items.get(self.item.pk, {})

    @property
    def is_wrong(self):
        return bool(self.errors)

    def problem(self):
        return {"item": self.item.pk, "description": self.description, "photos": [sha256_of(upload) for upload in self.photos]}


def faults_of(upload):
    """Why an upload is no usable photo, in sentences that name it."""
    try:
        validate_upload(upload, IMAGES)
    except ValidationError as error:
        return [_("%(name)s: %(reason)s") % {"name": upload.name, "reason": reason} for reason in error.messages]
    return []
