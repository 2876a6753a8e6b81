"""What happens at the same time: sweeps that share the work, one that is killed, numbers that many want at once."""

import subprocess
import sys
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction

from audit.models import Entry
from base.errors import Refused
from notifications.models import Message
from tasks import escalation
from tasks.models import Assignment, Climb, Notice, NumberSeries
from tasks.numbering import take
from tests.town import assignment, build_town, moment

pytestmark = pytest.mark.django_db(transaction=True)
NOW = moment("2026-11-25 18:00")
ROWS = 2000


@pytest.fixture
def town(transactional_db):
    return build_town()


def many_due(town, count):
    """Work of two offices, all of it due for its urging note now."""
    handed_out = NOW - timedelta(days=20)
    return Assignment.objects.bulk_create(
        Assignment(
            title=f"第{number}件",
            requirement="逐校核对。",
            issuer=(town.office, town.branch)[number % 2],
            organisation=(town.education, town.station)[number % 2],
            place=town.street,
            status="under_way",
            created_at=handed_out,
            dispatched_at=handed_out,
            due_at=NOW,
            climbed=1,
            next_rung_at=NOW,
        )
        for number in range(count)
    )


def sweep_in_process(*how):
    """A sweep by a process of its own."""
    command = [sys.executable, "-m", "tests.tasks.sweeper", connection.settings_dict["NAME"], NOW.isoformat(), *how]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_sweeps_one_killed_midway_a_third_finishes_each_rung_climbed_exactly_once(town):
    many_due(town, ROWS)
    with sweep_in_process("stuck") as victim, sweep_in_process() as other:
        assert victim.stdout.readline() == "stuck\n"
        victim.kill()
        victim.wait()
        with sweep_in_process() as third:
            assert third.wait() == 0
        assert other.wait() == 0

    assert Counter(Climb.objects.values_list("assignment", flat=True)).most_common(1)[0][1] == 1
    assert Climb.objects.count() == Notice.objects.count() == ROWS
    assert not Assignment.objects.exclude(climbed=2).exists()
    for series in ("银食安办催", "兴食安办催"):
        serials = Notice.objects.filter(series=series).order_by("serial").values_list("serial", flat=True)
        assert list(serials) == list(range(1, ROWS // 2 + 1))
    assert Entry.objects.filter(verb="climb").count() == Entry.objects.filter(verb="issue").count() == ROWS
    assert Message.objects.filter(recipient=town.he, channel="portal").count() == ROWS // 2
    assert Message.objects.filter(recipient=town.qian, channel="email").count() == ROWS // 2


def in_threads(count, work):
    errors = []

    def run(number):
        try:
            work(number)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_numbers_taken_by_eight_at_once_have_no_gap_and_no_double(db):
    taken = []

    def take_some(number):
        for _turn in range(25):
            with transaction.atomic():
                taken.append(take("银食安办督", 2026))

    assert in_threads(8, take_some) == []
    assert sorted(taken) == list(range(1, 201))


def take_one(year=2026):
    with transaction.atomic():
        return take("银食安办督", year)


def test_who_rolls_back_gives_the_number_back(db):
    assert take_one() == 1
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        take("银食安办督", 2026)
        1 / 0  # noqa: B018
    assert take_one() == 2
    assert take_one(2027) == 1
    assert NumberSeries.objects.count() == 2


def test_one_of_eight_who_press_the_same_verb_succeeds(town):
    work = assignment(town)

    def accept(number):
        Assignment.objects.get(pk=work.pk).accept(by=town.he)

    errors = in_threads(8, accept)
    assert len(errors) == 7
    assert {type(error) for error in errors} == {Refused}
    assert Entry.objects.about(work).filter(verb="accept").count() == 1


def test_signing_many_drafts_at_once_numbers_them_without_a_gap(town):
    for number in range(8):
        assignment(town, title=f"第{number}件", at=NOW - timedelta(days=20), due_at=NOW)
    escalation.climb_due(at=NOW + timedelta(days=2))
    ids = list(Notice.objects.filter(status="draft").values_list("pk", flat=True))
    assert in_threads(8, lambda number: Notice.objects.get(pk=ids[number]).sign(by=town.leader)) == []
    assert sorted(Notice.objects.filter(kind="supervision").values_list("serial", flat=True)) == list(range(1, 9))
