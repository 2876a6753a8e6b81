"""A form that is filled in in the field, item by item, and sent whole: what was typed, and the same as a record to submit.

It decides nothing. What can be used is said by the one function that takes the record in, which the API calls with the same
content; `take` then shows its sentences at their places.
"""

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from base.files import IMAGES, sha256_of, validate_upload
from base.records import MOST_PHOTOS

PLAIN = ("id", "started_at", "finished_at", "latitude", "longitude", "note")


class FieldRow:
    """One item on the sheet with what was typed at it; `parts` says what the row of a failed item has beside item and photos."""

    most_photos = MOST_PHOTOS
    parts = ("description",)

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
    def failed(self):
        return self.value == self.sheet.failed_value

    @property
    def errors(self):
        return self.sheet.at_items.get(self.item.pk, {})

    @property
    def is_wrong(self):
        return bool(self.errors)

    def answer(self):
        return {"item": self.item.pk, "value": self.value, "note": self.note}

    def failure(self):
        said = {part: getattr(self, part) for part in self.parts}
        return {"item": self.item.pk, "photos": self.sheet.hashes(f"{self.key}-photos"), **said}


class FieldSheet:
    """The form; `data` and `files` are what came back from the browser, None for a fresh one.

    A subclass says its `items()`, the plain fields it has beside those of every record with the values of a fresh sheet
    (`fresh`), the value of a failed item, and under which name the record lists the failures.
    """

    row_class = FieldRow
    fresh = {}
    failed_value = ""
    failures = ""
    pass_word, fail_word = _("pass"), _("fail")

    def __init__(self, *, by, at, data=None, files=None):
        self.by, self.at = by, at
        self.data, self.files = data or {}, files
        self.fields, self.at_items = {}, {}

    @cached_property
    def typed(self):
        """The plain fields as they stand in the form."""
        fresh = {"id": str(uuid4()), "started_at": self.at.isoformat(timespec="seconds"), **self.fresh}
        return {name: self.data.get(name) or fresh.get(name, "") for name in (*PLAIN, *self.fresh)}

    @cached_property
    def rows(self):
        return [self.row_class(self, item, self.number_of(item, nth)) for nth, item in enumerate(self.items(), start=1)]

    def number_of(self, item, nth):
        """The number an item is known by: where it stands, unless its own list has another for it."""
        return nth

    @property
    def photos(self):
        return self.uploads("photos")

    def uploads(self, name):
        return self.files.getlist(name) if self.files else []

    def hashes(self, name):
        """The SHA-256 of the photos at one place of the form: of those that came along, and of those that a script sends apart."""
        apart = self.data.getlist(f"{name}-sha256") if self.data else []
        return [*map(sha256_of, self.uploads(name)), *apart]

    def content(self):
        """The record as the API takes it; a subclass adds whose it is."""
        return {
            **{name: value for name, value in self.typed.items() if value != ""},
            "finished_at": self.typed["finished_at"] or self.at.isoformat(timespec="seconds"),
            "answers": [row.answer() for row in self.rows],
            self.failures: [row.failure() for row in self.rows if row.failed],
            "photos": self.hashes("photos"),
        }

    def pictures(self):
        """Every photo to keep: the shop's, and those of failed items."""
        return self.photos + [upload for row in self.rows if row.failed for upload in row.photos]

    def refuses(self):
        """Whether the form itself cannot be sent on, since a photo is no usable image; the sentences then stand at their fields."""
        for upload in self.photos:
            for sentence in faults_of(upload):
                self.fields.setdefault("photos", []).append(sentence)
        for row in self.rows:
            for sentence in [sentence for upload in row.photos for sentence in faults_of(upload)]:
                self.at_items.setdefault(row.item.pk, {}).setdefault("photos", []).append(sentence)
        return self.is_wrong

    def take(self, unusable):
        """Show what was wrong with the record; what stands at an item is not said again on top."""
        self.at_items = unusable.at_items
        self.fields = {name: sentences for name, sentences in unusable.fields.items() if not self.stands_at_an_item(name, sentences)}

    def stands_at_an_item(self, name, sentences):
        at_items = sum(len(found) for parts in self.at_items.values() for found in parts.values())
        return name in ("answers", self.failures) and at_items >= len(sentences)

    @property
    def is_wrong(self):
        return bool(self.fields or self.at_items)

    @property
    def wrong_rows(self):
        return [row for row in self.rows if row.is_wrong]


def faults_of(upload):
    """Why an upload is no usable photo, in sentences that name it."""
    try:
        validate_upload(upload, IMAGES)
    except ValidationError as error:
        return [_("%(name)s: %(reason)s") % {"name": upload.name, "reason": reason} for reason in error.messages]
    return []
