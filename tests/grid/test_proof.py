"""The proof finds every gap once, keeps what it found, and each line leads to what mends it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from grid.models import LevelStandard, Place, ProofLine, ProofRun
from grid.proof import GAPS, prove
from tests.town import appoint

TODAY = timezone.localdate()


def found(kind):
    prove(at=timezone.now())
    return list(ProofLine.objects.of_latest().filter(kind=kind).order_by("id"))


def names(kind):
    return [line.subject for line in found(kind)]


def test_a_cell_without_an_officer_is_listed_until_somebody_is_appointed(town):
    assert names("cell") == []
    town.zhao.appointments.get().relieve(by=town.admin)
    (line,) = found("cell")
    assert line.place == town.cell and f"place={town.cell.pk}" in line.mend_url and line.fresh
    appoint(town.sun, "网格员", town.street_office, town.cell)
    assert names("cell") == []
    assert [line.subject for line in ProofLine.objects.mended_in(ProofRun.objects.latest("id"))] == ["崇安社区第一网格"]


def test_communities_and_areas_without_a_leader_are_listed(town):
    assert names("community") == ["北塔社区", "满春社区"]
    assert names("area") == ["满城北街街道"]


def test_a_retired_cell_lacks_nobody(town):
    town.zhao.appointments.get().relieve(by=town.admin)
    Place.objects.filter(pk=town.cell.pk).update(retired_on=TODAY, status="retired")
    assert names("cell") == []


def test_a_term_that_ended_is_listed_where_others_still_answer_and_only_once(town):
    appoint(town.sun, "乡镇街道干部", town.street_office, town.street, "食安专干", until=TODAY)
    (line,) = found("term")
    assert line.subject == "凤凰北街办事处 食安专干" and "孙无职" in line.sentence
    town.zhao.appointments.update(until=TODAY)
    assert [line.place for line in found("term")] == [town.street]
    assert names("cell") == ["崇安社区第一网格"]


def test_a_successor_ends_the_line(town):
    appoint(town.sun, "监管所人员", town.station, town.street, "所长", until=TODAY)
    assert names("term") == []  # Qian holds the same post


def test_a_closed_account_an_overlap_and_an_overload_are_listed(town):
    town.zhou.is_active = False
    town.zhou.save()
    assert [(line.subject, line.facts) for line in found("inactive")] == [("周平", {"count": 1})]
    appoint(town.sun, "网格员", town.street_office, town.cell)
    (line,) = found("overlap")
    assert line.place == town.cell and line.facts == {"count": 2, "people": "赵梅、孙无职"}
    LevelStandard.objects.filter(level="cell").update(most_places=1)
    appoint(town.sun, "网格员", town.street_office, town.cell_two)
    (line,) = found("load")
    assert line.subject == "孙无职" and line.facts == {"count": 2, "most": 1}


def test_work_without_anybody_to_do_it_is_listed(town):
    assert names("task") == []
    town.he.appointments.get().relieve(by=town.admin)
    (line,) = found("task")
    assert "校园食品安全" in line.subject and line.place == town.city


def test_yesterdays_proof_is_as_of_yesterday_and_stays(town):
    town.zhao.appointments.update(until=TODAY)
    yesterday = prove(at=timezone.now(), on=TODAY - timedelta(days=1))
    today = prove(at=timezone.now())
    assert not yesterday.lines.filter(kind="cell").exists()
    assert [line.first_on for line in today.lines.filter(kind="cell")] == [TODAY]
    with pytest.raises(DatabaseError), transaction.atomic():
        today.lines.update(subject="nothing")
    with pytest.raises(DatabaseError), transaction.atomic():
        ProofRun.objects.filter(pk=today.pk).delete()


def test_the_command_says_what_it_found(town, capsys):
    call_command("prove")
    assert str(sum(ProofRun.objects.get().counts.values())) in capsys.readouterr().out


def test_the_page_shows_each_their_own_part_at_a_constant_number_of_queries(town, client, django_assert_num_queries):
    prove(at=timezone.now())
    client.force_login(town.wang)
    page = client.get("/proof/")
    assert all(town.xingqing.holds(line.place) for line in page.context["table"].data.data)
    assert page.context["matrix"]["rows"][0]["count"] == page.context["count"] > 0
    assert client.get(f"/proof/?kind=community&place={town.xingqing.pk}").context["count"] == 1
    client.force_login(town.admin)
    page = client.get("/proof/")
    assert page.context["count"] == sum(ProofRun.objects.get().counts.values())
    assert "任命" in page.content.decode() or "Appoint" in page.content.decode()
    queries = count_queries(client, django_assert_num_queries)
    for number in range(5):
        Place.objects.create(level="cell", name=f"新网格{number}", code=f"64010400100201{number}", parent=town.community_two)
    prove(at=timezone.now())
    assert count_queries(client, django_assert_num_queries) == queries
    assert client.get("/proof/?export=csv").status_code == 200
    assert client.get("/proof/?run=999").status_code == 404


def count_queries(client, _counter):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        client.get("/proof/")
    return len(queries)


def test_every_kind_can_be_said(town):
    for gap in GAPS.values():
        assert gap.label and gap.mend and gap.needs.count(".") == 1
