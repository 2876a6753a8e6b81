"""What is reported of assigned work, with the files that show it."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.files import EVIDENCE, StoredFile
from grid.access import ReachQuerySet
from tasks.models.assignments import Assignment


class Report(models.Model):
    """What an organisation says it has done, with its evidence; a sent-back assignment gets another."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="reports")
    text = models.TextField(_("report"))
    percent = models.PositiveSmallIntegerField(_("standard reached, in percent"), default=100, validators=[MaxValueValidator(100)])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-id"]

    def __str__(self):
        return self.text[:60]

    def keep(self, files, *, by):
        """Add the uploads that show what the report says."""
        for upload in files:
            Evidence.of(upload, by=by, allowed=EVIDENCE, report=self).save()


class EvidenceQuerySet(ReachQuerySet):
    def reachable(self, user, action="view"):
        """Evidence is seen by whoever sees the assignment it was reported for."""
        return self.filter(report__assignment__in=Assignment.objects.reachable(user, action))


class Evidence(StoredFile):
    """A file that shows what a report says."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="files")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence file")
        verbose_name_plural = _("evidence files")
