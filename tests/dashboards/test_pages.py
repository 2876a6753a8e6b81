"""The workbench, the board and the search, as the cast sees them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dashboards.counting import recount
from establishments.models import Establishment
from tasks.models import Notice
from tests.dashboards.scene import inspected
from tests.town import CAST, appoint, assignment

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client):
    def enter(user):
        client.force_login(user)
        return client

    return enter


def letter(town, work, status="draft", **fields):
    return Notice.objects.create(
        kind="supervision",
        assignment=work,
        issuer=work.issuer,
        addressee=work.organisation,
        place=work.place,
        title="督办通知",
        body="请限期办结。",
        status=status,
        **fields,
    )


@pytest.mark.parametrize("username", CAST)
def test_everybody_has_a_workbench(town, sign_in, username):
    inspected(town, town.shop, timezone.now())
    assert sign_in(town.people[username]).get("/", follow=True).status_code == 200


def test_who_only_walks_a_cell_is_led_to_the_page_for_the_phone(town, sign_in):
    answer = sign_in(town.zhao).get("/")
    assert answer.status_code == 302 and answer["Location"] == reverse("field")
    appoint(town.zhao, "乡镇街道干部", town.street_office, town.street)
    assert sign_in(town.zhao).get("/").status_code == 200


def test_the_workbench_puts_the_nearest_deadline_first(town, sign_in):
    now = timezone.now()
    for days in (30, -2, 1):
        assignment(town, organisation=town.branch, at=now - timedelta(days=5), due_at=now + timedelta(days=days), title=f"限期{days}天")
    groups = sign_in(town.wang).get("/").context["groups"]
    assert [item["row"].title for group in groups for item in group["rows"]] == ["限期-2天", "限期1天", "限期30天"]
    assert groups[0]["name"] == "late" and groups[-1]["name"] == "later"
    assert [group["count"] for group in groups] == [len(group["rows"]) for group in groups]


def test_each_row_has_the_verb_that_moves_it_on(town, sign_in):
    work = assignment(town, organisation=town.branch)
    assert verb_url(sign_in(town.wang)) == reverse("assignment-accept", args=[work.pk])
    work.accept(by=town.wang)
    assert verb_url(sign_in(town.wang)) == reverse("assignment-submit", args=[work.pk])
    work.submit(by=town.wang, report="办结")
    assert sign_in(town.wang).get("/").context["groups"] == []
    assert verb_url(sign_in(town.ma)) == work.get_absolute_url()


def verb_url(client):
    return client.get("/").context["groups"][0]["rows"][0]["row"].verb_url


def test_letters_wait_for_who_signs_and_then_for_who_acknowledges(town, sign_in):
    work = assignment(town, organisation=town.branch)
    draft = letter(town, work)
    assert verb_url(sign_in(town.leader)) == reverse("notice-desk-letter", args=[draft.pk])
    draft.sign(by=town.leader)
    page = sign_in(town.wang).get("/")
    assert page.context["counts"]["letters"] == 1 and page.context["counts"]["waiting"] == 2
    assert sign_in(town.leader).get("/").context["counts"]["waiting"] == 0


def test_what_was_handed_out_is_listed_until_it_is_closed(town, sign_in):
    work = assignment(town, organisation=town.branch)
    assert sign_in(town.ma).get("/").context["out"]["count"] == 1
    work.accept(by=town.wang)
    work.submit(by=town.wang, report="办结")
    work.close(by=town.ma)
    assert sign_in(town.ma).get("/").context["out"]["count"] == 0


@pytest.mark.parametrize("rows", [1, 5])
def test_the_workbench_costs_the_same_for_one_row_and_for_five(town, sign_in, rows, django_assert_num_queries):
    for number in range(rows):
        letter(town, assignment(town, organisation=town.station, issuer=town.branch, title=f"第{number}件"))
        assignment(town, organisation=town.branch, title=f"市{number}")
    client = sign_in(town.wang)
    with django_assert_num_queries(22):
        client.get("/")


@pytest.mark.parametrize("shops", [1, 2])
def test_the_board_opens_in_as_many_queries_for_one_shop_and_for_two(town, sign_in, shops, django_assert_max_num_queries):
    for shop in Establishment.objects.all()[:shops]:
        inspected(town, shop, timezone.now())
    recount(at=timezone.now())
    client = sign_in(town.ma)
    with django_assert_max_num_queries(26):
        assert client.get(reverse("board")).status_code == 200


def test_the_board_begins_at_the_own_place_and_leads_down(town, sign_in):
    page = sign_in(town.ma).get(reverse("board"))
    assert page.context["place"] == town.city
    assert f"{reverse('board')}?place={town.xingqing.pk}" in page.content.decode()
    below = sign_in(town.ma).get(reverse("board"), {"place": town.xingqing.pk})
    assert below.context["place"] == town.xingqing
    assert below.context["crumbs"] == [("银川市", f"{reverse('board')}?place={town.city.pk}")]


@pytest.mark.parametrize(("username", "place"), [("wang", "jinfeng"), ("wang", "city"), ("jin", "xingqing"), ("zhao", "street")])
def test_the_board_of_another_place_does_not_exist(town, sign_in, username, place):
    client = sign_in(town.people[username])
    assert client.get(reverse("board"), {"place": getattr(town, place).pk}).status_code == 404


@pytest.mark.parametrize("value", ["x", "", "99999999999999999999", "-5"])
def test_the_board_of_no_place_does_not_exist(town, sign_in, value):
    assert sign_in(town.ma).get(reverse("board"), {"place": value}).status_code == 404


@pytest.mark.parametrize(("username", "status"), [("ma", 200), ("chen", 200), ("he", 200), ("sun", 403), ("liu", 404)])
def test_who_sees_a_board(town, sign_in, username, status):
    assert sign_in(town.people[username]).get(reverse("board")).status_code == status


def test_a_task_is_as_far_as_its_assignments(town, sign_in):
    def state():
        return sign_in(town.ma).get(reverse("board")).context["tasks"]["categories"][0]["squares"][0]["task"].progress

    now = timezone.now()
    assert state() == "todo"
    first = assignment(town, creation_task=town.creation_task, due_at=now + timedelta(days=60))
    assert state() == "doing"
    second = assignment(town, organisation=town.branch, creation_task=town.creation_task, due_at=now + timedelta(hours=1))
    assert state() == "soon"
    type(second).objects.filter(pk=second.pk).update(due_at=now - timedelta(hours=1))
    assert state() == "late"
    type(first).objects.update(status="closed", closed_at=now)
    assert state() == "done"


def test_a_district_sees_the_tasks_it_has_work_of(town, sign_in):
    assert sign_in(town.wang).get(reverse("board")).context["tasks"]["count"] == 0
    assignment(town, organisation=town.branch, creation_task=town.creation_task)
    assert sign_in(town.wang).get(reverse("board")).context["tasks"]["count"] == 1
    assert sign_in(town.jin).get(reverse("board")).context["tasks"]["count"] == 0


def found(client, text):
    return [row["title"] for group in client.get(reverse("search"), {"q": text}).context["groups"] for row in group["rows"]]


def test_search_finds_only_what_is_in_reach(town, sign_in):
    assert found(sign_in(town.wang), "满春") == []
    assert found(sign_in(town.jin), "满春") == ["满春面馆"]
    assert found(sign_in(town.sun), "满春") == []


def test_a_letter_is_found_by_its_number_whatever_the_brackets(town, sign_in):
    draft = letter(town, assignment(town, organisation=town.branch))
    draft.sign(by=town.leader)
    for text in (draft.number, draft.number.replace("〔", "[").replace("〕", "]"), "〔2026〕1", f"({draft.year})1号"):
        assert found(sign_in(town.ma), text.replace("2026", str(draft.year))) == [str(draft)]
    assert found(sign_in(town.jin), draft.number) == []


def test_people_are_found_by_those_who_may_see_people(town, sign_in):
    assert found(sign_in(town.wang), "赵梅") == ["赵梅"]
    assert found(sign_in(town.zhao), "赵梅") == []


def test_an_empty_search_asks_what_is_looked_for(town, sign_in):
    assert sign_in(town.wang).get(reverse("search"), {"q": "  "}).context["groups"] == []
