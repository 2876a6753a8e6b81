"""What letters say, as an administrator words it."""

import re
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.rows import HasPage
from grid.access import ANYWHERE, ReachQuerySet
from tasks.models.rungs import WORK_KINDS, LetterKind

LONGEST_TITLE = 200  # characters: Notice.title
FIELDS = {
    "task": _("title of the work"),
    "we": _("how the issuing office speaks of itself"),
    "source": _("which creation task it comes from"),
    "handed_out": _("day it was handed over"),
    "due": _("due moment"),
    "now": _("moment of writing"),
    "before": _("the letters that went before"),
}
FIELD = re.compile(r"\{(\w+)\}")


def validate_fields(text):
    """Refuse braces around anything but a known field: a letter must not go out with a hole in it."""
    unknown = [name for name in FIELD.findall(text) if name not in FIELDS]
    if unknown:
        raise ValidationError(_("There is no field {%(name)s}."), code="unknown_field", params={"name": unknown[0]})
    if "{" in (rest := FIELD.sub("", text)) or "}" in rest:
        raise ValidationError(_("A brace stands alone; fields are written {name}."), code="lone_brace")


class LetterTemplate(HasPage, models.Model):
    """The words of one letter for one kind of work; its named fields are FIELDS. Paragraphs are lines."""

    PLACE = ANYWHERE

    letter = models.CharField(_("letter"), max_length=12, choices=LetterKind)
    work_kind = models.CharField(_("kind of work"), max_length=10, choices=WORK_KINDS)
    title = models.CharField(_("title"), max_length=120, validators=[validate_fields])
    body = models.TextField(_("text"), validators=[validate_fields])

    objects = ReachQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter template")
        verbose_name_plural = _("letter templates")
        ordering = ["work_kind", "id"]
        default_permissions = ("change", "view")
        constraints = [models.UniqueConstraint(fields=["letter", "work_kind"], name="one_template_per_letter_and_work")]

    def __str__(self):
        return f"{self.get_letter_display()} ({self.get_work_kind_display()})"

    def tells(self, field):
        """Whether the letter says anything of this field."""
        return f"{{{field}}}" in self.title or f"{{{field}}}" in self.body

    def write(self, fields):
        """(title, text) of a letter; `fields` as `letters.fields_of` gives them. A long task is cut where the title is full."""
        fields = fields | {"task": inner_quotes(fields["task"])}
        room = LONGEST_TITLE - len(self.title)
        return fill(self.title, fields | {"task": fields["task"][:room]}), fill(self.body, fields)


def fill(text, fields):
    return as_format(text) % fields


@lru_cache(maxsize=256)
def as_format(text):
    """The text as Python fills it: a sweep writes a hundred thousand letters from a few templates."""
    return FIELD.sub(r"%(\1)s", text.replace("%", "%%"))


def inner_quotes(words):
    """Quotation marks within quotation marks."""
    return words.replace("“", "‘").replace("”", "’")
