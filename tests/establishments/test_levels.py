"""The guarantee level by the rule: tried out, adopted, followed, overruled by hand, and each grade with a history of its own."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from base.errors import Refused
from establishments.grading import apply_due_rules, regrades_by_district
from establishments.models import Establishment, GradeChange, LevelRule
from tests.town import credit_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule(town):
    """Small catering gets C, grocers with a hundred diners or more B, everybody else no guarantor."""
    made = LevelRule.objects.create(version=1, basis="市食安办〔2026〕1号")
    made.lines.create(order=1, level="C", formats=[town.catering.code])
    made.lines.create(order=2, level="B", formats=[town.grocery.code], diners_from=100)
    return made


def levels():
    return dict(Establishment.objects.values_list("place__name", "guarantee_level"))


def test_a_draft_shows_what_it_would_change_and_changes_nothing(town, rule, client):
    lines = regrades_by_district(rule, Establishment.objects.all())
    assert [(place.name, old, new, count) for place, old, new, count in lines] == [
        ("兴庆区", "D", "", 1),
        ("兴庆区", "D", "C", 1),
        ("金凤区", "D", "C", 1),
    ]
    assert set(levels().values()) == {"D"}
    client.force_login(town.ma)
    page = client.get(rule.get_absolute_url())
    assert page.context["change_count"] == 3


def test_every_number_of_the_draft_equals_the_list_behind_it(town, rule, client):
    for person in (town.ma, town.wang, town.jin, town.leader, town.admin):
        client.force_login(person)
        for district in client.get(rule.get_absolute_url()).context["changes"]:
            assert client.get(district["url"]).context["count"] == district["count"]
            assert [client.get(move["url"]).context["count"] for move in district["moves"]] == [move["count"] for move in district["moves"]]


def test_adopting_today_regrades_and_remembers_why(town, rule):
    rule.adopt(by=town.ma, effective_on=timezone.localdate())
    assert levels() == {"宁味轩小吃店": "C", "北塔便利店": "", "满春面馆": "C"}
    change = GradeChange.objects.get(establishment=town.shop)
    assert (change.field, change.old, change.new, change.rule, change.by) == ("guarantee_level", "D", "C", rule, town.ma)
    assert change.inputs == {"format": "F11", "size": "small", "body": "individual", "diners": None}
    entry = town.shop.history().get()
    assert (entry.verb, entry.changes, entry.actor) == ("regrade", {"guarantee_level": ["D", "C"]}, town.ma)


def test_a_rule_of_tomorrow_waits_for_its_day_and_is_applied_once(town, rule):
    now = timezone.now()
    rule.adopt(by=town.ma, effective_on=timezone.localdate(now) + timedelta(days=1))
    assert apply_due_rules(at=now) == 0
    assert set(levels().values()) == {"D"}
    assert apply_due_rules(at=now + timedelta(days=1)) == 3
    assert apply_due_rules(at=now + timedelta(days=1)) == 0
    assert GradeChange.objects.count() == 3


def test_yesterday_and_an_empty_rule_are_refused(town, rule):
    with pytest.raises(Refused):
        rule.adopt(by=town.ma, effective_on=timezone.localdate() - timedelta(days=1))
    empty = LevelRule.objects.create(version=2)
    with pytest.raises(Refused):
        empty.adopt(by=town.ma, effective_on=timezone.localdate())
    assert not LevelRule.objects.filter(status="adopted").exists()


def test_what_was_set_by_hand_no_rule_changes(town, rule):
    Establishment.objects.filter(pk=town.shop.pk).update(level_by_hand=True, guarantee_level="A")
    rule.adopt(by=town.ma, effective_on=timezone.localdate())
    assert levels()["宁味轩小吃店"] == "A"


def test_a_new_shop_gets_the_level_of_the_rule_in_force(town, rule, client):
    rule.adopt(by=town.ma, effective_on=timezone.localdate())
    client.force_login(town.wang)
    given = {"name": "新面馆", "inside": town.cell.pick_words(), "format": town.catering.pk, "credit_code": credit_code(9)}
    given |= {"address": "凤凰北街12号", "principal": "经营者"}
    assert client.post(reverse("establishment-new"), given).status_code == 302
    shop = Establishment.objects.get(credit_code=credit_code(9))
    assert (shop.guarantee_level, shop.level_by_hand) == ("C", False)
    assert client.post(reverse("establishment-edit", args=[shop.pk]), given | {"guarantee_level": "A"}).status_code == 302
    shop.refresh_from_db()
    assert (shop.guarantee_level, shop.level_by_hand) == ("A", True)
    assert client.post(reverse("establishment-edit", args=[shop.pk]), given).status_code == 302
    shop.refresh_from_db()
    assert (shop.guarantee_level, shop.level_by_hand) == ("C", False)
    assert list(shop.grade_changes.order_by("id").values_list("old", "new")) == [("", "C"), ("C", "A"), ("A", "C")]


def test_the_three_grades_have_three_histories(town, client):
    client.force_login(town.wang)
    page = f"/api/v1/establishments/{town.shop.pk}/"
    assert client.patch(page, {"risk_grade": "C", "grade_reason": "年度评定"}, content_type="application/json").status_code == 200
    assert client.patch(page, {"catering_rating": "good"}, content_type="application/json").status_code == 200
    found = town.shop.grade_changes.order_by("id").values_list("field", "old", "new", "reason")
    assert list(found) == [("risk_grade", "B", "C", "年度评定"), ("catering_rating", "", "good", "")]


def test_a_draft_begins_as_a_copy_and_an_adopted_rule_stays(town, rule, client):
    rule.adopt(by=town.ma, effective_on=timezone.localdate())
    client.force_login(town.ma)
    form = client.get(reverse("levelrule-new")).context["form"]
    assert [line.initial.get("level") for line in form.lines][:2] == ["C", "B"]
    given = {"basis": "", "lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "lines-0-order": 1, "lines-0-level": "D"}
    answer = client.post(reverse("levelrule-new"), given | {"lines-0-formats": ["F11"], "lines-0-sizes": ["small"]})
    draft = LevelRule.objects.get(version=2)
    assert answer.url == draft.get_absolute_url()
    assert list(draft.lines.values_list("level", "formats", "sizes")) == [("D", ["F11"], ["small"])]
    assert client.get(reverse("levelrule-edit", args=[rule.pk])).status_code == 409
    assert Entry.objects.about(draft).get().verb == "create"
