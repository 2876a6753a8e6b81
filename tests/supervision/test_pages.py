"""The pages of supervision: the whole day by plain forms, lists that cost the same however long, exports, and who sees nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from supervision.models import DailyBulletin, DailyReport, SupervisionGroup, SupervisionPoint
from tests.supervision.scene import fresh, group_of, inspected, planned, report_of, staffed

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def as_person(client):
    def sign_in(person):
        client.force_login(fresh(person))
        return client

    return sign_in


def test_a_group_is_set_up_and_staffed_by_forms(town, as_person):
    browser = as_person(town.ma)
    typed = {"name": "兴庆区督查组", "office": town.office.name, "kind": "district", "place": town.xingqing.code, "begins_at": "15:00"}
    typed |= {"since": TODAY, "until": TODAY + timedelta(days=90), "schedule": "workdays"}
    assert browser.post("/supervision/groups/new/", typed).status_code == 302
    group = SupervisionGroup.objects.get()
    assert (group.organisation.parent, group.organisation.kind) == (town.office, "group")
    assert browser.post(f"/supervision/groups/{group.pk}/join/", {"user": "jin", "leads": "on"}).status_code == 302
    assert group.leaders(TODAY) == [town.jin]
    assert browser.post("/supervision/groups/new/", typed).status_code == 422
    page = browser.get(f"/supervision/groups/{group.pk}/").content.decode()
    assert "金福" in page
    assert browser.post(f"/supervision/groups/{group.pk}/edit/", {"schedule": "every_day", "begins_at": "16:00"}).status_code == 302
    group.refresh_from_db()
    assert group.schedule == "every_day"


def test_points_are_planned_in_the_own_territory_only(town, as_person):
    group = staffed(town)
    browser = as_person(town.sun)
    new = "/supervision/points/new/"
    assert browser.post(new, {"group": group.pk, "day": TODAY, "establishment": town.shop.credit_code}).status_code == 302
    point = SupervisionPoint.objects.get()
    assert (point.establishment, point.place, point.organisation) == (town.shop, town.shop.place, group.organisation)
    again = browser.post(new, {"group": group.pk, "day": TODAY, "establishment": town.shop.credit_code})
    outside = browser.post(new, {"group": group.pk, "day": TODAY, "place": town.far_street.code})
    neither = browser.post(new, {"group": group.pk, "day": TODAY})
    past = browser.post(new, {"group": group.pk, "day": TODAY - timedelta(days=1), "place": town.street.code})
    assert [answer.status_code for answer in (again, outside, neither, past)] == [422] * 4
    assert SupervisionPoint.objects.count() == 1
    other = group_of(town, place=town.jinfeng, name="金凤区督查组")
    assert browser.post(new, {"group": other.pk, "day": TODAY, "place": town.far_street.code}).status_code == 422


def test_the_day_shows_points_problems_and_the_report(town, as_person):
    group = staffed(town)
    planned(group, shop=town.shop_two, purpose="查进货查验")
    inspected(town)
    report = report_of(group)
    page = as_person(town.jin).get("/supervision/").content.decode()
    for words in ("兴庆区督查组", "北塔便利店", "查进货查验", "宁味轩小吃店", "F11-02 不符合要求", report.get_absolute_url()):
        assert words in page, words


def test_the_whole_way_from_the_report_to_the_acknowledged_bulletin(town, as_person):
    group = staffed(town)
    finding = inspected(town).findings.get()
    report = report_of(group)
    url = report.get_absolute_url()
    browser = as_person(town.jin)
    assert "本组督查点位 1 个" in browser.get(f"{url}redraft/").content.decode()
    words = {"summary": "今日情况", "tomorrow": "明日安排", "key_findings": [finding.pk]}
    assert browser.post(f"{url}redraft/", words).status_code == 302
    assert browser.post(f"{url}submit/").status_code == 302
    bulletin = DailyBulletin.objects.get()
    url = bulletin.get_absolute_url()
    browser = as_person(town.ma)
    assert browser.get(url).status_code == 200
    words = {"situation": "总体平稳", "demands": "抓紧整改", "typical_findings": [finding.pk], "addressees": [town.branch.pk]}
    assert browser.post(f"{url}redraft/", words).status_code == 302
    assert browser.get(f"{url}pdf/").content.startswith(b"%PDF")
    assert browser.post(f"{url}review/").status_code == 302
    assert as_person(town.leader).post(f"{url}sign/").status_code == 302
    browser = as_person(town.wang)
    copy = bulletin.copies.get()
    assert f"/bulletin-copies/{copy.pk}/acknowledge/" in browser.get(url).content.decode()
    assert browser.post(f"/bulletin-copies/{copy.pk}/acknowledge/").status_code == 302
    assert "第 1 期" in browser.get("/bulletins/").content.decode()
    page = browser.get(url).content.decode()
    assert "总体平稳" in page
    assert "签收" not in page.split('id="panel"')[1].split("</section>")[0]
    assert as_person(town.jin).get(url).status_code == 200  # a group reads what was made of its day
    assert as_person(town.he).get(url).status_code == 404


def lists(town, group, count):
    """`count` more points, reports and bulletins."""
    known = SupervisionPoint.objects.count()
    for number in range(count):
        day = TODAY - timedelta(days=number + known + 1)
        planned(group, shop=town.shop, day=day)
        values = {"group": group, "organisation": group.organisation, "place": group.place, "day": day, "due_at": timezone.now()}
        DailyReport.objects.create(**values)
        DailyBulletin.objects.create(organisation=town.office, place=town.city, day=day)


@pytest.mark.parametrize(
    ("url", "queries"),
    [("/supervision/groups/", 9), ("/supervision/points/", 10), ("/supervision/reports/", 12), ("/bulletins/", 12)],
)
def test_a_list_costs_the_same_at_one_and_five_rows(town, as_person, url, queries, django_assert_num_queries):
    group = staffed(town)
    browser = as_person(town.ma)
    lists(town, group, 1)
    browser.get(url)
    with django_assert_num_queries(queries):
        browser.get(url)
    lists(town, group, 4)
    group_of(town, place=town.jinfeng, name="金凤区督查组")
    group_of(town, place=town.street, name="街道督查组")
    with django_assert_num_queries(queries):
        browser.get(url)


@pytest.mark.parametrize("url", ["/supervision/groups/", "/supervision/points/", "/supervision/reports/", "/bulletins/"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_lists_are_exported(town, as_person, url, form):
    group = staffed(town)
    lists(town, group, 2)
    answer = as_person(town.ma).get(url, {"export": form})
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_filters_narrow_page_and_api_alike(town, as_person):
    group = staffed(town)
    lists(town, group, 3)
    report_of(group)
    asked = {"status": "missing"}
    browser, api = as_person(town.ma), APIClient()
    api.force_authenticate(fresh(town.ma))
    page = browser.get("/supervision/reports/", asked)
    assert page.context["count"] == len(api.get("/api/v1/daily-reports/", asked).json()["results"])
    named = browser.get("/supervision/points/", {"text": "宁味轩"})
    assert named.context["count"] == 3
