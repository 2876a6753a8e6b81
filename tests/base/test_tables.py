"""What a list says in a file: figures by the office's clocks, never words that are true only today."""

from datetime import UTC, date, datetime

from base.export import lines
from base.tables import DayColumn, MomentColumn, Table


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
