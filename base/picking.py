"""Picking one row among thousands by typing: a few letters of its name, without a list of all in the page.

A model that can be picked has a queryset method ``named(text)`` and says in ``pick_words()`` how it reads in the field: its
name and, in brackets, the key by which it is found again. ``PICK_KEY`` names that key's field.
"""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.views import View

from base.rows import number_in, words_in

KEY = re.compile(r"[（(]([^（()）]+)[）)]\s*$")
SUGGESTED, NAMED_IN_ERROR = 20, 5


class PickInput(forms.TextInput):
    """A text field with suggestions: those of the last look-up, and with JavaScript those for what is being typed."""

    def __init__(self, attrs=None, *, url_name=""):
        super().__init__(attrs)
        self.url_name, self.found = url_name, ()

    def render(self, name, value, attrs=None, renderer=None):
        attrs = self.build_attrs(self.attrs, attrs or {})
        listed = f"{attrs.get('id', name)}_found"
        attrs |= {"list": listed, "autocomplete": "off"}
        if self.url_name:
            attrs |= {
                "hx-get": f"{reverse(self.url_name)}?field={name}",
                "hx-trigger": "input changed delay:250ms",
                "hx-target": f"#{listed}",
                "hx-swap": "innerHTML",
            }
        return super().render(name, value, attrs, renderer) + format_html('<datalist id="{}">{}</datalist>', listed, options(self.found))


class PickField(forms.ModelChoiceField):
    """Takes a row's words with its key, its id, or a part of its name that only one row has."""

    widget = PickInput
    default_error_messages = {
        "unknown": _("Nothing here is called “%(text)s”."),
        "several": _("“%(text)s” is said of %(count)d: %(names)s … Write or choose one of them in full."),
    }

    def __init__(self, queryset, *, url_name="", **kwargs):
        kwargs.setdefault("help_text", _("Type a part of the name or its pinyin and choose."))
        super().__init__(queryset, widget=PickInput(url_name=url_name), **kwargs)

    def prepare_value(self, value):
        """A row or its id as its words; what a person typed stays as it was typed."""
        if hasattr(value, "pick_words"):
            return value.pick_words()
        row = self.by_id(value) if isinstance(value, int | str) else None
        return row.pick_words() if row else value

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if isinstance(value, self.queryset.model):
            value = value.pk
        if isinstance(value, int):
            return self.by_id(value) or self.by_name(str(value))
        text = words_in(str(value))
        return self.by_key(text) or self.by_id(text) or self.by_name(text)

    def by_id(self, value):
        number = number_in(str(value))
        return self.queryset.filter(pk=number).first() if number else None

    def by_key(self, text):
        """The row whose key is the text, or stands in brackets at its end."""
        name, bracket = self.queryset.model.PICK_KEY, KEY.search(text)
        row = self.queryset.filter(**{name: text}).first()
        return row or (self.queryset.filter(**{name: bracket[1].strip()}).first() if bracket else None)

    def by_name(self, text):
        found = list(self.queryset.named(text)[: SUGGESTED + 1])
        exact = [row for row in found if str(row) == text]
        if len(exact) == 1 or len(found) == 1:
            return (exact or found)[0]
        self.widget.found = found[:SUGGESTED]
        if not found:
            raise ValidationError(self.error_messages["unknown"], code="unknown", params={"text": text})
        names = "、".join(row.pick_words() for row in found[:NAMED_IN_ERROR])
        count = self.queryset.named(text).count()
        raise ValidationError(self.error_messages["several"], code="several", params={"text": text, "count": count, "names": names})

    def has_changed(self, initial, data):
        return self.prepare_value(initial) != data


def options(rows):
    return format_html_join("", '<option value="{}"></option>', ((row.pick_words(),) for row in rows))


class PickPage(View):
    """The suggestions for a PickField: rows in reach that are called so, as options of a datalist."""

    reach_safe = True
    model = None

    def get(self, request):
        text = words_in(request.GET.get(request.GET.get("field", ""), ""))
        rows = self.model.objects.reachable(request.user, "view")
        return HttpResponse(options(rows.named(text)[:SUGGESTED]) if text else "")
