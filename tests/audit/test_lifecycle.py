"""A status changes only by a verb, in one transaction with its history, and never from a stale copy."""

import pytest
from django.db import DatabaseError, transaction

from audit.models import Entry
from base.errors import Refused
from notifications.models import Message
from tasks.models import Assignment
from tests.town import assignment

pytestmark = pytest.mark.django_db


def test_a_verb_changes_records_and_tells(town):
    work = assignment(town)
    work.accept(by=town.he)
    work.submit(by=town.he, report="已办结")
    entry = Entry.objects.about(work).newest_first()[0]
    assert (entry.verb, entry.actor, entry.note) == ("submit", town.he, "已办结")
    assert entry.changes["status"] == ["under_way", "submitted"]
    assert entry.post == "市教育局 联络员"
    told = Message.objects.filter(entry=entry, channel="portal")
    assert {message.recipient for message in told} == {town.ma}


def test_second_submit_is_refused_even_from_a_stale_copy(town):
    work = assignment(town)
    work.accept(by=town.he)
    stale = Assignment.objects.get(pk=work.pk)
    work.submit(by=town.he, report="第一次")
    before = Entry.objects.count()
    with pytest.raises(Refused):
        stale.submit(by=town.he, report="第二次")
    assert work.reports.get().text == "第一次"
    assert Entry.objects.count() == before


def test_a_refused_verb_says_why(town):
    work = assignment(town)
    with pytest.raises(Refused, match="待签收"):
        work.submit(by=town.he, report="未签收就报")


def test_a_parent_closes_only_when_its_parts_have(town):
    whole = assignment(town)
    assignment(town, parent=whole)
    whole.accept(by=town.he)
    whole.submit(by=town.he, report="整体办结")
    with pytest.raises(Refused):
        whole.close(by=town.ma)


@pytest.mark.parametrize("sql", ["UPDATE audit_entry SET note = 'x'", "DELETE FROM audit_entry"])
def test_history_cannot_be_rewritten(town, sql):
    from django.db import connection

    assignment(town)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Entry.objects.exclude(note="").count() == 0
