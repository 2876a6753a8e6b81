"""Drawings in the place of photos and papers: nobody's real shop."""

from hashlib import sha256
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from inspections.watermark import FONT


def shot(name, seed, *, tidy=False):
    """The drawing of `seed` as a file that was handed in."""
    return SimpleUploadedFile(f"{name}.jpg", sketch(seed, tidy=tidy), "image/jpeg")


def sketch(seed, *, tidy=False):
    """Shelves with boxes, one of them fallen unless it is `tidy`, as a JPEG."""
    image = Image.new("RGB", (960, 720), "#d8d4cc")
    draw, bits = ImageDraw.Draw(image), sha256(str(seed).encode()).digest()
    for row in range(3):
        y = 180 + row * 200
        draw.rectangle((60, y, 900, y + 14), fill="#7a6a58")
        for column in range(7):
            bit = bits[row * 7 + column]
            height, colour = 60 + bit % 80, ("#b5442e", "#3f6b8c", "#8a8f3c", "#c79a3b")[bit % 4]
            if tidy or bit % 9:
                draw.rectangle((80 + column * 116, y - height, 160 + column * 116, y), fill=colour)
    if not tidy:
        draw.rectangle((120 + bits[30] * 2, 640, 240 + bits[30] * 2, 690), fill="#5c2a1c")
    file = BytesIO()
    image.save(file, "JPEG", quality=80)
    return file.getvalue()


def sheet(words):
    """A sheet of paper with `words` as its heading and ruled lines below, as a PNG."""
    image = Image.new("L", (420, 594), 250)
    draw = ImageDraw.Draw(image)
    draw.text((210, 60), words, font=ImageFont.truetype(str(FONT), 24), fill=30, anchor="mm")
    for y in range(120, 540, 30):
        draw.line((50, y, 370 if y % 90 else 250, y), fill=200, width=3)
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
