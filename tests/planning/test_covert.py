"""Covert inspections: until the visit is filed nobody but the team, the planner and the city finds a trace, wherever they look."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from establishments.timeline import Timeline
from grid.models import Appointment
from inspections.submission import submit_inspection
from notifications.models import Message
from planning.models import InspectionPlan, PlannedShop
from tasks.feeds import ics
from tests.inspections.records import record as content_of
from tests.permissions.test_table import CAST
from tests.town import appoint, build_town

pytestmark = pytest.mark.django_db  # also tells pytest-django to make the test database at all

TITLE = "暗访夜间后厨"
KNOW = {"ma", "sun", "leader", "admin"}  # the planner, the team, and who holds the right in the whole city
OTHERS = [who for who in CAST if who != "-" and who not in KNOW]
CHANGES = re.compile(
    rb'(name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|"X-CSRFToken": *"[^"]*"|nonce-[\w+/=-]+|\d\d:\d\d(:\d\d)?(\.\d+)?)'
)


@pytest.fixture(scope="module")
def before_and_after(django_db_setup, django_db_blocker):
    """The town as everybody else sees it without the plan and with it; made once, since all only read."""
    with django_db_blocker.unblock(), transaction.atomic():
        town = build_town()
        appoint(town.sun, "区级督导", town.branch, town.xingqing)
        clients = {who: signed_in(town, who) for who in OTHERS}
        before = {who: seen(client, town) for who, client in clients.items()}
        town.plan = covert_plan(town)
        after = {who: seen(client, town) for who, client in clients.items()}
        town.before_and_after = before, after
        town.clients = clients
        yield town
        transaction.set_rollback(True)


@pytest.fixture
def secret(before_and_after, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield before_and_after
        transaction.set_rollback(True)


def covert_plan(town):
    """Planned by Ma of the city, visited by her and Sun; two shops of the street."""
    today = timezone.localdate()
    plan = InspectionPlan.objects.create(
        kind=InspectionPlan.SPECIAL, title=TITLE, covert=True, planner=town.ma,
        organisation=town.office, place=town.city, since=today, due_on=today + timedelta(days=9),
    )  # fmt: skip
    plan.areas.set([town.shop.place, town.shop_two.place])
    plan.team.set([town.ma, town.sun])
    plan.publish(by=town.ma)
    return plan


def signed_in(town, who):
    client = Client()
    client.force_login(town.people[who])
    return client


def addresses(town):
    """Where a trace could be: lists and their files, API, boards, search, messages, feeds, the shop and its life, the day in the field."""
    lists = [reverse(f"{name}-list") for name in ("inspectionplan", "plannedshop", "inspection", "finding", "message", "assignment")]
    api = [reverse(f"api:{name}-list") for name in ("inspectionplan", "plannedshop", "inspection", "rankedshop", "draw")]
    shop = [reverse(name, args=[town.shop.pk]) for name in ("establishment-detail", "establishment-timeline", "api:establishment-detail")]
    search = [f"{reverse('search')}?q={words}" for words in (TITLE, town.shop.name)]
    files = [f"{url}?export=csv" for url in lists]
    return [*lists, *files, *api, *shop, *search, reverse("workbench"), reverse("board"), reverse("field"), reverse("rankedshop-list")]


def seen(client, town):
    """What one account gets at every address; what changes with each request, as the clock, is taken out."""
    return {url: answer_of(client.get(url)) for url in addresses(town)}


def answer_of(answer):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, CHANGES.sub(b"", content)


@pytest.mark.parametrize("who", OTHERS)
def test_no_page_list_file_search_or_api_differs_by_a_byte(before_and_after, who):
    before, after = (found[who] for found in before_and_after.before_and_after)
    assert [url for url in before if before[url] != after[url]] == []


@pytest.mark.parametrize("who", OTHERS)
def test_neither_plan_nor_shop_of_it_is_reached(secret, who):
    person, client = secret.people[who], secret.clients[who]
    assert not InspectionPlan.objects.reachable(person).exists() and not PlannedShop.objects.reachable(person).exists()
    assert not person.has_perm("planning.view_inspectionplan", secret.plan)
    row = secret.plan.shops.first()
    for name, pk in (("inspectionplan", secret.plan.pk), ("plannedshop", row.pk)):
        assert client.get(reverse(f"{name}-detail", args=[pk])).status_code == 404
        assert client.get(reverse(f"api:{name}-detail", args=[pk])).status_code in (403, 404)
        for verb in {"inspectionplan": InspectionPlan, "plannedshop": PlannedShop}[name].MOVES:
            assert client.post(reverse(f"{name}-{verb}", args=[pk])).status_code in (403, 404)


@pytest.mark.parametrize("who", OTHERS)
def test_no_message_no_calendar_no_life_of_the_shop_tells(secret, who):
    person = secret.people[who]
    assert not Message.objects.filter(recipient=person).exists()
    assert TITLE not in ics(person).decode()
    told = [str(line.what) + str(line.more) for _source, line in Timeline(secret.shop, person)[:50]]
    assert not any(TITLE in words for words in told)


def test_the_history_of_the_shop_itself_has_no_entry(secret):
    subjects = [str(secret.shop.pk), str(secret.shop.place_id)]
    assert not Entry.objects.filter(subject_type__in=["establishments.establishment", "grid.place"], subject_id__in=subjects).exists()


@pytest.mark.parametrize("who", sorted(KNOW))
def test_team_planner_and_city_see_it(secret, who):
    person = secret.people[who]
    assert list(InspectionPlan.objects.reachable(person)) == [secret.plan]
    assert PlannedShop.objects.reachable(person).count() == 2
    assert signed_in(secret, who).get(secret.plan.get_absolute_url()).status_code == 200


def test_only_the_team_is_told(secret):
    told = Message.objects.filter(text__contains=TITLE).values_list("recipient__username", "addressed_as").distinct()
    assert set(told) == {("ma", ""), ("sun", "")}


def visit(town, by, second):
    said = content_of(town, values=("fail", "pass", "pass"), officer_two=second, kind="special")
    return submit_inspection(said, by=by, at=timezone.now())[0]


def test_once_filed_the_visit_is_as_any_other_and_the_rest_stays_secret(secret):
    inspection = visit(secret, secret.sun, secret.ma)
    done, other = secret.plan.shops.get(establishment=secret.shop), secret.plan.shops.get(establishment=secret.shop_two)
    assert done.inspection == inspection
    for who in ("wang", "qian", "zhao"):
        assert secret.clients[who].get(inspection.get_absolute_url()).status_code == 200
        assert list(PlannedShop.objects.reachable(secret.people[who])) == [done]
        assert not InspectionPlan.objects.reachable(secret.people[who]).exists()
        assert secret.clients[who].get(other.get_absolute_url()).status_code == 404
    assert secret.clients["liu"].get(inspection.findings.get().get_absolute_url()).status_code == 200
    assert Message.objects.filter(recipient=secret.liu).exists()


def test_another_officer_who_happens_by_finds_no_trace(secret):
    inspection = visit(secret, secret.zhao, secret.qian)
    row = secret.plan.shops.get(establishment=secret.shop)
    assert row.inspection is None and row.status == row.DUE
    assert "plannedshop" not in secret.clients["zhao"].get(inspection.get_absolute_url()).content.decode()


def test_who_leaves_the_team_or_the_post_sees_it_no_more(secret):
    secret.plan.team.remove(secret.sun)
    assert not InspectionPlan.objects.reachable(secret.sun).exists()
    secret.plan.team.add(secret.sun)
    Appointment.objects.filter(user=secret.sun).update(until=timezone.localdate())
    del secret.sun.posts
    assert not InspectionPlan.objects.reachable(secret.sun).exists()


def test_handing_a_post_over_takes_no_secret_along(secret):
    post = secret.sun.appointments.get()
    handed = post.hand_over(by=secret.admin, successor=secret.jin, note="调任")
    assert secret.jin not in secret.plan.team.all()
    page = signed_in(secret, "wang").get(handed.get_absolute_url()).content.decode()
    assert TITLE not in page


def test_a_covert_plan_of_named_shops_is_drawn_up_on_its_form(secret):
    client = signed_in(secret, "ma")
    today = timezone.localdate()
    said = {"kind": "special", "title": "暗访二", "covert": "on", "place": secret.city.pick_words(), "since": today, "due_on": today}
    url = reverse("inspectionplan-new")
    assert client.post(url, said | {"shops": "没有这家店"}).status_code == 422
    assert client.post(url, said | {"kind": "sweep"}).status_code == 422
    assert client.post(url, said | {"shops": f"{secret.shop.name}\n{secret.far_shop.credit_code}"}).status_code == 302
    plan = InspectionPlan.objects.get(title="暗访二")
    assert set(plan.areas.all()) == {secret.shop.place, secret.far_shop.place} and plan.planner == secret.ma
    assert client.post(reverse("inspectionplan-publish", args=[plan.pk])).status_code == 409  # alone
    client.post(reverse("inspectionplan-join", args=[plan.pk]), {"user": secret.wang.pick_words()})
    assert client.post(reverse("inspectionplan-publish", args=[plan.pk])).status_code == 409  # he may not inspect the other district's
    assert not InspectionPlan.objects.reachable(secret.jin).filter(pk=plan.pk).exists()
    assert InspectionPlan.objects.reachable(secret.wang).get(pk=plan.pk) == plan  # he was called into the team
