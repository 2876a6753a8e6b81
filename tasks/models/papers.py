"""Issued letters as they were printed: what is filed never changes. And the files that came with replies."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from base.files import StoredFile
from base.filing import FiledPaper, paper_path  # noqa: F401 - the first migration names the path here
from grid.access import ReachQuerySet
from tasks.models.notices import Notice


class IssuedPaper(FiledPaper):
    """The PDF of one issued letter with its SHA-256, filed once; whoever holds a copy can have it compared."""

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="paper", verbose_name=_("letter"))

    class Meta:
        verbose_name = _("issued paper")
        verbose_name_plural = _("issued papers")
        default_permissions = ()


class ReplyFileQuerySet(ReachQuerySet):
    def reachable(self, user, action="view"):
        """A file that came with a reply is seen by whoever sees the letter."""
        return self.filter(notice__in=Notice.objects.reachable(user, action))


class ReplyFile(StoredFile):
    """A file that an addressee sent along with the written reply to a letter."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="reply_files", verbose_name=_("letter"))

    objects = ReplyFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a reply")
        verbose_name_plural = _("files of replies")
        default_permissions = ()
        ordering = ["id"]
