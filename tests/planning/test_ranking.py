"""The visit list: SQL and words say the same points, whoever inspects plays no part, and the past can be done again."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from establishments.models import SafetyOfficer
from inspections.models import Inspection
from inspections.submission import submit_inspection
from planning import ranking
from planning.models import RankedShop, RankingReplay, RankingRule
from planning.replay import Shop, Visit, outcome, replayed, spread
from tests.inspections.records import record as content_of
from tests.town import moment, shop

TODAY = date(2026, 6, 30)


def rule_of(**changes):
    said = {"grade_a": 0, "grade_b": 10, "grade_c": 20, "grade_d": 30, "grade_none": 15, "days_points": 40, "days_full": 365}
    said |= {
        "critical_points": 10,
        "critical_most": 3,
        "critical_days": 730,
        "open_points": 5,
        "open_most": 4,
        "gaps_points": 3,
        "gaps_most": 3,
    }
    return RankingRule(effective_on=date(2026, 1, 1), **said | changes)


# Points and words -----------------------------------------------------------------------------------------------------


def test_every_factor_gives_its_points_up_to_its_most():
    facts = ranking.Facts(grade="D", days=730, critical=9, open=2, gaps=1)
    assert ranking.points(rule_of(), facts) == {"grade": 30, "days": 40, "critical": 30, "open": 10, "gaps": 3}
    assert ranking.points(rule_of(), ranking.Facts("A", 73, 0, 0, 0)) == {"grade": 0, "days": 8, "critical": 0, "open": 0, "gaps": 0}


def test_the_reasons_are_said_in_words_the_weightiest_first():
    said = ranking.reasons(rule_of(), ranking.Facts("D", None, 1, 0, 0))
    assert [points for _words, points in said] == [40, 30, 10]
    assert all(words for words, _points in said)


def test_what_gives_no_points_is_no_reason():
    assert ranking.reasons(rule_of(), ranking.Facts("A", 0, 0, 0, 0)) == []


# The list -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def seen(town):
    """The noodle shop was found wanting at a critical item; the other shops were never visited."""
    submit_inspection(content_of(town, values=("fail", "fail", "pass")), by=town.zhao, at=timezone.now())
    SafetyOfficer.objects.create(establishment=town.shop, rank="officer", name="某某")
    town.rule = RankingRule.objects.in_force(timezone.localdate())
    return town


def ranked(town, user=None, rule=None):
    rows = RankedShop.objects.with_names().reachable(user or town.ma)
    return list(rows.ranked(rule or town.rule, on=timezone.localdate()))


@pytest.mark.django_db
def test_the_database_counts_the_points_that_the_words_say(seen):
    rows = ranked(seen)
    assert len(rows) == 3
    for row in rows:
        assert row.score == sum(points for _words, points in row.reasons(seen.rule))
    noodles = next(row for row in rows if row.pk == seen.shop.pk)
    assert noodles.facts == ranking.Facts(grade="B", days=0, critical=1, open=2, gaps=0)
    never = next(row for row in rows if row.pk == seen.shop_two.pk)
    assert never.facts == ranking.Facts(grade="B", days=None, critical=0, open=0, gaps=1)


@pytest.mark.django_db
def test_the_most_urgent_come_first_and_other_weights_turn_the_list(seen):
    assert ranked(seen)[-1].pk == seen.shop.pk
    turned = rule_of(days_points=0, critical_points=100)
    assert ranked(seen, rule=turned)[0].pk == seen.shop.pk


@pytest.mark.django_db
def test_only_weights_whose_day_has_come_count(seen):
    later = rule_of(critical_points=500)
    later.effective_on = timezone.localdate() + timedelta(days=1)
    later.save()
    assert RankingRule.objects.in_force(timezone.localdate()) == seen.rule
    assert RankingRule.objects.in_force(later.effective_on) == later


@pytest.mark.django_db
def test_who_inspected_is_no_input(seen):
    before = [(row.pk, row.score) for row in ranked(seen)]
    Inspection.objects.update(officer=seen.wang, second_officer=seen.li, organisation=seen.branch)
    assert [(row.pk, row.score) for row in ranked(seen)] == before
    asked = str(RankedShop.objects.ranked(seen.rule, on=timezone.localdate()).query)
    assert not [column for column in ("officer_id", "second_officer_id", "accounts_user", "by_id") if f'"{column}"' in asked]


@pytest.mark.django_db
def test_who_asks_is_no_input_either(seen):
    mine = {row.pk: row.score for row in ranked(seen, seen.zhao)}
    assert mine == {row.pk: row.score for row in ranked(seen) if row.pk in mine}


@pytest.mark.parametrize(("who", "count"), [("zhao", 1), ("qian", 2), ("wang", 2), ("ma", 3), ("jin", 1)])
@pytest.mark.django_db
def test_everybody_reads_the_own_shops(seen, client, who, count):
    client.force_login(seen.people[who])
    page = client.get(reverse("rankedshop-list"))
    assert page.context["count"] == count
    rows = client.get(reverse("api:rankedshop-list")).json()
    assert rows["count"] == count and rows["results"][0]["reasons"][0]["words"]


@pytest.mark.django_db
def test_the_page_says_why_and_leads_to_the_inspection(seen, client):
    client.force_login(seen.zhao)
    page = client.get(reverse("rankedshop-list")).content.decode()
    assert "风险等级B" in page and f"{reverse('inspection-new')}?establishment={seen.shop.pk}" in page
    sheet = b"".join(client.get(f"{reverse('rankedshop-list')}?export=csv").streaming_content).decode()
    assert "风险等级B +10" in sheet


@pytest.mark.django_db
def test_the_list_costs_the_same_for_one_shop_and_for_many(seen, client, django_assert_max_num_queries):
    client.force_login(seen.zhao)
    client.get(reverse("rankedshop-list"))
    with django_assert_max_num_queries(20) as one:
        client.get(reverse("rankedshop-list"))
    for serial in range(60, 65):
        shop(seen, serial, f"小店{serial}", seen.cell)
    with django_assert_max_num_queries(len(one)):
        client.get(reverse("rankedshop-list"))


@pytest.mark.django_db
def test_weights_whose_day_has_come_are_not_edited(seen, client):
    client.force_login(seen.admin)
    url = reverse("admin:planning_rankingrule_change", args=[seen.rule.pk])
    client.post(url, {"effective_on": "2026-01-01", "days_points": 1})
    seen.rule.refresh_from_db()
    assert seen.rule.days_points != 1
    ahead = {name: 5 for name in rule_of().__dict__ if name.partition("_")[0] in ("grade", "days", "critical", "open", "gaps")}
    day = timezone.localdate() + timedelta(days=3)
    assert client.post(reverse("admin:planning_rankingrule_add"), ahead | {"effective_on": day, "basis": ""}).status_code == 302
    assert RankingRule.objects.in_force(day).days_points == 5


# The past again -------------------------------------------------------------------------------------------------------


def on(day):
    return TODAY - timedelta(days=30 - day)


def test_a_shop_of_high_risk_is_visited_first_and_its_fault_found_earlier():
    visits = [Visit(shop=1, day=on(1)), Visit(shop=2, day=on(2)), Visit(shop=3, day=on(9), found=[(True, 2)])]
    shops = {1: Shop("A", on(-1)), 2: Shop("A", on(-1)), 3: Shop("D", on(-400))}
    done = replayed(visits, shops, rule_of())
    assert [(visit.shop, day) for visit, day in done][0] == (3, on(1))
    result = outcome(done, on(1), on(9))
    assert (result["critical"], result["earlier"], result["mean"]) == (1, 1, 8)


def test_the_days_keep_their_number_of_visits_and_the_mean_over_all_is_nought():
    visits = [Visit(shop=number % 7, day=on(number // 3), found=[(number % 4 == 0, None)]) for number in range(40)]
    shops = {number: Shop("ABCD"[number % 4]) for number in range(7)}
    done = replayed(visits, shops, rule_of())
    assert sorted(day for _visit, day in done) == sorted(visit.day for visit in visits)
    assert sum((visit.day - day).days for visit, day in done) == 0
    assert len({id(visit) for visit, _day in done}) == 40


def test_the_second_visit_of_a_shop_stays_the_second():
    visits = [Visit(shop=1, day=on(day), found=[(False, day)]) for day in (1, 5, 9)]
    done = replayed(visits, {1: Shop("D")}, rule_of())
    assert [visit.found for visit, _day in done] == [[(False, 1)], [(False, 5)], [(False, 9)]]


def test_what_was_found_in_the_replay_counts_from_then_on():
    known = Shop("A", on(1))
    known.learn(Visit(1, on(20), found=[(True, 3), (False, None)]), on(2))
    assert known.facts(rule_of(), on(4)) == ranking.Facts("A", 2, 1, 2, 0)
    assert known.facts(rule_of(), on(6)) == ranking.Facts("A", 4, 1, 1, 0)


def test_the_bars_hold_everything_once():
    assert spread([20, 14, 13, 7, 6, 1, 0, 0, -1, -6, -7, -13, -14, -30]) == [2, 2, 2, 2, 2, 2, 2]


@pytest.mark.django_db
def test_the_replay_reads_the_records_and_is_kept(town, client):
    at = timezone.now().replace(microsecond=0)
    for days, values, place in ((20, ("pass",) * 3, town.shop), (3, ("fail", "pass", "pass"), town.shop)):
        said = content_of(town, values=values, started_at=(at - timedelta(days=days, hours=1)).isoformat())
        said |= {"finished_at": (at - timedelta(days=days)).isoformat(), "establishment": place.pk, "late_reason": "补录"}
        submit_inspection(said, by=town.zhao, at=at)
    out = StringIO()
    today = timezone.localdate()
    call_command("replay_ranking", "--from", str(today - timedelta(days=10)), "--to", str(today), stdout=out)
    assert "critical: 1" in out.getvalue() and "visits: 1" in out.getvalue()
    client.force_login(town.admin)
    said = {"place": town.city.pick_words(), "since": today - timedelta(days=40), "until": today}
    assert client.post(reverse("rankingreplay-new"), said).status_code == 302
    row = RankingReplay.objects.first()
    assert (row.result["visits"], row.result["critical"], row.made_by) == (2, 1, town.admin)
    assert client.get(row.get_absolute_url()).status_code == 200


@pytest.mark.django_db
def test_too_long_a_time_is_for_the_command_line(town, client):
    client.force_login(town.admin)
    said = {"place": town.city.pick_words(), "since": "2026-01-01", "until": "2026-06-30"}
    assert client.post(reverse("rankingreplay-new"), said).status_code == 422
    assert moment("2026-06-30 12:00") and not RankingReplay.objects.exists()
