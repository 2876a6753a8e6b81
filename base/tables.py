"""How a list looks: the base table and the kinds of column that repeat. Columns are declared once, for page and export."""

import django_tables2
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from base.words import STATE_ICONS, day, in_digits, near, until


def icon(name):
    """A Tabler icon, hidden from screen readers: a word always stands beside it."""
    return format_html('<i class="ti ti-{}" aria-hidden="true"></i>', name)


def chip(state, word, mark=""):
    """The status chip as HTML: `state` is todo, doing, soon, late or done; `mark` replaces the state's own icon."""
    return format_html('<span class="status is-{}">{}{}</span>', state, icon(mark or STATE_ICONS.get(state, "circle")), word)


def due(words, state, at):
    """Time left in words over the moment itself, as HTML; `words` and `state` come from the ladder."""
    moment = format_html('<time datetime="{}">{}</time>', in_digits(at), until(at)) if at else ""
    return format_html('<span class="due{}"><b>{}</b>{}</span>', f" is-{state}" if state else "", words, moment)


def two_lines(title, *small, url=""):
    """A name over its particulars; with `url` the name is the link that opens the row."""
    head = format_html('<a href="{}">{}</a>', url, title) if url else format_html("<b>{}</b>", title)
    rest = format_html_join("", "<span>{}</span>", ((part,) for part in small if part))
    return format_html('<span class="what">{}{}</span>', head, format_html("<small>{}</small>", rest) if rest else "")


def plain_moment(moment):
    """A moment as a file says it: by the office's clocks, in figures that a spreadsheet reads."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


class Table(django_tables2.Table):
    """The house table. Its first column opens the row: declare it as WhatColumn."""

    class Meta:
        template_name = "base/_table.html"
        attrs = {"class": "table rows"}
        empty_text = _("Nothing matches")

    def lines(self):
        """The rows shown, each with its cells: the opening of the ``<td>``, which is the same in all rows, and what stands in it."""
        openings = [(column.name, opening(column)) for column in self.columns]
        for row in self.paginated_rows:
            yield {"row": row, "cells": [(begin, row.get_cell(name)) for name, begin in openings]}


def opening(column):
    """The ``<td>`` of a column's cells as HTML, with the column's name for a screen too narrow for a table."""
    return format_html('<td data-label="{}" {}>', column.header, column.attrs["td"].as_html())


def steadied(rows):
    """`rows` in an order that chance has no part in: equal ones stand by their number, so that no page repeats a row or skips one."""
    keys = rows.query.order_by or rows.model._meta.ordering
    last = keys[-1] if keys else "id"
    if last in {"id", "-id", "pk", "-pk"} and keys:
        return rows
    falls = last.startswith("-") if isinstance(last, str) else getattr(last, "descending", False)
    return rows.order_by(*keys, "-id" if falls else "id")


class WhatColumn(django_tables2.Column):
    """The row's name, a link to its page, over smaller particulars: `small` names attributes or methods of the record."""

    attrs = {"td": {"class": "c-what"}, "th": {"class": "c-what"}}

    def __init__(self, *args, small=(), url="get_absolute_url", **kwargs):
        super().__init__(*args, **kwargs)
        self.small, self.url = small, url

    def render(self, value, record):
        return two_lines(value, *(_read(record, name) for name in self.small), url=_read(record, self.url))

    def value(self, value, record):
        return value


class TwoLineColumn(django_tables2.Column):
    """A value over smaller particulars, without a link."""

    def __init__(self, *args, small=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.small = small

    def render(self, value, record):
        return two_lines(value, *(_read(record, name) for name in self.small))

    def value(self, value, record):
        return value


class StatusColumn(django_tables2.Column):
    """The status as a chip; the record says in `state` which of the five it is, its choices say the word."""

    attrs = {"td": {"class": "c-status"}, "th": {"class": "c-status"}}

    def __init__(self, *args, state="state", **kwargs):
        super().__init__(*args, **kwargs)
        self.state = state

    def render(self, value, record):
        return chip(_read(record, self.state), value)

    def value(self, value, record):
        return value


class MomentColumn(django_tables2.Column):
    """A moment in the office's words, in a file in figures."""

    def render(self, value):
        return near(value)

    def value(self, value):
        return plain_moment(value)


class DayColumn(django_tables2.Column):
    """A day in the office's words, in a file in figures."""

    def render(self, value):
        return day(value)

    def value(self, value):
        return value


def _read(record, name):
    """An attribute of the record, called if it is a method; dots lead through relations."""
    for part in name.split("."):
        record = getattr(record, part, "")
        record = record() if callable(record) else record
    return record
