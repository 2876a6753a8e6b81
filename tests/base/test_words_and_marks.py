"""What the templates say: moments in the office's words, masked numbers, one filled button, pages that need no database."""

from datetime import date, datetime, timedelta

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import timezone, translation

from base.templatetags import portal


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


def at(hour, minute=0, days=0):
    return timezone.localtime().replace(hour=hour, minute=minute, second=0, microsecond=0) + timedelta(days=days)


def test_a_day_reads_as_the_office_writes_it():
    assert portal.day(date(2026, 11, 3)) == "2026年11月3日"


def test_today_is_called_today():
    assert portal.moment(at(18)) == "今天 18:00"
    assert portal.near(at(20, days=-1)) == "昨天 20:00"


def test_the_year_is_said_only_where_it_is_another_one():
    long_ago = timezone.make_aware(datetime(2019, 3, 5, 9, 30))
    assert portal.near(long_ago) == "2019年3月5日 09:30"


def test_a_deadline_at_midnight_is_the_24_00_of_the_day_that_ends():
    assert portal.until(at(0, days=1)) == "今天 24:00"
    assert portal.near(at(0, days=1)) == "明天 00:00"


def test_nothing_is_said_of_no_moment():
    assert portal.moment(None) == portal.near(None) == portal.until(None) == portal.day(None) == ""


@pytest.mark.parametrize(("number", "shown"), [("13812346015", "138****6015"), ("110", "***"), ("", ""), (None, "")])
def test_a_phone_number_is_masked(number, shown):
    assert portal.mask_phone(number) == shown


def test_one_filled_button_however_many_claim_to_be_it():
    verbs = [{"name": "cancel", "primary": False}, {"name": "submit", "primary": True}, {"name": "close", "primary": True}]
    pressable = portal.pressable([*verbs, {"name": "accept", "primary": True, "refusal": "No."}])
    assert [(verb["name"], bool(verb["primary"])) for verb in pressable] == [("submit", True), ("close", False), ("cancel", False)]


def test_dates_get_the_browsers_own_picker():
    class Form(forms.Form):
        day = forms.DateField(initial=date(2026, 11, 23))
        moment = forms.DateTimeField()

    form = Form()
    assert 'type="date"' in portal.control(form["day"])
    assert 'value="2026-11-23"' in portal.control(form["day"])
    assert 'type="datetime-local"' in portal.control(form["moment"])


@pytest.mark.parametrize("page", ["500.html", "503.html"])
def test_the_page_of_a_failure_needs_neither_request_nor_database(page):
    assert "银川食安创建" in render_to_string(page)
