"""What every template may say: icons, chips, moments in the office's words, form controls."""

from django import template
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.forms import widgets
from django.forms.utils import flatatt
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from base.tables import chip, due, icon
from base.words import day, mask_phone, moment, near, until

register = template.Library()

MESSAGE_STATES = {
    "success": ("done", "circle-check"),
    "warning": ("soon", "alert-circle"),
    "error": ("late", "alert-triangle"),
}


register.simple_tag(icon)
register.simple_tag(chip, name="status")
register.simple_tag(due, name="deadline")


@register.filter
def message_state(level_tag):
    """The state whose colour a message of Django's `level_tag` wears."""
    return MESSAGE_STATES.get(level_tag, ("doing", "info-circle"))[0]


@register.filter
def message_icon(level_tag):
    return MESSAGE_STATES.get(level_tag, ("doing", "info-circle"))[1]


# Words ------------------------------------------------------------------------------------------------------------

for says in (day, moment, near, until, mask_phone):
    register.filter(says)


@register.filter
def first_character(name):
    """The character that stands for a person in the round mark."""
    return str(name or "?").strip()[:1].upper()


# History ----------------------------------------------------------------------------------------------------------


@register.filter
def change_lines(entry):
    """What an audit entry changed, one (field, before, after) each, in the words a person knows.

    A changed link to another row is named without its ids: they say nothing to a reader.
    """
    model = apps.get_model(entry.subject_type)
    lines = []
    for name, (before, after) in (entry.changes or {}).items():
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if not field.editable or (before is None and isinstance(field, models.DateTimeField)):
            continue  # the machine's own notes, and the verb's own moment, which stands beside it already
        if field.is_relation:
            lines.append((field.verbose_name, "", ""))
        else:
            lines.append((field.verbose_name, _plain(field, before), _plain(field, after)))
    return lines


def _plain(field, value):
    if value in (None, ""):
        return _("none")
    if field.choices:
        return dict(field.flatchoices).get(value, value)
    if isinstance(field, models.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(field, models.DateTimeField):
        return moment(parse_datetime(value) if isinstance(value, str) else value)
    if isinstance(field, models.DateField):
        return day(parse_date(value) if isinstance(value, str) else value)
    return value


# Forms ------------------------------------------------------------------------------------------------------------


@register.filter
def kind(field):
    """How `_field.html` lays a bound field out: check, choices, file or plain."""
    widget = field.field.widget
    if isinstance(widget, widgets.CheckboxInput):
        return "check"
    if isinstance(widget, (widgets.RadioSelect, widgets.CheckboxSelectMultiple)):
        return "choices"
    return "file" if isinstance(widget, widgets.FileInput) else "plain"


@register.filter
def control(field):
    """The bound field's control in the house look, with the browser's own picker for dates and moments."""
    widget = field.field.widget
    _browser_picker(widget)
    return field.as_widget(attrs={"class": f"{widget.attrs.get('class', '')} {_control_class(widget)}".strip()})


def _browser_picker(widget):
    for part in getattr(widget, "widgets", [widget]):
        if isinstance(part, widgets.DateInput):
            part.input_type, part.format = "date", "%Y-%m-%d"
        elif isinstance(part, widgets.DateTimeInput):
            part.input_type, part.format = "datetime-local", "%Y-%m-%dT%H:%M"


def _control_class(widget):
    if isinstance(widget, widgets.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, widgets.Select) else "form-control"


@register.simple_tag(takes_context=True)
def kept_parameters(context, form):
    """(name, value) of the address's parameters that `form` does not show itself, so that sending it keeps them."""
    own = {field.html_name for field in form.visible_fields()} | {"page"}
    return [(name, value) for name, values in context["request"].GET.lists() if name not in own for value in values]


@register.filter
def filter_kind(field):
    """How a filter bar shows a bound field: find (free text), check, select or plain (dates, numbers)."""
    widget = field.field.widget
    if isinstance(widget, widgets.CheckboxInput):
        return "check"
    if isinstance(widget, widgets.Select):
        return "select"
    return "find" if type(widget) in (widgets.TextInput, widgets.SearchInput) else "plain"


@register.filter
def picker(field):
    """A filter's bare control, inside the frame that carries its label."""
    widget = field.field.widget
    _browser_picker(widget)
    return _select(field, widget) if type(widget) is widgets.Select else field.as_widget()


def _select(field, widget):
    """The select with its options in one go: each by a template of its own, a long one is a sixth of the time of a list."""
    shown = widget.get_context(field.html_name, field.value(), field.build_widget_attrs({"id": field.auto_id}, widget))["widget"]
    options = ((one["value"], flatatt(one["attrs"]), one["label"]) for _group, found, _index in shown["optgroups"] for one in found)
    lines = format_html_join("", '<option value="{}"{}>{}</option>', options)
    return format_html('<select name="{}"{}>{}</select>', shown["name"], flatatt(shown["attrs"]), lines)


@register.filter
def finder(field):
    """A filter's search box; its label stands in the box and is read out."""
    field.field.widget.input_type = "search"
    return field.as_widget(attrs={"class": "form-control", "placeholder": field.label, "aria-label": field.label})


@register.filter
def is_chosen(field):
    """Whether a filter is set."""
    value = field.value()
    return any(value) if isinstance(value, (list, tuple)) else value not in (None, "")


# Verbs ------------------------------------------------------------------------------------------------------------


@register.filter
def pressable(verbs):
    """The verbs this row accepts now, the main one first: a page has one filled button, however many claim to be it."""
    now = sorted((verb for verb in verbs or [] if not verb.get("refusal")), key=lambda verb: not verb.get("primary"))
    return [verb | {"primary": verb.get("primary") and place == 0} for place, verb in enumerate(now)]


@register.filter
def refused(verbs):
    return [verb for verb in verbs or [] if verb.get("refusal")]
