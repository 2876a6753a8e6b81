"""What a number counts, as rows that any list can be narrowed to: ``?figure=overdue`` on a page, in its export and in the API.

The apps that count register their figures here; lists lie below them and only ask. So a number is said once.
"""

from typing import Any, Protocol

from django.http import Http404


class Narrowing(Protocol):
    """What a list needs of a figure: its name in words, its model, and which of some rows it counts."""

    label: Any
    model: type

    def among(self, rows, data):
        """Those of `rows` that it counts; `data` are the address's parameters, which may say a day, an office, a person."""

    def said(self, data):
        """What it is called, as the address asks for it."""


FIGURES: dict[str, Narrowing] = {}


def figure_asked(data, model):
    """The figure that the address names; None where it names none, 404 for one that does not count rows of `model`."""
    name = data.get("figure")
    if not name:
        return None
    figure = FIGURES.get(name)
    if figure is None or figure.model is not model:
        raise Http404
    return figure


def narrowed(rows, data):
    """`rows` as the figure in the address counts them; all of them where it names none."""
    figure = figure_asked(data, rows.model)
    return figure.among(rows, data) if figure else rows


def words_of(data, model):
    """What the figure in the address is called; None where it names none."""
    figure = figure_asked(data, model)
    return figure and figure.said(data)
