"""The demonstration town: whole, plausible, and the same for the same seed."""

import random
from datetime import UTC, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Q
from django.utils import timezone
from shapely.geometry import Point, shape

from accounts.models import User
from dashboards.town import night
from dashboards.town.building import build, load_what_is_missing
from establishments.credit_code import validate_credit_code
from establishments.models import Establishment
from grid.models import Appointment, Organisation, Place
from inspections.models import Answer, Finding, Inspection
from inspections.scoring import score
from notifications.quiet import after_night
from supervision.models import DailyBulletin, DailyReport, SupervisionGroup, SupervisionPoint
from tasks.models import SAME_DAY, Assignment, Notice
from tests.town import moment

NOW = moment("2026-11-23 15:30")
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("town")]  # one worker builds it, once


@pytest.fixture(scope="module")
def small_town(django_db_setup, django_db_blocker):
    """A town of sixty shops, built once for this file and rolled back after it; the moment at which it stood."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        with pytest.MonkeyPatch.context() as clock:
            clock.setattr(timezone, "now", lambda: NOW.astimezone(UTC))  # verbs ask for the day themselves, and their days must not run out
            build(60, 1, "demo-password-1", now=NOW, quiet=True)
        yield NOW
        transaction.set_rollback(True)


@pytest.fixture
def town(small_town, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_the_places_the_offices_and_the_people_are_there(town):
    assert Place.objects.exclude(level__in=["cell", "establishment"]).count() == 671
    cells = [place.children.count() for place in Place.objects.filter(level="community").prefetch_related("children")]
    assert set(cells) <= {2, 3, 4}
    assert {kind: Organisation.objects.filter(kind=kind).count() for kind in ("bureau", "branch", "station", "office")} == {
        "bureau": 1,
        "branch": 6,
        "station": 62,
        "office": 62,
    }
    assert 800 <= User.objects.count() <= 1000
    assert set(
        User.objects.filter(username__in="leader ma wang li zhao chen he liu sun admin".split()).values_list("username", flat=True)
    ) == set("leader ma wang li zhao chen he liu sun admin".split())


def test_everybody_has_an_obviously_invented_phone(town):
    assert not User.objects.exclude(phone__startswith="1390000").exists()
    assert not Establishment.objects.exclude(phone__startswith="1390000").exists()


def test_the_cast_finds_its_work(town):
    person = {username: User.objects.get(username=username) for username in ("ma", "wang", "zhao", "liu", "leader", "sun")}
    assert Assignment.objects.waiting_for(person["ma"]).exists()
    assert Assignment.objects.waiting_for(person["wang"]).exists()
    assert Assignment.objects.waiting_for(person["liu"]).exists()
    assert Assignment.objects.waiting_for(person["zhao"]).exists()
    assert Notice.objects.reachable(person["leader"], "sign").filter(status=Notice.DRAFT).exists()
    assert not Establishment.objects.reachable(person["sun"]).exists()


def test_every_shop_is_valid_and_lies_in_its_district(town):
    outlines = {place.code: shape(place.outline) for place in Place.objects.filter(level="district")}
    for shop in Establishment.objects.select_related("place"):
        validate_credit_code(shop.credit_code)
        assert outlines[shop.place.code[:6]].contains(Point(shop.longitude, shop.latitude))
        assert shop.place.path.startswith(shop.place.parent.path)


def test_inspections_agree_with_their_answers_and_findings(town):
    for inspection in Inspection.objects.prefetch_related("checklist__items", "answers__item", "findings"):
        answers = {answer.item.code: answer.value for answer in inspection.answers.all()}
        assert (inspection.score, inspection.result) == score(inspection.checklist.items.all(), answers)
        failed = {answer.item_id for answer in inspection.answers.all() if answer.value == Answer.FAIL}
        assert failed == {finding.item_id for finding in inspection.findings.all()}
    assert Finding.objects.exists()


def test_there_is_work_in_every_status_and_nothing_lies_in_the_future(town):
    assert set(Assignment.objects.values_list("status", flat=True)) >= {"dispatched", "under_way", "submitted", "closed"}
    assert set(Notice.objects.values_list("status", flat=True)) >= {"draft", "issued", "acknowledged"}
    assert not Inspection.objects.filter(finished_at__gt=NOW).exists()
    assert not Assignment.objects.filter(status__in=Assignment.CLIMBS, next_rung_at__lte=NOW).exists()
    assert not Assignment.objects.exclude(parked="").exists()


def test_letters_are_numbered_without_a_gap(town):
    numbers = {}
    for series, year, serial in Notice.objects.filter(serial__isnull=False).values_list("series", "year", "serial"):
        numbers.setdefault((series, year), []).append(serial)
    assert all(sorted(found) == list(range(1, len(found) + 1)) for found in numbers.values())


def test_some_rungs_come_within_the_first_minutes(small_town, town):
    last = small_town + timedelta(minutes=3)
    soon = Q(next_rung_at__range=(small_town, last)) | Q(next_rung_at=after_night(last))  # who watches by night sees it at 07:00
    assert Assignment.objects.filter(soon).count() >= 3


def test_by_night_the_orders_of_late_checks_go_out_in_the_first_minutes(town, monkeypatch):
    monkeypatch.setattr(night, "is_quiet", lambda at: True)
    began = timezone.now()
    night.play(random.Random(1))
    orders = Assignment.objects.filter(kind=SAME_DAY, next_rung_at__gt=began)
    assert [round((row.next_rung_at - began).total_seconds() / 15) for row in orders.order_by("next_rung_at")][:2] == [3, 5]


def test_a_second_town_is_refused_politely(town, monkeypatch):
    before = Appointment.objects.count()
    out = StringIO()
    call_command("build_town", stdout=out)
    assert "nothing was changed" in out.getvalue()
    assert Appointment.objects.count() == before


@pytest.mark.django_db
def test_without_a_password_nothing_is_built(monkeypatch):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    with pytest.raises(CommandError, match="DEMO_PASSWORD"):
        call_command("build_town")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_names(monkeypatch):
    from django.db import transaction

    load_what_is_missing()
    monkeypatch.setattr("dashboards.town.building.load_what_is_missing", lambda: None)
    monkeypatch.setattr("dashboards.town.course.play", lambda *args: None)
    monkeypatch.setattr(timezone, "now", lambda: NOW.astimezone(UTC))

    def built(seed):
        with transaction.atomic():
            build(60, seed, "demo-password-1", now=NOW, quiet=True)
            people = list(User.objects.order_by("id").values_list("username", "name"))
            shops = list(Establishment.objects.order_by("id").values_list("place__name", "place__code", "credit_code", "latitude"))
            results = list(Inspection.objects.order_by("finished_at", "pk").values_list("pk", "score", "result"))
            transaction.set_rollback(True)
        return people, shops, results

    first = built(1)
    assert built(1) == first
    assert built(2) != first


def test_seven_groups_report_and_their_bulletins_are_published_without_a_gap(town):
    assert SupervisionGroup.objects.count() == 7
    today = timezone.localdate(NOW)
    assert DailyReport.objects.filter(day=today, status="draft").count() == 7
    assert set(DailyReport.objects.filter(day__lt=today).values_list("status", flat=True)) == {"submitted"}
    serials = list(DailyBulletin.objects.published().order_by("serial").values_list("serial", flat=True))
    assert serials == list(range(1, len(serials) + 1))
    assert SupervisionPoint.objects.filter(day__gt=today, status="planned").exists()
