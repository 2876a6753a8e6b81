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


def test_an_administrator_adds_a_day(admin_client):
    form = {"day": "2027-10-01", "name": "国庆节", "source": "国办通知"}
    answer = admin_client.post(reverse("admin:workdays_specialday_add"), form)
    assert answer.status_code == 302, answer.content.decode()[:500]
    assert Calendar.current().knows(2027)


@pytest.fixture
def clerk(town, client):
    """Somebody who enters holidays in Django's own admin, with work on the ladder."""
    type(town.admin).objects.filter(pk=town.admin.pk).update(is_superuser=True)
    client.force_login(town.admin)
    return client


def test_a_day_that_is_entered_moves_the_ladders_and_stands_in_the_history(town, clerk):
    work = assignment(town, at=moment("2026-03-02 09:30"), due_at=moment("2026-03-20 18:00"))
    assert work.next_rung_at == moment("2026-03-17 18:00")
    entered = {"day": "2026-03-18", "name": "停电", "source": "通知", "confirmed": "on"}
    page = clerk.post(reverse("admin:workdays_specialday_add"), entered, follow=True)
    assert "后台" in [str(message) for message in page.context["messages"]][0]
    assert recount_asked(at=timezone.now()) == 1
    work.refresh_from_db()
    assert work.next_rung_at == moment("2026-03-16 18:00")
    day = SpecialDay.objects.get(day="2026-03-18")
    assert [(entry.verb, entry.actor) for entry in Entry.objects.about(day)] == [("create", town.admin)]

    clerk.post(reverse("admin:workdays_specialday_delete", args=[day.pk]), {"post": "yes"})
    assert recount_asked(at=timezone.now()) == 1
    work.refresh_from_db()
    assert work.next_rung_at == moment("2026-03-17 18:00")
    assert Entry.objects.about(day).newest_first()[0].verb == "delete"


def test_days_taken_out_together_are_remembered_one_by_one(town, clerk):
    days = [SpecialDay.objects.create(day=day, name="停电") for day in ("2027-03-17", "2027-03-18")]
    chosen = {"action": "delete_selected", "_selected_action": [day.pk for day in days], "post": "yes"}
    clerk.post(reverse("admin:workdays_specialday_changelist"), chosen)
    assert [Entry.objects.about(day).get().verb for day in days] == ["delete", "delete"]


def test_a_formats_words_are_mended_with_a_trace(town, clerk):
    values = {"name": "小餐饮店", "name_en": town.catering.name_en, "basis": "《食品安全法》"}
    clerk.post(reverse("admin:establishments_format_change", args=[town.catering.pk]), values)
    assert Entry.objects.about(town.catering).get().changes["name"] == ["小餐饮", "小餐饮店"]
