"""What is looked at in shops of a format: the work standard (工作规范) and the checklist, each in versions."""

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.models import Lifecycle
from audit.moves import move
from audit.rows import HasPage
from base.errors import Refused
from base.files import StoredFile
from establishments.models import Format
from grid.access import ANYWHERE, ReachQuerySet, holds
from inspections.models.laws import Clause

WHOLE = 100


class VersionedQuerySet(ReachQuerySet):
    def reachable(self, user, action="view"):
        """A draft is seen by those who may work on it."""
        rows = super().reachable(user, action)
        meta = self.model._meta
        drafts = action != "view" or holds(user, f"{meta.app_label}.change_{meta.model_name}")
        return rows if drafts else rows.exclude(status=Versioned.DRAFT)

    def published(self):
        return self.filter(status=Versioned.PUBLISHED)

    def in_force(self, format, on):
        """The newest published version for a format whose effective date has come, or None."""
        return self.published().filter(format=format, effective_on__lte=on).order_by("-version").first()

    def with_names(self):
        return self.select_related("format")


class Versioned(HasPage, Lifecycle):
    """What holds for a format in versions: written as a draft, published with the day from which it holds, retired."""

    PLACE = ANYWHERE
    DRAFT, PUBLISHED, RETIRED = "draft", "published", "retired"
    STATUSES = {DRAFT: _("draft"), PUBLISHED: _("published"), RETIRED: _("retired")}
    STATES = {DRAFT: "doing", PUBLISHED: "done"}
    MOVES = {
        "publish": move(DRAFT, to=PUBLISHED, label=_("Publish"), icon="circle-check"),
        "retire": move(DRAFT, PUBLISHED, to=RETIRED, label=pgettext_lazy("version", "Retire"), icon="archive", danger=True),
    }

    version = models.PositiveSmallIntegerField(_("version"), default=1)
    status = models.CharField(_("status"), max_length=9, choices=STATUSES, default=PUBLISHED)
    effective_on = models.DateField(_("effective on"), null=True, blank=True)

    objects = VersionedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.format} v{self.version}"

    @property
    def is_draft(self):
        return self.status == self.DRAFT

    def before(self):
        """The version before this one that was ever published, or None."""
        earlier = type(self).objects.filter(format=self.format_id, version__lt=self.version, effective_on__isnull=False)
        return earlier.order_by("-version").first()

    @transaction.atomic
    def publish(self, *, by, effective_on, note="", at=None):
        """Make it hold from the day `effective_on`: today or later, and not before the version that it replaces."""
        at = at or timezone.now()
        if effective_on < timezone.localdate(at):
            raise Refused(_("A version holds from today or a later day: what was inspected before was inspected by another."))
        newest = type(self).objects.published().filter(format=self.format_id).order_by("-effective_on").first()
        if newest and effective_on < newest.effective_on:
            words = _("Version %(version)d holds from %(day)s only; this one cannot hold before it.")
            raise Refused(words % {"version": newest.version, "day": newest.effective_on})
        self.go("publish", by=by, at=at, note=note, effective_on=effective_on)

    @transaction.atomic
    def retire(self, *, by, note, at=None):
        """Take it out of use; what was inspected by it stays readable with it."""
        self.go("retire", by=by, at=at, note=note)

    def check_is_draft(self):
        if not self.is_draft:
            raise Refused(_("Only a draft is changed; draw up a new version instead."))


class Checklist(Versioned):
    """One version of what is looked at in shops of a format; an inspection is pinned to its version for ever."""

    format = models.ForeignKey(Format, models.PROTECT, related_name="checklists", verbose_name=_("format"))

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        ordering = ["format", "-version"]
        default_permissions = ("add", "change", "view")
        permissions = [("publish_checklist", _("Can publish checklists")), ("retire_checklist", _("Can retire checklists"))]
        constraints = [models.UniqueConstraint(fields=["format", "version"], name="checklist_version_once")]

    def weight(self):
        return sum(item.weight for item in self.items.all())

    def why_not_publish(self):
        whole = self.weight()
        words = _("The weights add up to %(whole)d, not to %(wanted)d.")
        return "" if whole == WHOLE else words % {"whole": whole, "wanted": WHOLE}


class ChecklistItem(models.Model):
    """One thing to look at. Weights of a checklist add up to 100; a failed critical item (重点项目) decides the result."""

    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="items")
    code = models.CharField(_("code"), max_length=8)
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.TextField(_("text"))
    text_en = models.TextField(_("English text"), blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"))
    critical = models.BooleanField(_("critical"), default=False)
    photo_required = models.BooleanField(_("photo required"), default=False, help_text=_("Where it fails, a photo must show it."))
    hint = models.TextField(_("hint for the officer"), blank=True)
    fail_reasons = ArrayField(models.CharField(max_length=100), default=list, blank=True, verbose_name=_("usual reasons for failing"))
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, blank=True, related_name="items", verbose_name=_("legal basis"))

    class Meta:
        verbose_name = _("checklist item")
        verbose_name_plural = _("checklist items")
        ordering = ["checklist", "order"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["checklist", "code"], name="item_code_once_per_checklist")]

    def __str__(self):
        return f"{self.code} {self.text}"


class WorkStandard(Versioned):
    """One version of the work standard of a format (工作规范): what good work looks like, in words, files and photos."""

    format = models.ForeignKey(Format, models.PROTECT, related_name="work_standards", verbose_name=_("format"))
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("work standard")
        verbose_name_plural = _("work standards")
        ordering = ["format", "-version"]
        default_permissions = ("add", "change", "view")
        permissions = [("publish_workstandard", _("Can publish work standards")), ("retire_workstandard", _("Can retire work standards"))]
        constraints = [models.UniqueConstraint(fields=["format", "version"], name="work_standard_version_once")]


class StandardFileQuerySet(ReachQuerySet):
    def reachable(self, user, action="view"):
        """A file is seen by whoever sees its standard."""
        return super().reachable(user, action).filter(standard__in=WorkStandard.objects.reachable(user, "view"))


class StandardFile(StoredFile):
    """A paper of a work standard, or a photo of how it is right or wrong."""

    PLACE = ANYWHERE
    PAPER, RIGHT, WRONG = "paper", "right", "wrong"
    KINDS = {PAPER: _("paper"), RIGHT: _("this is right"), WRONG: _("this is wrong")}

    standard = models.ForeignKey(WorkStandard, models.PROTECT, related_name="files", verbose_name=_("work standard"))
    kind = models.CharField(_("kind"), max_length=5, choices=KINDS, default=PAPER)
    caption = models.CharField(_("caption"), max_length=120, blank=True)

    objects = StandardFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a work standard")
        verbose_name_plural = _("files of work standards")
        default_permissions = ("view",)
