"""The seeded days, and what an administrator may add."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from audit.models import Entry
from tasks.recounting import recount_asked
from tests.town import assignment, moment
from tests.workdays import state_council
from workdays.calendar import Calendar
from workdays.models import SpecialDay

pytestmark = pytest.mark.django_db


def test_seeded_calendar_is_the_state_councils():
    calendar = Calendar.current()
    for day in state_council.days(date(2023, 1, 1), date(2026, 12, 31)):
        assert calendar.is_workday(day) == state_council.is_workday(day), day


def test_seeded_names_are_the_holidays_chinese_names():
    calendar = Calendar.current()
    assert [calendar.name_of(date(2026, *day)) for day in [(2, 14), (4, 6), (6, 19), (9, 25), (10, 8)]] == [
        "春节", "清明节", "端午节", "中秋节", "",
    ]  # fmt: skip


def test_every_seeded_year_is_known_and_the_next_is_not():
    calendar = Calendar.current()
    years = {day.year for day in calendar.special}
    assert set(range(2004, 2027)) <= years
    assert all(calendar.knows(year) for year in years)
    assert not calendar.knows(max(years) + 1)


def test_an_added_day_counts_at_once_in_one_query(django_assert_num_queries):
    tuesday = date(2026, 11, 24)
    assert Calendar.current().is_workday(tuesday)
    SpecialDay.objects.create(day=tuesday, is_workday=False, name="停电")
    with django_assert_num_queries(1):
        calendar = Calendar.current()
        assert calendar.add_workdays(date(2026, 11, 23), 1) == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("day", "is_workday", "sentence"),
    [
        (date(2026, 11, 24), True, "This is a weekday and worked anyway; it needs no entry."),
        (date(2026, 11, 28), False, "This is a Saturday or Sunday and off anyway; it needs no entry."),
    ],
)
def test_a_day_that_changes_nothing_is_refused(day, is_workday, sentence):
    special = SpecialDay(day=day, is_workday=is_workday, name="测试")
    with pytest.raises(ValidationError) as refused:
        special.full_clean()
    with translation.override("en"):
        assert refused.value.message_dict == {"is_workday": [sentence]}
    with pytest.raises(IntegrityError, match="special_day_breaks_the_weekend_rule"), transaction.atomic():
        special.save()


def test_the_same_day_twice_is_refused_with_a_sentence():
    special = SpecialDay(day=date(2026, 10, 1), is_workday=False, name="国庆节")
    with pytest.raises(ValidationError) as refused:
        special.full_clean()
    with translation.override("en"):
        assert refused.value.message_dict == {"day": ["This day is already entered."]}


@pytest.fixture
def clerk(town, client):
    """The administrator, who enters holidays, with work on the ladder."""
    client.force_login(town.admin)
    return client


def test_an_administrator_adds_a_day(clerk):
    form = {"day": "2027-10-01", "name": "国庆节", "source": "国办通知"}
    assert clerk.get(reverse("specialday-list")).context["caveat"]
    answer = clerk.post(reverse("specialday-new"), form)
    assert answer.status_code == 302, answer.content.decode()[:500]
    assert Calendar.current().knows(2027)
    twice = clerk.post(reverse("specialday-new"), form)
    assert twice.status_code == 422
    assert "day" in twice.context["form"].errors
    assert clerk.post(reverse("specialday-new"), form | {"day": "2027-10-02"}).status_code == 422  # a Saturday is off anyway


def test_a_day_that_is_entered_moves_the_ladders_after_saying_so_and_stands_in_the_history(town, clerk):
    work = assignment(town, at=moment("2026-03-02 09:30"), due_at=moment("2026-03-20 18:00"))
    assert work.next_rung_at == moment("2026-03-17 18:00")
    entered = {"day": "2026-03-18", "name": "停电", "source": "通知"}
    asked = clerk.post(reverse("specialday-new"), entered)
    assert (asked.status_code, SpecialDay.objects.filter(day="2026-03-18").exists()) == (200, False)
    assert work.title in asked.context["trial"][0]
    page = clerk.post(reverse("specialday-new"), entered | {"confirmed": "yes"}, follow=True)
    assert any("后台" in str(message) for message in page.context["messages"])
    assert recount_asked(at=timezone.now()) == 1
    work.refresh_from_db()
    assert work.next_rung_at == moment("2026-03-16 18:00")
    day = SpecialDay.objects.get(day="2026-03-18")
    assert [(entry.verb, entry.actor) for entry in Entry.objects.about(day)] == [("create", town.admin)]

    edit = reverse("specialday-edit", args=[day.pk])
    assert clerk.post(edit, entered | {"name": "检修"}).status_code == 302  # the same day under another name moves nothing
    drop = reverse("specialday-drop", args=[day.pk])
    assert clerk.get(drop).context["trial"]
    assert clerk.post(drop).status_code == 200
    assert SpecialDay.objects.filter(pk=day.pk).exists()
    clerk.post(drop, {"confirmed": "yes"})
    recount_asked(at=timezone.now())
    work.refresh_from_db()
    assert work.next_rung_at == moment("2026-03-17 18:00")
    assert Entry.objects.about(SpecialDay(pk=day.pk)).newest_first()[0].verb == "delete"


def test_only_who_keeps_the_calendar_sees_its_pages(town, client):
    day = SpecialDay.objects.first()
    client.force_login(town.ma)
    assert client.get(reverse("specialday-new")).status_code == 403
    assert client.get(reverse("specialday-edit", args=[day.pk])).status_code == 404
    assert client.post(reverse("specialday-drop", args=[day.pk]), {"confirmed": "yes"}).status_code == 404
    assert SpecialDay.objects.filter(pk=day.pk).exists()


def test_a_formats_words_are_mended_with_a_trace(town, clerk):
    type(town.admin).objects.filter(pk=town.admin.pk).update(is_superuser=True)
    clerk.force_login(type(town.admin).objects.get(pk=town.admin.pk))
    values = {"name": "小餐饮店", "name_en": town.catering.name_en, "basis": "《食品安全法》"}
    clerk.post(reverse("admin:establishments_format_change", args=[town.catering.pk]), values)
    assert Entry.objects.about(town.catering).get().changes["name"] == ["小餐饮", "小餐饮店"]
