"""Issued letters as they were printed: what is filed never changes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tasks.models.notices import Notice


def paper_path(paper, filename):
    return f"tasks.issuedpaper/{paper.sha256[:2]}/{paper.sha256}.pdf"


class IssuedPaper(models.Model):
    """The PDF of one issued letter with its SHA-256, filed once; whoever holds a copy can have it compared."""

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="paper", verbose_name=_("letter"))
    file = models.FileField(_("file"), upload_to=paper_path, max_length=200)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    filed_at = models.DateTimeField(_("filed at"))

    class Meta:
        verbose_name = _("issued paper")
        verbose_name_plural = _("issued papers")
        default_permissions = ()

    def __str__(self):
        return self.sha256
