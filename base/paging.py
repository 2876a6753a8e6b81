"""How a list finds the rows of its page."""

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Paginator
from django.db.models import BooleanField, Func, QuerySet


class IsAmong(Func):
    """As SQL: whether a value is one of an array."""

    template, arg_joiner = "%(expressions)s)", " = ANY ("
    output_field = BooleanField()


class KeysFirst(Paginator):
    """Pages whose rows are found by their keys alone and then read whole: nothing is joined to rows that are not shown.

    All in one query; PostgreSQL takes an array of keys before it joins, where a subquery would wait for the joins.
    """

    def _get_page(self, rows, number, paginator):
        if isinstance(rows.data, QuerySet):
            rows.data = self.object_list.data.data.filter(IsAmong("pk", ArraySubquery(rows.data.values("pk"))))
        return super()._get_page(rows, number, paginator)
