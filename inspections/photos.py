"""Photos of an inspection, which may arrive after the record that names them, and more than once."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from base.files import IMAGES
from inspections.models import Photo


def add_photo(inspection, upload, *, by, sha256="", finding=None):
    """Keep one photo of `inspection`; returns it and whether it is new: the same picture sent again is the same photo.

    `sha256` is what the sender says the bytes are. A photo that a finding names is that finding's. Only the two officers add
    photos. Raises ValidationError with the reason at its field.
    """
    if by.pk not in (inspection.officer_id, inspection.second_officer_id):
        raise PermissionDenied
    try:
        photo = Photo.of(upload, by=by, allowed=IMAGES, inspection=inspection)
    except ValidationError as error:
        raise ValidationError({"file": error}) from error
    if sha256 and photo.sha256 != sha256.lower():
        raise ValidationError({"sha256": _("The file arrived damaged: its SHA-256 is another. Please send it again.")})
    photo.finding = finding or inspection.findings.filter(photos_named__contains=[photo.sha256]).first()
    try:
        if known := the_same(photo):
            return known, False
        with transaction.atomic():
            photo.save()
        return photo, True
    except IntegrityError:  # the same picture arrived twice at once
        return the_same(photo), False


def the_same(photo):
    return Photo.objects.filter(inspection=photo.inspection, sha256=photo.sha256).first()
