"""What templates say of letters: their marks, the paper they are written on."""

import re

import segno
from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from base.files import EVIDENCE
from base.rows import page_name
from tasks import tables
from tasks.models import LetterKind
from tasks.paper import verify_path

register = template.Library()
NUMBERED = re.compile(r"\s*([一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、])")


@register.filter
def rungs(letters):
    """The marks 提 催 督 of the letters of one assignment."""
    return tables.rungs(letters)


@register.inclusion_tag("tasks/_legend.html")
def legend():
    """What the marks mean."""
    return {"marks": [(word, colour, LetterKind(kind).label) for kind, (word, colour) in tables.MARKS.items()]}


@register.filter
def paragraphs(text):
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@register.filter
def is_numbered(text):
    """Whether the lines bring numbers of their own: 一、 or （一） or 1. or 1、"""
    return any(NUMBERED.match(line) for line in text.splitlines())


@register.filter
def verify_qr(letter):
    """A QR code, as SVG, of the page that shows whether the letter is genuine."""
    svg = segno.make(f"{settings.SITE_URL}{verify_path(letter)}", error="m").svg_inline(
        omitsize=True, border=0, svgclass="qr", lineclass=None
    )
    return mark_safe(svg)  # noqa: S308 - made here, from an address of our own


@register.filter
def file_size(size):
    """148 KB, 1.2 MB"""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(round(size / 1024), 1)} KB"


FILE_ICONS = {".pdf": "file-type-pdf", ".docx": "file-type-doc", ".xlsx": "file-type-xls", ".pptx": "file-type-ppt"}
FILE_KINDS = {".pdf": _("PDF"), ".docx": _("Word document"), ".xlsx": _("Excel workbook"), ".pptx": _("PowerPoint slides")}


@register.filter
def file_icon(file):
    return "photo" if file.is_image else FILE_ICONS.get(EVIDENCE[file.mime_type], "file")


@register.filter
def file_kind(file):
    return _("image") if file.is_image else FILE_KINDS.get(EVIDENCE[file.mime_type], "")


@register.filter
def file_url(file):
    return reverse(f"{page_name(type(file))}-file", args=[file.pk])


@register.filter
def preview_url(file):
    return reverse(f"{page_name(type(file))}-preview", args=[file.pk])
