"""The phone's form: a checklist on a page, what was typed into it, and the same as a record to submit.

It decides nothing. What can be used is said by `submit_inspection` alone, which the API calls with the same content.
"""

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from base.files import IMAGES, sha256_of, validate_upload
from grid.models import Appointment
from inspections.content import MOST_PHOTOS
from inspections.models import Answer, Finding, Inspection
from inspections.submission import INSPECT

PLAIN = ("id", "kind", "second_officer", "started_at", "finished_at", "latitude", "longitude", "note")


class Sheet:
    """One checklist for one shop; `data` and `files` are what came back from the browser, None for a fresh one."""

    def __init__(self, shop, checklist, *, by, at, data=None, files=None):
        self.shop, self.checklist, self.by, self.at = shop, checklist, by, at
        self.data, self.files = data or {}, files
        self.fields, self.at_items = {}, {}

    @cached_property
    def typed(self):
        """The plain fields as they stand in the form."""
        fresh = {"id": str(uuid4()), "kind": "routine", "started_at": self.at.isoformat(timespec="seconds")}
        return {name: self.data.get(name) or fresh.get(name, "") for name in PLAIN}

    @cached_property
    def rows(self):
        return [Row(self, item) for item in self.checklist.items.all()]

    @property
    def kinds(self):
        return Inspection.KINDS.items()

    @property
    def values(self):
        return Answer.VALUES.items()

    @property
    def whole(self):
        return sum(row.item.weight for row in self.rows)

    @property
    def photos(self):
        return self.uploads("photos")

    def uploads(self, name):
        return self.files.getlist(name) if self.files else []

    @cached_property
    def colleagues(self):
        """Who may be the second officer, by office, the own one first: those whose post holds the shop, and the own office."""
        own = [post.organisation_id for post in self.by.posts]
        posts = (
            Appointment.objects.current(timezone.localdate(self.at))
            .carrying(INSPECT)
            .filter(Q(place__in=self.shop.place.path_ids()) | Q(organisation__in=own), user__is_active=True)
            .exclude(user=self.by)
            .select_related("user", "organisation", "place")
        )
        nearest = sorted(posts, key=lambda post: (post.organisation_id not in own, -len(post.place.path_ids()), post.user.name))
        offices, seen = {}, set()
        for post in nearest:
            if post.user_id not in seen:
                offices.setdefault(post.organisation, []).append(post)
                seen.add(post.user_id)
        return offices.items()

    def content(self):
        """The record as the API takes it."""
        plain = {name: value for name, value in self.typed.items() if value != ""}
        failed = [row for row in self.rows if row.value == Answer.FAIL]
        return {
            **plain,
            "establishment": self.shop.pk,
            "checklist": self.data.get("checklist") or self.checklist.pk,
            "finished_at": self.typed["finished_at"] or self.at.isoformat(timespec="seconds"),
            "answers": [{"item": row.item.pk, "value": row.value, "note": row.note} for row in self.rows],
            "findings": [row.finding() for row in failed],
            "photos": [sha256_of(upload) for upload in self.photos],
        }

    def pictures(self):
        """Every photo to keep: the shop's, and those of failed items."""
        return self.photos + [upload for row in self.rows if row.value == Answer.FAIL for upload in row.photos]

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
        """Show what `submit_inspection` said."""
        self.at_items = unusable.at_items
        self.fields = {name: sentences for name, sentences in unusable.fields.items() if not self.stands_at_an_item(name, sentences)}

    def stands_at_an_item(self, name, sentences):
        at_items = sum(len(found) for parts in self.at_items.values() for found in parts.values())
        return name in ("answers", "findings") and at_items >= len(sentences)

    @property
    def is_wrong(self):
        return bool(self.fields or self.at_items)

    @property
    def wrong_rows(self):
        return [row for row in self.rows if row.is_wrong]


class Row:
    """One item on the sheet with what was typed at it."""

    severities = Finding.SEVERITIES.items()
    most_photos = MOST_PHOTOS

    def __init__(self, sheet, item):
        self.sheet, self.item = sheet, item
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
    def severity(self):
        return self.typed("severity") or Finding.GENERAL

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

    def finding(self):
        return {
            "item": self.item.pk,
            "severity": self.severity,
            "description": self.description,
            "photos": [sha256_of(upload) for upload in self.photos],
        }


def faults_of(upload):
    """Why an upload is no usable photo, in sentences that name it."""
    try:
        validate_upload(upload, IMAGES)
    except ValidationError as error:
        return [_("%(name)s: %(reason)s") % {"name": upload.name, "reason": reason} for reason in error.messages]
    return []
