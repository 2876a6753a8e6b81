"""The copy of a photo that people are shown: upright, smaller, marked with shop and moment, with nothing a camera writes into files."""

import io

from django.core.files.base import ContentFile
from django.http import FileResponse
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont, ImageOps

from base.printing import FONTS

LARGEST_SIDE = 1600
SHARE_OF_TEXT = 24  # the letters are a twenty-fourth of the shorter side
FONT = FONTS / "noto-sans-sc" / "400Regular" / "NotoSansSC_400Regular.ttf"
INK, SHADE = (255, 255, 255), (0, 0, 0, 132)


def marked_copy(photo):
    """The file of the copy; made the first time somebody looks, and the same ever after."""
    if not photo.copy:
        content = drawn(photo.file, lines_of(photo))
        photo.copy.save("copy.jpg", ContentFile(content), save=False)
        type(photo).objects.filter(pk=photo.pk).update(copy=photo.copy.name)
    return photo.copy


def copy_response(photo):
    """The copy as an answer to a browser; old enough to be kept by it, too private to be kept on the way."""
    response = FileResponse(marked_copy(photo).open(), filename="photo.jpg", content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    return response


def lines_of(photo):
    """What stands on the copy. No coordinates: copies go to people and pages that need not know them."""
    inspection = photo.inspection
    return [
        f"{inspection.place.name}　{timezone.localtime(photo.moment):%Y-%m-%d %H:%M}",
        f"{inspection.organisation.short_name}　现场检查照片",
    ]


def drawn(file, lines):
    """JPEG bytes of the picture in `file` with `lines` on a shade at its foot."""
    file.open()
    with Image.open(file) as original:
        original.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
        picture = ImageOps.exif_transpose(original).convert("RGB")
    picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    write_on(clean, lines)
    kept = io.BytesIO()
    clean.save(kept, "JPEG", quality=82, optimize=True)
    return kept.getvalue()


def write_on(picture, lines):
    size = max(10, min(picture.size) // SHARE_OF_TEXT)
    font, step = ImageFont.truetype(str(FONT), size), round(size * 1.4)
    top = picture.height - step * len(lines) - size // 2
    draw = ImageDraw.Draw(picture, "RGBA")
    draw.rectangle((0, top, picture.width, picture.height), fill=SHADE)
    for number, line in enumerate(lines):
        draw.text((size // 2, top + size // 4 + number * step), line, font=font, fill=INK)
