"""The campaign and its catalogue of creation tasks."""

from django.db import models, transaction
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from audit.models import record
from audit.rows import HasPage
from base.rows import number_in
from grid.access import ANYWHERE, ReachQuerySet
from grid.models import Organisation, Place


class Campaign(HasPage, models.Model):
    """The city's run for a certification or its re-review, with its own catalogue of tasks."""

    PLACE = ANYWHERE
    KINDS = {"certification": _("first certification"), "review": _("re-review")}

    name = models.CharField(_("name"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=13, choices=KINDS)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("campaign office"))
    since = models.DateField(_("since"))
    until = models.DateField(_("until"))

    objects = ReachQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-since"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("since")),
                name="campaign_ends_after_it_starts",
                violation_error_message=_("The campaign ends before it starts."),
            ),
        ]

    def __str__(self):
        return self.name


class CreationTaskQuerySet(ReachQuerySet):
    @transaction.atomic
    def take_the_place_of_the_sample(self, named, *, by, at=None, is_whole=True):
        """The tasks of an own list, whose ids are `named`, are no sample any more.

        A whole list also lets the sample tasks go that it does not name, unless they were given out.
        """
        own = self.filter(pk__in=named)
        own.filter(is_sample=True).update(is_sample=False)
        if not is_whole:
            return
        beside = self.filter(campaign__in=own.values("campaign"), is_sample=True, assignments=None)
        for task in beside.select_for_update(of=("self",)):
            record("delete", about=task, by=by, at=at, note=str(task))
            task.delete()

    def named(self, text):
        """Those whose title, category or standard holds `text`, or whose number it is."""
        words = Q(title__icontains=text) | Q(category__icontains=text) | Q(standard__icontains=text)
        return self.filter(words | Q(no=number_in(text)) if number_in(text) else words)

    def with_progress(self, work, *, at, soon_until):
        """Each task with its `progress` (done, doing, soon, late, todo) as the assignments `work` of it tell, unsent ones left out."""
        sent = work.order_by().filter(creation_task=OuterRef("pk")).exclude(status__in=["draft", "void"])
        unfinished = sent.exclude(status="closed")
        state = Case(
            When(~Exists(sent), then=Value("todo")),
            When(~Exists(unfinished), then=Value("done")),
            When(Exists(unfinished.open().filter(due_at__lte=at)), then=Value("late")),
            When(Exists(unfinished.open().filter(due_at__lte=soon_until)), then=Value("soon")),
            default=Value("doing"),
            output_field=models.CharField(),
        )
        return self.annotate(progress=state)

    def with_leaves(self, work):
        """Each task with `leaves`, the parts of the assignments `work` that nobody broke down further, and `leaves_closed`."""
        leaves = work.leaves().order_by().filter(creation_task=OuterRef("pk"))
        return self.annotate(leaves=number_of(leaves), leaves_closed=number_of(leaves.filter(status="closed")))


def number_of(work):
    """How many of the assignments `work` of one creation task there are, as a subquery."""
    return Coalesce(Subquery(work.values("creation_task").annotate(n=Count("pk")).values("n")), 0)


class CreationTask(HasPage, models.Model):
    """One of the campaign's creation tasks (创建任务): a standard, its evidence and weight, a lead and supporting departments."""

    PLACE = ANYWHERE
    ITEM_TYPES = {"veto": _("veto item"), "key": _("key item"), "basic": _("basic item"), "bonus": _("bonus item")}

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="creation_tasks", verbose_name=_("campaign"))
    no = models.PositiveSmallIntegerField(_("number"))
    category = models.CharField(_("category"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    standard = models.TextField(_("standard"))
    evidence = models.TextField(_("evidence"))
    weight = models.PositiveSmallIntegerField(_("weight"))
    item_type = models.CharField(_("item type"), max_length=5, choices=ITEM_TYPES)
    lead = models.ForeignKey(Organisation, models.PROTECT, related_name="leads", verbose_name=_("lead department"))
    supports = models.ManyToManyField(Organisation, related_name="supports", blank=True, verbose_name=_("supporting departments"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    is_sample = models.BooleanField(_("sample, until the bureau's own list is imported"), default=False, editable=False)

    objects = CreationTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("creation task")
        verbose_name_plural = _("creation tasks")
        ordering = ["campaign", "no"]
        default_permissions = ("add", "change", "view")
        constraints = [models.UniqueConstraint(fields=["campaign", "no"], name="creation_task_no_once_per_campaign")]

    def __str__(self):
        return f"{self.no} {self.title}"

    @property
    def number_words(self):
        """Its number as the office says it, for the small print of lists."""
        return _("task %(no)d") % {"no": self.no}
