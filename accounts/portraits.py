"""A person's photo, for the boards that say who answers: uploaded by the person or an administrator, the newest one counts."""

import io

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from accounts.models import Portrait
from audit.models import record
from base.files import IMAGES, validate_upload

WIDTH, HEIGHT = 360, 480  # pixels of a board's photo, three by four


class HasPortrait(forms.Form):
    """A form that takes a new photo of its person along."""

    portrait = forms.FileField(
        label=_("Photo"),
        required=False,
        help_text=_("For boards: the face from the front, upright. JPEG, PNG or WebP."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )

    def clean_portrait(self):
        upload = self.cleaned_data["portrait"]
        if upload:
            validate_upload(upload, IMAGES)
        return upload

    def keep_portrait(self, person, *, by):
        if upload := self.cleaned_data.get("portrait"):
            set_portrait(person, upload, by=by)


@transaction.atomic
def set_portrait(person, upload, *, by):
    """Keep `upload` as the photo of `person`; earlier ones stay in the files."""
    made = Portrait.of(upload, by=by, allowed=IMAGES, person=person)
    made.save()
    record("portrait", about=person, by=by)
    return made


def portraits_of(people):
    """{id of a person: JPEG bytes, three by four} of those who have a photo."""
    newest = Portrait.objects.filter(person__in=people).order_by("person", "-id").distinct("person")
    return {portrait.person_id: picture(portrait.file) for portrait in newest}


def picture(file):
    """The middle of a photo as an upright JPEG, small enough for a board."""
    with file.open() as stored, Image.open(stored) as image:
        upright = ImageOps.fit(ImageOps.exif_transpose(image).convert("RGB"), (WIDTH, HEIGHT))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=85)
    return out.getvalue()
