"""The pages: a plain form does the whole job, nobody sees beyond the own area, lists cost the same however long."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from guarantees import papers
from guarantees.models import Assessment, Board, Guarantee, GuaranteeVisit, Pledge, StepTaken
from guarantees.submission import submit_visit
from tests.guarantees.visits import guaranteed, items_of, official, visit
from tests.inspections.records import picture, upload
from tests.town import appoint, shop

pytestmark = pytest.mark.django_db
NEW = "/visits/new/"
TODAY = timezone.localdate()


@pytest.fixture
def as_person(client):
    """The test browser, signed in as a person of the town."""

    def sign_in(person):
        person.__dict__.pop("posts", None)
        client.force_login(person)
        return client

    return sign_in


def typed(guarantee, browser, *, no=()):
    """What the plain form sends: the hidden fields of a fresh sheet and what a guarantor types."""
    page = browser.get(NEW, {"guarantee": guarantee.pk}).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.split('id="sheet"')[1]))
    items = items_of(guarantee.establishment)
    answers = {f"i{item.pk}-value": "fail" if number in no else "pass" for number, item in enumerate(items)}
    return (
        hidden | answers | {f"i{items[number].pk}-description": "未见培训记录" for number in no} | {"mode": "on_site", "note": "已当面提醒"}
    )


def test_a_plain_form_records_passes_on_and_keeps_its_photos(town, as_person):
    guarantee = guaranteed(town)
    browser = as_person(town.chen)
    item = items_of(town.shop)[1]
    files = {f"i{item.pk}-photos": [upload(picture())], "photos": upload(picture("green"))}
    answer = browser.post(NEW, typed(guarantee, browser, no=[1]) | files, follow=True)
    made = GuaranteeVisit.objects.get()
    assert answer.redirect_chain == [(made.get_absolute_url(), 302)]
    problem = made.problems.get()
    assert (problem.description, problem.photos.count(), made.photos.count()) == ("未见培训记录", 1, 2)
    page = answer.content.decode()
    assert "1 个问题已移交" in page
    assert "凤凰北街市场监督管理所" in page


def test_nothing_typed_is_lost_when_something_is_missing(town, as_person):
    guarantee = guaranteed(town)
    browser = as_person(town.chen)
    data = typed(guarantee, browser, no=[1])
    item = items_of(town.shop)[1]
    answer = browser.post(NEW, data | {f"i{item.pk}-description": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请写明发现的问题" in page
    assert "已当面提醒" in page
    assert data["id"] in page
    assert not GuaranteeVisit.objects.exists()


def test_the_form_sent_twice_is_one_visit(town, as_person):
    guarantee = guaranteed(town)
    browser = as_person(town.chen)
    data = typed(guarantee, browser)
    first = browser.post(NEW, data)
    again = browser.post(NEW, data | {"note": "另写了几句"})
    assert first.url == again.url
    assert GuaranteeVisit.objects.count() == 1


def test_only_the_guarantor_gets_the_form(town, as_person):
    guarantee = guaranteed(town)
    assert as_person(town.li).get(NEW, {"guarantee": guarantee.pk}).status_code == 403
    assert as_person(town.jin).get(NEW, {"guarantee": guarantee.pk}).status_code == 403
    assert "宁味轩" in as_person(town.chen).get(NEW).content.decode()


def test_who_stands_in_makes_the_visit(town, as_person):
    guarantee = guaranteed(town)
    deputy = official(town, "代理人", town.street, role="乡镇街道干部").user
    guarantee.appointment.stand_in(by=town.admin, deputy=deputy, since=TODAY, until=TODAY + timedelta(days=9))
    deputy.__dict__.pop("posts", None)
    made, _new = submit_visit(visit(guarantee), by=deputy, at=timezone.now())
    assert made.guarantor == deputy


# Lists ---------------------------------------------------------------------------------------------------------------


def five_shops(town):
    for number in range(4):
        row = guaranteed(town, shop(town, 40 + number, f"店{number}", town.cell))
        submit_visit(visit(row, no=[1]), by=town.chen, at=timezone.now())


@pytest.mark.parametrize(
    "name",
    ["guarantee-list", "guaranteevisit-list", "visitproblem-list", "guarantor-list", "pledge-list", "process-list", "guarantor-home"],
)
def test_lists_cost_the_same_however_long(town, as_person, name, django_assert_max_num_queries, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    submit_visit(visit(guaranteed(town), no=[1]), by=town.chen, at=timezone.now())
    papers.draft_pledge(town.chen, by=town.li)
    browser = as_person(town.li if name != "guarantor-home" else town.chen)
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert browser.get(reverse(name)).status_code == 200
    five_shops(town)
    with django_assert_num_queries(len(one)):
        browser.get(reverse(name))
    assert len(one) <= 24


@pytest.mark.parametrize("who", ["leader", "ma", "wang", "li", "qian", "zhao", "chen", "liu", "admin", "jin"])
def test_a_list_and_a_permission_never_disagree(town, who):
    five_shops(town)
    guaranteed(town)
    person = town.people[who]
    seen = set(Guarantee.objects.reachable(person))
    assert seen == {row for row in Guarantee.objects.all() if person.has_perm("guarantees.view_guarantee", row)}


def test_overdue_due_and_visited_are_told_apart(town, as_person):
    guaranteed(town)
    Guarantee.objects.update(due_from=TODAY - timedelta(days=100), due_on=TODAY - timedelta(days=10))
    browser = as_person(town.li)
    counts = [browser.get("/guarantees/", {"visit": state}).context["count"] for state in ("overdue", "due", "visited")]
    assert counts == [1, 0, 0]


def test_another_day_shows_who_answered_then(town, as_person):
    row = guaranteed(town)
    row.relieve(by=town.wang)
    Guarantee.objects.update(since=TODAY - timedelta(days=30), until=TODAY)
    browser = as_person(town.li)
    assert browser.get("/guarantees/").context["count"] == 0
    assert browser.get("/guarantees/", {"as_of": (TODAY - timedelta(days=3)).isoformat()}).context["count"] == 1
    assert browser.get("/guarantees/", {"as_of": TODAY.isoformat()}).context["count"] == 0


def test_another_day_counts_a_shop_where_it_lay_then(town, as_person):
    guaranteed(town, town.shop_two, official(town, "北塔干部", town.community_two))
    Guarantee.objects.update(since=TODAY - timedelta(days=30))
    town.cell_two.move(by=town.admin, parent=town.community)
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    browser = as_person(town.wang)
    page = browser.get("/guarantees/", {"as_of": yesterday, "place": town.community_two.pk})
    assert page.context["count"] == 1 and "以下为历史情况" in page.content.decode()
    assert browser.get("/guarantees/", {"place": town.community_two.pk}).context["count"] == 0
    asked = {"as_of": yesterday, "place": town.community_two.pk}
    assert browser.get("/api/v1/guarantees/", asked).json()["count"] == 1


# Giving, printing, marking -------------------------------------------------------------------------------------------


def test_one_shop_is_given_from_the_gap(town, as_person):
    browser = as_person(town.wang)
    url = f"/guarantees/new/?establishment={town.shop.pk}"
    assert "陈静" in browser.get(url).content.decode()
    browser.post(url, {"appointment": town.chen.appointments.get().pk})
    assert Guarantee.objects.held().get().guarantor == town.chen
    far = f"/guarantees/new/?establishment={town.far_shop.pk}"
    assert browser.get(far).status_code == 404


def test_a_proposal_is_shown_and_adopted(town, as_person):
    browser = as_person(town.wang)
    page = browser.get("/guarantees/proposal/", {"place": town.street.pk})
    assert not Guarantee.objects.exists()
    sealed = page.context["proposal"].sealed()
    assert browser.post("/guarantees/proposal/", {"proposal": sealed}).status_code == 302
    assert Guarantee.objects.count() == 1
    assert "已有包保干部，未作改动" in browser.post("/guarantees/proposal/", {"proposal": sealed}, follow=True).content.decode()


def test_boards_of_a_street_come_as_one_file(town, as_person):
    guaranteed(town)
    browser = as_person(town.li)
    answer = browser.get("/boards/print/", {"place": town.street.pk})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert browser.get("/boards/print/", {"place": town.community_two.pk}).status_code == 409
    assert browser.get("/boards/print/", {"place": town.jinfeng.pk}).status_code == 404
    assert Board.objects.get().printed_at


def test_a_board_hangs_a_step_is_said_and_marks_are_given(town, as_person):
    from guarantees.models import Step
    from guarantees.steps import implementations

    guaranteed(town)
    browser = as_person(town.chen)
    browser.post(f"/boards/{town.shop.pk}/posted/", {"posted_on": TODAY.isoformat()})
    assert Board.objects.get().posted_on == TODAY
    step = Step.objects.create(order=8, name="回头看")
    browser.post(f"/process/{town.shop.pk}/steps/{step.pk}/")
    assert StepTaken.objects.get().by == town.chen
    marks = {f"p{row.pk}": row.points for row in implementations()}
    browser.post(f"/process/{town.shop.pk}/assess/", marks | {"assessed_on": TODAY.isoformat()})
    assert Assessment.objects.get().score == 100
    too_many = marks | {f"p{implementations()[0].pk}": 99, "assessed_on": TODAY.isoformat()}
    assert browser.post(f"/process/{town.shop.pk}/assess/", too_many).status_code == 422


def test_a_guarantors_papers_are_seen_by_those_who_reach_all_the_shops(town, as_person):
    guaranteed(town)
    url = reverse("guarantor-paper", args=[town.chen.pk, "responsibility"])
    assert as_person(town.chen).get(url).status_code == 200
    assert as_person(town.li).get(url).status_code == 200
    town.shop_two.guarantee_level = "D"
    far = appoint(town.chen, "包保干部", town.branch_two, town.far_community)
    guaranteed(town, town.far_shop, far)
    assert as_person(town.li).get(url).status_code == 404
    assert as_person(town.ma).get(url).status_code == 200


def test_a_pledge_from_draft_to_signature(town, as_person):
    guaranteed(town)
    browser = as_person(town.li)
    browser.post("/pledges/draft/")
    pledge = Pledge.objects.get()
    url = reverse("pledge-sign", args=[pledge.pk])
    term = {"signed_on": TODAY.isoformat(), "expires_on": (TODAY + timedelta(days=365)).isoformat()}
    assert browser.post(url, term | {"expires_on": TODAY.isoformat()}).status_code == 422
    browser.post(url, term | {"files": upload(picture(), name="承诺书.jpg")})
    pledge.refresh_from_db()
    assert (pledge.status, pledge.papers.count()) == ("signed", 1)
    copy = reverse("signedpaper-file", args=[pledge.papers.get().pk])
    assert browser.get(copy).status_code == 200
    assert as_person(town.jin).get(copy).status_code == 404


# The API -------------------------------------------------------------------------------------------------------------


def test_the_api_records_visits_and_takes_photos(town):
    guarantee = guaranteed(town)
    api = APIClient()
    api.force_authenticate(town.chen)
    content = visit(guarantee, no=[1])
    first = api.post("/api/v1/guarantee-visits/", content, format="json")
    assert (first.status_code, api.post("/api/v1/guarantee-visits/", content, format="json").status_code) == (201, 200)
    assert api.post("/api/v1/guarantee-visits/", content | {"note": "x"}, format="json").status_code == 409
    assert api.post("/api/v1/guarantee-visits/", content | {"id": "?"}, format="json").status_code == 422
    url = f"/api/v1/guarantee-visits/{content['id']}/photos/"
    codes = [api.post(url, {"file": upload(picture())}, format="multipart").status_code for _twice in range(2)]
    assert codes == [201, 200]
    assert api.get("/api/v1/guarantees/", {"visit": "visited"}).json()["count"] == 1
    assert api.get("/api/v1/visit-problems/", {"status": "open"}).json()["count"] == 1
