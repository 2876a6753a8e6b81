"""Photos of an inspection, which may arrive after the record that names them, and more than once."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from PIL import ExifTags, Image

from base.records import once, photo_of
from inspections.models import Inspection, Photo

TAKEN = ExifTags.Base.DateTimeOriginal


def add_photo(inspection, upload, *, by, sha256="", finding=None, taken_at=None, where=(None, None), at=None):
    """Keep one photo of `inspection`; returns it and whether it is new: the same picture sent again is the same photo.

    `sha256` is what the sender says the bytes are; `taken_at` and `where` (latitude, longitude) what the phone says of the shot. A photo
    that a finding names is that finding's. Only the two officers add photos. Raises ValidationError with the reason at its field.
    """
    if by.pk not in (inspection.officer_id, inspection.second_officer_id):
        raise PermissionDenied
    photo = photo_of(Photo, upload, by=by, sha256=sha256, inspection=inspection)
    photo.finding = finding or inspection.findings.filter(photos_named__contains=[photo.sha256]).first()
    photo.taken_at = taken_at or camera_moment(upload)
    photo.latitude, photo.longitude = where
    if known := the_same(photo):
        return known, False
    return once(lambda: keep(photo, at or timezone.now()), known=lambda: the_same(photo))


def keep(photo, at):
    """The photo, written; the last one that was missing makes the record complete. The lock lets two last ones see each other."""
    inspection = Inspection.objects.select_for_update(of=("self",)).get(pk=photo.inspection_id)
    photo.save()
    if inspection.completed_at is None and not inspection.missing_photos():
        inspection.completed_at = at
        inspection.save(update_fields=["completed_at"])
    return photo


def the_same(photo):
    return Photo.objects.filter(inspection=photo.inspection, sha256=photo.sha256).first()


def camera_moment(upload):
    """When the camera says the shot was taken, by the clocks of Yinchuan; None where it does not say, or says a moment to come."""
    upload.seek(0)
    try:
        with Image.open(upload) as image:
            said = image.getexif().get_ifd(ExifTags.IFD.Exif).get(TAKEN)
        moment = timezone.make_aware(datetime.strptime(str(said), "%Y:%m:%d %H:%M:%S"))  # noqa: DTZ007 - made aware at once
    except (ValueError, TypeError, OSError, SyntaxError, OverflowError):
        moment = None
    upload.seek(0)
    return moment if moment and moment <= timezone.now() else None
