"""Names found by how they sound: 宁味轩 by "ningweixuan" or "nwx", typed without an input method."""

import re

from django.db import models
from django.db.models import Q

from base.bulk import update

TYPED = re.compile(r"[a-z][a-z0-9' -]+")
BATCH = 2000


class PinyinField(models.TextField):
    """Filled whenever its row is written, by save() and bulk_create() alike; ``QuerySet.update`` of a name does not reach it."""

    def __init__(self, **kwargs):
        super().__init__(**{"editable": False, "blank": True, "default": "", "db_default": ""} | kwargs)

    def pre_save(self, row, add):
        names = getattr(row, "SOUNDS", HasPinyin.SOUNDS)  # a migration's model has fields only
        row.pinyin = pinyin_of(*(getattr(row, name) for name in names))
        return row.pinyin


class HasPinyin(models.Model):
    """A model whose rows are found by the pinyin of the fields in ``SOUNDS`` too, in full or by initials."""

    SOUNDS = ("name",)

    pinyin = PinyinField()

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is not None and set(self.SOUNDS) & set(update_fields):
            update_fields = {*update_fields, "pinyin"}
        super().save(*args, update_fields=update_fields, **kwargs)


def pinyin_of(*names):
    """Each name in full and by initials: ``ningweixuan nwx``."""
    from pypinyin import lazy_pinyin  # its dictionary takes 57 MB, which few processes need

    found = []
    for name in names:
        parts = [part.lower() for part in lazy_pinyin(name or "")]
        found += ["".join(parts), "".join(part[0] for part in parts)]
    return " ".join(dict.fromkeys(word.replace(" ", "") for word in found if word))


def sounds_like(text, *fields):
    """The condition that one of the `fields` (``place__pinyin``) sounds like `text`; nothing does where `text` is no pinyin."""
    typed = text.strip().lower()
    if not TYPED.fullmatch(typed):
        return Q(pk__in=[])
    letters = re.sub("[' -]", "", typed)
    condition = Q()
    for field in fields:
        condition |= Q(**{f"{field}__contains": letters})
    return condition


def fill(model, names=("name",)):
    """Write the pinyin of every row that stands already; for migrations."""
    rows = list(model._base_manager.values_list("pk", *names))
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        update(model, [row[0] for row in batch], {"pinyin": [pinyin_of(*row[1:]) for row in batch]})
