"""Photos as evidence: the original untouched, known by its hash, and a marked copy to show."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.files import StoredFile
from grid.access import ReachQuerySet
from inspections.models.findings import Finding
from inspections.models.inspections import Inspection


class PhotoQuerySet(ReachQuerySet):
    def reachable(self, user, action="view"):
        """A photo is seen by whoever sees its inspection, or the finding that it shows."""
        by_inspection = self.model._base_manager.filter(inspection__in=Inspection.objects.reachable(user, action))
        by_finding = self.model._base_manager.filter(finding__in=Finding.objects.reachable(user, action))
        return self.filter(pk__in=by_inspection.values("pk").union(by_finding.values("pk")))


def copy_path(photo, filename):
    return f"inspections.photo.copy/{photo.sha256[:2]}/{photo.inspection_id}-{photo.sha256}.jpg"


class Photo(StoredFile):
    """A picture taken at an inspection, of the shop or of one finding; the original bytes are kept, known by their SHA-256.

    `taken_at`, `latitude` and `longitude` are what the phone said beside it. `copy` is what people are shown: smaller, with the shop and
    the moment written on it, and nothing of what a camera writes into its files.
    """

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="photos")
    finding = models.ForeignKey(Finding, models.PROTECT, null=True, blank=True, related_name="photos")
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    latitude = models.FloatField(_("latitude (WGS 84)"), null=True, blank=True)
    longitude = models.FloatField(_("longitude (WGS 84)"), null=True, blank=True)
    copy = models.FileField(_("marked copy"), upload_to=copy_path, max_length=200, blank=True, editable=False)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        default_permissions = ("add", "view")
        constraints = [models.UniqueConstraint(fields=["inspection", "sha256"], name="photo_once_per_inspection")]

    @property
    def moment(self):
        """When it was taken; where nobody said, when it arrived."""
        return self.taken_at or self.uploaded_at

    @property
    def is_signature(self):
        return self.sha256 == self.inspection.signature

    @property
    def moment_words(self):
        return f"{timezone.localtime(self.moment):%Y-%m-%d %H:%M}"
