"""Words of inspections in templates."""

from django import template

from inspections.models import Answer, Inspection

register = template.Library()


@register.filter
def answer_words(value):
    """Pass, fail or not applicable, in the reader's language."""
    return Answer.VALUES.get(value, value)


@register.filter
def kind_words(value):
    """The kind of an inspection, in the reader's language."""
    return Inspection.KINDS.get(value, value)
