"""Filters that several lists need."""

import django_filters
from django import forms


class ChoiceFilter(django_filters.ChoiceFilter):
    """Takes its choices as models state them, a dict; the API's description reads only pairs."""

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, choices=list(choices.items()) if isinstance(choices, dict) else choices, **kwargs)


class DayFilter(django_filters.DateFilter):
    """Rows from, or up to and with, a day of Yinchuan."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, widget=forms.DateInput, **kwargs)
