"""Many workers, one register: no line is added twice, and what dies half way leaves nothing behind."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from establishments import writing
from establishments.models import Establishment
from grid.models import Place
from imports.models import ATTEMPTS, Import
from imports.working import Bar, advance
from tests.imports.books import HEADINGS, book
from tests.town import build_town, credit_code

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE, LINES = 4, 40


@pytest.fixture
def town():
    return build_town()


def lines(town):
    facts = ["小餐饮", town.cell.code, "凤凰北街12号", "经营者", ""]
    return [[f"面馆{serial}", credit_code(serial), *facts] for serial in range(100, 100 + LINES)]


def confirmed(town):
    row = Import.hand_in(book(lines(town), HEADINGS), "establishments", by=town.wang)
    advance(row.pk)
    row.refresh_from_db()
    row.confirm(by=town.wang)
    return row


def at_once(pks):
    """Each file by a worker of its own, all at the same moment."""
    barrier = Barrier(len(pks))

    def work(pk):
        barrier.wait()
        try:
            return advance(pk, bar=Bar(pk))
        finally:
            connection.close()

    with ThreadPoolExecutor(len(pks)) as threads:
        return list(threads.map(work, pks))


def nothing_is_doubled():
    assert Establishment.objects.filter(credit_code__in=[credit_code(serial) for serial in range(100, 100 + LINES)]).count() == LINES
    assert Place.objects.filter(level=Place.ESTABLISHMENT).count() == LINES + 3


def test_the_same_lines_in_four_files_at_once_are_added_once(town):
    rows = [confirmed(town) for _file in range(AT_ONCE)]
    at_once([row.pk for row in rows])
    nothing_is_doubled()
    found = Import.objects.filter(pk__in=[row.pk for row in rows])
    assert sorted(found.values_list("status", "added", "unchanged")) == [("done", 0, LINES)] * (AT_ONCE - 1) + [("done", LINES, 0)]


def test_one_file_taken_by_four_workers_at_once_is_written_once(town):
    row = confirmed(town)
    at_once([row.pk] * AT_ONCE)
    nothing_is_doubled()
    row.refresh_from_db()
    assert (row.status, row.added, row.attempts) == ("done", LINES, 0)


def test_what_dies_half_way_leaves_nothing_and_the_next_worker_finishes_it(town, monkeypatch):
    row = confirmed(town)
    with monkeypatch.context() as broken:
        broken.setattr(writing, "write_officers", lambda lines, *, at: 1 / 0)  # after shops, places and history are written
        advance(row.pk, bar=Bar(row.pk))
    row.refresh_from_db()
    assert (row.status, row.attempts) == ("confirmed", 1)
    assert Establishment.objects.count() == 3
    assert Place.objects.filter(level=Place.ESTABLISHMENT).count() == 3
    advance(row.pk, bar=Bar(row.pk))
    nothing_is_doubled()


def test_a_file_at_which_workers_die_is_given_up_with_a_sentence(town, monkeypatch):
    row = confirmed(town)
    monkeypatch.setattr(writing, "write_officers", lambda lines, *, at: 1 / 0)
    for _attempt in range(ATTEMPTS + 1):
        advance(row.pk, bar=Bar(row.pk))
    row.refresh_from_db()
    assert row.status == "failed"
    assert "三次" in row.error
    assert Establishment.objects.count() == 3
