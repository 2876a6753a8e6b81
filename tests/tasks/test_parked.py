"""Work whose climb failed: it stands on the administrator's list with its error, and is tried again from there."""

import pytest
from django.urls import reverse

from audit.models import Entry
from tasks.escalation import climb_due
from tasks.models import Assignment, LetterTemplate, Notice
from tests.town import assignment, moment

AT = moment("2026-11-20 18:00")


@pytest.fixture
def stopped(town, monkeypatch):
    """Three pieces of work; the letters of two of them could not be written."""
    work = [assignment(town, at=moment("2026-11-09 09:30"), due_at=moment("2026-11-25 18:00"), title=f"第{n}件") for n in range(3)]
    write = LetterTemplate.write

    def fails(template, fields):
        if fields["task"] != "第0件":
            raise ValueError("no such words")
        return write(template, fields)

    with monkeypatch.context() as broken:
        broken.setattr(LetterTemplate, "write", fails)
        climb_due(at=AT)
    return work


@pytest.fixture
def admin(client, town):
    client.force_login(town.admin)
    return client


def test_the_list_shows_what_stopped_and_why(admin, stopped):
    page = admin.get(reverse("assignment-parked"))
    words = page.content.decode()
    assert [row.title for row in page.context["table"].data] == ["第1件", "第2件"]
    assert words.count("ValueError: no such words") == 2
    assert [verb["name"] for verb in page.context["bulk_verbs"]] == ["retry"]
    assert [row.title for row in admin.get(reverse("assignment-parked"), {"text": "第2"}).context["table"].data] == ["第2件"]
    assert len(admin.get(reverse("assignment-parked"), {"text": "no such"}).context["table"].data) == 2


def test_the_navigation_counts_them_for_the_administrator(admin, client, town, stopped):
    assert "2" in admin.get(reverse("rung-list")).content.decode().split("停摆的阶梯")[1][:200]
    client.force_login(town.ma)
    assert "停摆的阶梯" not in client.get(reverse("workbench")).content.decode()
    assert client.get(reverse("assignment-parked")).status_code == 403


def test_one_is_tried_again_and_climbs_by_the_next_sweep(admin, town, stopped):
    url = reverse("assignment-retry", args=[stopped[1].pk])
    assert admin.post(url, {"note": "模板已修正"}).status_code == 302
    stopped[1].refresh_from_db()
    assert (stopped[1].parked, stopped[1].next_rung_at) == ("", AT)
    assert Entry.objects.about(stopped[1]).filter(verb="retry", actor=town.admin, note="模板已修正").count() == 1
    assert climb_due(at=AT) == 1
    assert sorted(Notice.objects.values_list("serial", flat=True)) == [1, 2]


def test_many_are_tried_again_at_once(admin, stopped):
    rows = [row.pk for row in stopped[1:]]
    admin.post(reverse("assignment-bulk-retry"), {"pk": rows, "confirmed": "yes"})
    assert not Assignment.objects.exclude(parked="").exists()
    assert Entry.objects.filter(verb="retry").count() == 2
    assert climb_due(at=AT) == 2


def test_what_runs_needs_no_second_try(admin, stopped):
    page = admin.get(stopped[0].get_absolute_url())
    assert "retry" not in [verb["name"] for verb in page.context["verbs"]]
    assert admin.post(reverse("assignment-retry", args=[stopped[0].pk]), {}).status_code == 409
    assert not Entry.objects.filter(verb="retry").exists()


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_costs_the_same_queries_for_one_and_five(admin, town, count, django_assert_num_queries):
    for _number in range(count):
        assignment(town)
    Assignment.objects.update(parked="ValueError")
    admin.get(reverse("assignment-parked"))
    with django_assert_num_queries(10):
        admin.get(reverse("assignment-parked"))
