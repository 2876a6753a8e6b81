"""Paper: Typst templates and data in, PDF bytes out, with fonts that ship with the portal and nothing from the network."""

import io
import json
import tempfile
from functools import cache
from pathlib import Path

import segno
import typst
from django.conf import settings
from django.utils import timezone

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "print"
FONTS = Path(settings.BASE_DIR) / "node_modules" / "@expo-google-fonts"
FAMILIES = {"noto-serif-sc": ["400Regular", "700Bold"], "noto-sans-sc": ["400Regular", "700Bold"]}


@cache
def fonts():
    """The typefaces, opened once: that takes ten times as long as to set a page in them."""
    folders = [str(FONTS / family / weight) for family, weights in FAMILIES.items() for weight in weights]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def render(template, data, *, pictures=None, at=None):
    """The PDF of ``templates/print/<template>.typ``, as PDF/A-2b: what archives keep.

    `at` is the moment the PDF says it was made. The same data and moment give the same bytes.

    The template reads `data`, anything JSON can hold, with ``json("data.json")``, and `pictures`, {file name: bytes}, by name.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "main.typ").write_bytes((TEMPLATES / f"{template}.typ").read_bytes())
        (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        for name, content in (pictures or {}).items():
            (root / name).write_bytes(content)
        made = (at or timezone.now()).replace(microsecond=0)
        return typst.compile(
            str(root / "main.typ"), root=folder, font_paths=fonts(), ignore_system_fonts=True, pdf_standards="a-2b", timestamp=made
        )


def qr_svg(address):
    """A QR code of `address` as an SVG file."""
    file = io.BytesIO()
    segno.make(address, error="m").save(file, kind="svg", border=0, scale=1)
    return file.getvalue()
