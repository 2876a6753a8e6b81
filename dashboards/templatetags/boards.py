"""What the boards' templates say: a number is a link to the rows it counts."""

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.html import format_html

register = template.Library()


@register.filter
def grouped(value):
    """8,199: thousands are set off as in the office's reports, in every language."""
    return intcomma(value, use_l10n=False)


@register.simple_tag
def n(number, late=False, unit=""):
    """A dashboards.figures.Number as a link to its rows; a dash where there is none to be said."""
    if not number:
        return linked(None, None)
    return linked(number.value, number.url, late, unit)


@register.simple_tag
def linked(value, url, late=False, unit=""):
    """`value` as a link to `url`; a nought, or what has no page, is plain text. Red only where it is `late` and not nought."""
    if not url or value in (0, None):
        words = "–" if value is None else f"{grouped(value)}{unit}"
        return format_html('<span class="f-nil">{}</span>', words)
    return format_html('<a class="n{}" href="{}">{}{}</a>', " is-late" if late else "", url, grouped(value), unit)
