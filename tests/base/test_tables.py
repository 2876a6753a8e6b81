"""What a list says in a file: figures by the office's clocks, never words that are true only today."""

from datetime import UTC, date, datetime

import pytest
from django.db.models import F

from base.export import lines
from base.tables import DayColumn, MomentColumn, Table, steadied
from grid.models import Place


class Visits(Table):
    at = MomentColumn(verbose_name="at")
    on = DayColumn(verbose_name="on")


class Rows(list):
    def iterator(self, chunk_size):
        return iter(self)


def test_a_moment_in_a_file_is_read_off_the_clocks_of_the_office():
    after_midnight = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
    rows = Rows([{"at": after_midnight, "on": date(2026, 11, 23)}])
    assert list(lines(Visits, rows)) == [["at", "on"], ["2026-11-23 00:30", "2026-11-23"]]


@pytest.mark.parametrize(
    ("asked", "steady"),
    [
        ([], ["code", "id"]),
        (["name"], ["name", "id"]),
        (["-name"], ["-name", "-id"]),
        ([F("name").desc(nulls_last=True)], "-id"),
        (["level", "-id"], ["level", "-id"]),
        (["-pk"], ["-pk"]),
    ],
)
def test_rows_that_are_equal_stand_by_their_number(asked, steady):
    keys = steadied(Place.objects.order_by(*asked) if asked else Place.objects.all()).query.order_by
    assert (list(keys) if isinstance(steady, list) else keys[-1]) == steady
