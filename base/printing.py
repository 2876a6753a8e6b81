"""Paper: Typst templates and data in, PDF bytes out, with fonts that ship with the portal and nothing from the network."""

import io
import json
import re
import tempfile
import unicodedata
from functools import cache
from pathlib import Path

import segno
import typst
from django.conf import settings
from django.utils import timezone
from PIL import Image, ImageOps

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "print"
FONTS = Path(settings.BASE_DIR) / "node_modules" / "@expo-google-fonts"
FAMILIES = {"noto-serif-sc": ["400Regular", "700Bold"], "noto-sans-sc": ["400Regular", "700Bold"]}

NOT_SHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
PICTURE_DOTS = 160  # to the inch
MISSING = "〓"  # what Chinese printers set for a character they have no type for


@cache
def fonts():
    """The typefaces, opened once: that takes ten times as long as to set a page in them."""
    folders = [str(FONTS / family / weight) for family, weights in FAMILIES.items() for weight in weights]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def render(template, data, *, pictures=None, at=None):
    """The PDF of ``templates/print/<template>.typ``, as PDF/A-2b: what archives keep.

    `at` is the moment the PDF says it was made. The same data and moment give the same bytes.

    The template reads `data`, anything JSON can hold, with ``json("data.json")``, and `pictures`, {file name: bytes}, by name. A character
    that the typefaces lack, such as an emoji in a title, is set as 〓: a letter is printed whatever was typed.
    """
    made = (at or timezone.now()).replace(microsecond=0)
    return typeset(template, data, pictures or {}, pdf_standards="a-2b", timestamp=made)


def picture(template, data, *, pictures=None):
    """The one page of a template as a PNG, sharp on a phone's screen; data and pictures as for `render`."""
    return typeset(template, data, pictures or {}, format="png", ppi=PICTURE_DOTS)


def typeset(template, data, pictures, **how):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "main.typ").write_bytes((TEMPLATES / f"{template}.typ").read_bytes())
        for part in TEMPLATES.glob("_*.typ"):  # what several templates import
            (root / part.name).write_bytes(part.read_bytes())
        text = json.dumps(shown(data), ensure_ascii=False)
        for name, content in pictures.items():
            (root / name).write_bytes(content)
        while True:
            (root / "data.json").write_text(text, encoding="utf-8")
            try:
                return typst.compile(str(root / "main.typ"), root=folder, font_paths=fonts(), ignore_system_fonts=True, **how)
            except typst.TypstError as error:
                lacking = lacking_in(error)
                if not lacking or lacking not in text:
                    raise
                text = text.replace(lacking, MISSING)


def lacking_in(error):
    """The characters for which there is no type, as the error names them; empty for any other error."""
    found = NOT_SHOWN.search(str(error))
    return ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1]) if found else ""


def shown(data):
    """The same data without the characters that have no shape: controls and marks of direction."""
    if isinstance(data, dict):
        return {name: shown(value) for name, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [shown(value) for value in data]
    if not isinstance(data, str):
        return data
    return "".join(sign for sign in data if sign in "\n\t" or unicodedata.category(sign)[0] != "C")


def qr_svg(address, *, mask=None):
    """A QR code of `address` as an SVG file. With `mask` (0 to 7) the search for the best of eight is left out: quicker for hundreds."""
    file = io.BytesIO()
    segno.make(address, error="m", mask=mask).save(file, kind="svg", border=0, scale=1)
    return file.getvalue()


PRINTED_PIXELS, PRINTED_QUALITY = 1000, 82  # 150 mm at 170 dots to the inch, the eye's measure on office paper


def smaller(file):
    """A photo as paper and public pages need it, as JPEG bytes: upright, small, and without what the camera wrote into it."""
    with file.open() as opened, Image.open(opened) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((PRINTED_PIXELS, PRINTED_PIXELS))
    made = io.BytesIO()
    upright.save(made, "JPEG", quality=PRINTED_QUALITY)
    return made.getvalue()
