"""An administrator changes the ladder or the calendar: what will move is shown first, then the worker moves it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from notifications.quiet import after_night
from tasks.escalation import climb_due
from tasks.models import Notice, Recount, Rung
from tasks.recounting import recount_asked, try_ladder
from tests.town import assignment, moment

FAR = {"at": moment("2026-11-02 09:00"), "due_at": moment("2126-11-15 18:00")}
TO_ALL = {"recipients": ["responsible"], "is_active": "on"}
REMINDER = TO_ALL | {"work_kind": "campaign", "order": 1, "letter": "reminder", "offset_kind": "workdays", "clock": ""}


@pytest.fixture
def admin(client, town):
    client.force_login(town.admin)
    return client


@pytest.fixture
def edit(db):
    return reverse("rung-edit", args=[Rung.objects.get(work_kind="campaign", order=1).pk])


def test_what_will_move_is_shown_before_anything_does(admin, town, edit):
    work = assignment(town, **FAR)
    before = work.next_rung_at
    page = admin.post(edit, REMINDER | {"offset": -5})
    trial = page.context["trial"]
    assert (trial.moved, trial.at_once) == (1, 0)
    [(shown, now, then)] = trial.examples
    assert (shown, now) == (work, before)
    assert then < before
    work.refresh_from_db()
    assert (work.next_rung_at, Rung.objects.get(work_kind="campaign", order=1).offset) == (before, -3)
    assert not Recount.objects.exists()


def test_a_confirmed_change_is_recorded_and_done_by_the_worker(admin, town, edit):
    work = assignment(town, **FAR)
    before = work.next_rung_at
    assert admin.post(edit, REMINDER | {"offset": -5, "confirmed": "yes"}).status_code == 302
    rung = Rung.objects.get(work_kind="campaign", order=1)
    assert Entry.objects.about(rung).get().changes == {"offset": [-3, -5]}
    assert recount_asked(at=timezone.now()) == 1
    work.refresh_from_db()
    assert work.next_rung_at < before
    asked = Recount.objects.get(reason="rung")
    assert (asked.moved, asked.asked_by) == (1, town.admin)
    assert recount_asked(at=timezone.now()) == 0
    assert "1 件事项的下一份文书" in admin.get(reverse("rung-list")).content.decode()


def test_a_new_rung_says_how_many_letters_go_out_at_once(admin, town):
    at = timezone.now()
    assignment(town, at=at - timedelta(days=10), due_at=at + timedelta(days=60))
    rung = {"work_kind": "campaign", "order": 9, "letter": "circular", "offset_kind": "hours", "offset": -24 * 61} | TO_ALL
    Rung.objects.filter(work_kind="campaign").update(is_active=False)
    trial = admin.post(reverse("rung-new"), rung).context["trial"]
    assert (trial.moved, trial.at_once) == (1, 1)
    admin.post(reverse("rung-new"), rung | {"confirmed": "yes"})
    recount_asked(at=at)
    climb_due(at=after_night(at))
    assert Notice.objects.get().kind == "circular"


def test_a_rung_taken_out_of_use_leaves_work_on_the_next(town):
    assignment(town, **FAR)
    rung = Rung.objects.get(work_kind="campaign", order=1)
    rung.is_active = False
    [(_work, before, then)] = try_ladder(rung, at=timezone.now()).examples
    assert then == FAR["due_at"]
    assert before < then


@pytest.mark.parametrize(
    "wrong",
    [{"order": 2}, {"offset_kind": "wall_clock", "offset": -1}, {"letter": "anything"}, {"offset": "soon"}, {"offset": 99999}],
)
def test_an_unusable_rung_is_refused_with_a_sentence(admin, town, edit, wrong):
    page = admin.post(edit, REMINDER | {"offset": -5, "confirmed": "yes"} | wrong)
    assert page.status_code == 422
    assert page.context["form"].errors
    assert not Recount.objects.exists()


def test_only_the_administrator_changes_the_ladder(client, town, edit):
    client.force_login(town.wang)
    assert client.get(edit).status_code in (403, 404)
    assert client.post(edit, REMINDER | {"offset": -5, "confirmed": "yes"}).status_code in (403, 404)
    assert not Recount.objects.exists()
