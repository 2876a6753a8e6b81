"""Drafts of checklists and work standards: drawn up from the version before, changed line by line, compared with any other."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from audit.models import changes_between, record
from base.errors import Refused
from inspections.models import Checklist, ChecklistItem, StandardFile, WorkStandard

WORDS = ["text", "text_en", "weight", "critical", "photo_required", "hint", "fail_reasons", "clause"]
SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"


# Drawing up ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def draw_up(model, format, *, by, at=None, **fields):
    """A new draft of `model` for `format`, with everything the newest version says. Refused while another draft is open."""
    type(format).objects.select_for_update().get(pk=format.pk)  # two at once would take the same number
    versions = model.objects.filter(format=format)
    if versions.filter(status=model.DRAFT).exists():
        raise Refused(_("A draft of the next version is open already."))
    newest = versions.order_by("-version").first()
    number = (versions.aggregate(last=Max("version"))["last"] or 0) + 1
    draft = model(format=format, version=number, status=model.DRAFT, effective_on=None, **fields)
    if model is WorkStandard and newest and not draft.text:
        draft.text = newest.text
    draft.save()
    if newest:
        COPIES[model](newest, draft)
    record("create", about=draft, by=by, at=at, note=str(newest or ""))
    return draft


def copy_items(old, new):
    ChecklistItem.objects.bulk_create(
        ChecklistItem(
            checklist=new,
            code=item.code,
            order=item.order,
            **{name: getattr(item, name) for name in WORDS},
        )
        for item in old.items.select_related("clause")
    )


def copy_files(old, new):
    """The same files under another row: they lie by their hash and are never changed."""
    names = ["file", "name", "mime_type", "size", "sha256", "uploaded_by", "uploaded_at", "kind", "caption"]
    StandardFile.objects.bulk_create(
        StandardFile(standard=new, **{name: getattr(row, name) for name in names}) for row in old.files.order_by("id")
    )


COPIES = {Checklist: copy_items, WorkStandard: copy_files}


# Changing a draft ----------------------------------------------------------------------------------------------------


@transaction.atomic
def save_item(item, *, by, at=None):
    """Write an item of a draft, new or changed, with its history at the checklist."""
    checklist = lock(item.checklist)
    before = ChecklistItem.objects.filter(pk=item.pk).first()
    if before is None:
        item.order = (checklist.items.aggregate(last=Max("order"))["last"] or 0) + 1
    changes = changes_between(before, item, ["code", *WORDS]) if before else {}
    item.save()
    if before is None or changes:
        record("change", about=checklist, by=by, at=at, note=item.code, changes=changes)
    return item


@transaction.atomic
def drop_item(item, *, by, at=None):
    """Take an item out of a draft; those behind it move up."""
    checklist = lock(item.checklist)
    item.delete()
    renumber(checklist.items.all())
    record("change", about=checklist, by=by, at=at, note=f"− {item}")


@transaction.atomic
def move_item(item, to, *, by, at=None):
    """Put an item of a draft at place `to`, counted from 1; the others make room."""
    checklist = lock(item.checklist)
    others = [row for row in checklist.items.all() if row.pk != item.pk]
    others.insert(max(0, min(to, len(others) + 1) - 1), item)
    renumber(others)
    record("change", about=checklist, by=by, at=at, note=f"{item.code} → {to}")


def renumber(items):
    items = list(items)
    for order, item in enumerate(items, start=1):
        item.order = order
    ChecklistItem.objects.bulk_update(items, ["order"])


def lock(versioned):
    """The version read anew under its lock; refused unless it is a draft."""
    row = type(versioned).objects.select_for_update(of=("self",)).get(pk=versioned.pk)
    row.check_is_draft()
    return row


# Comparing -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One line of a comparison: what stood there before, what stands there now, and which words differ."""

    key: str
    before: object
    after: object
    differs: list = field(default_factory=list)

    @property
    def kind(self):
        if self.before is None:
            return ADDED
        if self.after is None:
            return REMOVED
        return CHANGED if self.differs else SAME

    @property
    def words(self):
        return {
            ADDED: _("added"),
            REMOVED: _("removed"),
            CHANGED: _("changed"),
            SAME: _("unchanged"),
        }[self.kind]


def compare(before, after, names):
    """The lines of two versions side by side: `before` and `after` are ``{key: {name: value}}``, in the order of `after`."""
    keys = [*after, *(key for key in before if key not in after)]
    return [line_of(key, before.get(key), after.get(key), names) for key in keys]


def line_of(key, before, after, names):
    if before is None or after is None:
        return Line(key, before, after)
    return Line(key, before, after, [name for name in names if before.get(name) != after.get(name)])


def rows_of(checklist):
    """A checklist as `compare` takes it, by the items' codes, which outlive versions."""
    return {item.code: plain(item) for item in checklist.items.select_related("clause")}


def plain(item):
    said = {name: getattr(item, name) for name in WORDS}
    return said | {"order": item.order, "fail_reasons": "；".join(item.fail_reasons), "clause": str(item.clause or "")}
