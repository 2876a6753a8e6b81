"""The phone's pages and the lists: a plain form does the whole job, nothing typed is lost, nobody sees beyond the own area."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from inspections.models import Finding, Inspection, Photo
from inspections.submission import submit_inspection
from tasks.models import Assignment, Evidence
from tests.inspections.records import picture, record, upload
from tests.town import shop as new_shop

pytestmark = pytest.mark.django_db
NEW = "/inspections/new/"


@pytest.fixture
def as_person(client):
    """The test browser, signed in as a person of the town."""

    def sign_in(person):
        person.__dict__.pop("posts", None)
        client.force_login(person)
        return client

    return sign_in


def typed(town, browser, *, values=("pass", "fail", "pass"), **changes):
    """What the plain form sends: the hidden fields of a fresh sheet and what an officer types."""
    page = browser.get(NEW, {"establishment": town.shop.pk}).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.split('id="sheet"')[1]))
    answers = {f"i{item.pk}-value": value for item, value in zip(town.items, values, strict=True)}
    words = {f"i{item.pk}-description": "冷藏柜生熟混放" for item, value in zip(town.items, values, strict=True) if value == "fail"}
    return hidden | answers | words | {"second_officer": town.qian.pk, "kind": "special", "note": "当面说明", "recusal": "none"} | changes


def find(town, *, values=("pass", "fail", "pass"), by=None):
    return submit_inspection(record(town, values=values), by=by or town.zhao, at=timezone.now())[0]


def test_a_plain_form_records_hands_over_and_keeps_its_photos(town, as_person):
    browser = as_person(town.zhao)
    failed = town.items[1]
    files = {f"i{failed.pk}-photos": [upload(picture("red")), upload(picture("blue"))], "photos": upload(picture("green"))}
    answer = browser.post(NEW, typed(town, browser) | files, follow=True)
    inspection = Inspection.objects.get()
    assert answer.redirect_chain == [(inspection.get_absolute_url(), 302)]
    assert (inspection.kind, inspection.note, inspection.result, inspection.second_officer) == ("special", "当面说明", "rectify", town.qian)
    finding = Finding.objects.get()
    assert (finding.item, finding.severity, finding.description) == (failed, "general", "冷藏柜生熟混放")
    assert (finding.photos.count(), inspection.photos.count(), inspection.missing_photos()) == (2, 3, [])
    page = answer.content.decode()
    assert "65.0" in page
    assert "交办给宁味轩" in page
    assert "今天 24:00 前" in page


def test_what_cannot_be_used_is_said_at_the_field_and_nothing_typed_is_lost(town, as_person):
    browser = as_person(town.zhao)
    first = town.items[0]
    content = typed(town, browser, values=("", "fail", "na"), second_officer=town.zhao.pk, note="店主在场")
    content[f"i{town.items[1].pk}-description"] = " "
    content[f"i{town.items[2].pk}-note"] = "仅外卖"
    answer = browser.post(NEW, content)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "第二检查人不能与第一检查人相同" not in page  # what is missing is said first, what contradicts once it is complete
    assert 'href="#second_officer"' not in page
    assert f'href="#i{first.pk}"' in page
    assert "请选择合格、不合格或不适用" in page
    assert "请写明发现的问题" in page
    assert "店主在场" in page
    assert "仅外卖" in page
    assert f'name="id" value="{content["id"]}"' in page
    assert not Inspection.objects.exists()


def test_a_second_officer_equal_to_the_first_is_a_sentence_at_the_field(town, as_person):
    browser = as_person(town.zhao)
    answer = browser.post(NEW, typed(town, browser, second_officer=town.zhao.pk))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第二检查人不能与第一检查人相同" in page.split('id="second_officer-errors"')[1][:300]
    assert "冷藏柜生熟混放" in page


def test_a_photo_that_is_none_stops_the_whole_record(town, as_person):
    browser = as_person(town.zhao)
    files = {f"i{town.items[1].pk}-photos": upload(b"<html>no picture</html>", "shot.jpg")}
    answer = browser.post(NEW, typed(town, browser) | files)
    assert answer.status_code == 422
    assert "shot.jpg：该文件不是 JPEG、PNG 或 WebP 图片" in answer.content.decode()
    assert not Inspection.objects.exists()
    assert not Photo.objects.exists()


def test_the_form_sent_twice_is_one_record(town, as_person):
    browser = as_person(town.zhao)
    content = typed(town, browser)
    first = browser.post(NEW, content | {"finished_at": timezone.now().isoformat()})
    again = browser.post(NEW, content | {"note": "又一句"}, follow=True)
    assert first.status_code == 302
    assert again.redirect_chain == [(first.url, 302)]
    assert "此前已经收到" in again.content.decode()
    assert Inspection.objects.count() == 1


def test_the_sheet_offers_colleagues_who_may_inspect_here(town, as_person):
    page = as_person(town.zhao).get(NEW, {"establishment": town.shop.pk}).content.decode()
    offered = set(re.findall(r'<option value="(\d+)">', page.split('id="second_officer"')[1].split("</select>")[0]))
    may = [town.ma, town.wang, town.li, town.qian, town.zhou]
    assert offered == {str(person.pk) for person in may}


def test_only_who_inspects_comes_in_and_only_to_shops_of_the_own_area(town, as_person):
    expected = {"zhao": (200, 200, 404), "qian": (200, 200, 404), "ma": (200, 200, 200), "zhou": (200, 404, 404)}
    for name, codes in expected.items():
        browser = as_person(getattr(town, name))
        pages = [NEW, f"{NEW}?establishment={town.shop.pk}", f"{NEW}?establishment={town.far_shop.pk}"]
        assert tuple(browser.get(page).status_code for page in pages) == codes, name
    for name in ("chen", "liu", "leader", "he", "sun", "admin"):
        browser = as_person(getattr(town, name))
        assert {browser.get(page).status_code for page in ("/field/", NEW)} == {403}, name
    assert as_person(town.zhao).post(NEW, {"establishment": town.far_shop.pk}).status_code == 404
    assert as_person(town.zhao).get(f"{NEW}?establishment=abc").status_code == 404


def test_a_format_without_a_checklist_says_so(town, as_person):
    assert "没有现行检查表" in as_person(town.zhou).get(f"{NEW}?establishment={town.shop_two.pk}").content.decode()
    assert as_person(town.zhou).post(NEW, {"establishment": town.shop_two.pk}).status_code == 404


def test_a_shop_is_found_by_word_by_nearness_and_by_neglect(town, as_person):
    browser = as_person(town.wang)
    town.shop_two.latitude = 38.50
    town.shop_two.save()

    def shown(**query):
        return [shop.place.name for shop in browser.get(NEW, query).context["shops"]]

    assert shown(q="北塔") == ["北塔便利店"]
    assert shown(q=town.shop.credit_code[:18]) == ["宁味轩小吃店"]
    assert shown(q="满春") == []
    assert shown(near="38.51,106.27") == ["北塔便利店", "宁味轩小吃店"]
    assert shown(near="38.46,106.27") == ["宁味轩小吃店", "北塔便利店"]
    assert len(shown(near="nowhere")) == 2
    find(town, by=town.wang)
    assert shown() == ["北塔便利店", "宁味轩小吃店"]


def test_the_day_shows_what_waits_late_first(town, as_person):
    find(town)
    work = Assignment.objects.get()
    browser = as_person(town.zhao)
    assert browser.get("/field/").context["count"] == 0  # it lies with the shop
    work.accept(by=town.liu)
    work.submit(by=town.liu, report="已分开存放")
    answer = browser.get("/field/")
    assert [row[0].assignment for row in answer.context["waiting"]] == [work]
    assert answer.context["done_today"] == 1
    Assignment.objects.filter(pk=work.pk).update(due_at=timezone.now() - timedelta(hours=3))
    answer = browser.get("/field/")
    assert [row[0].assignment for row in answer.context["late"]] == [work]
    assert "已逾期 3 小时" in answer.content.decode()


def test_a_finding_lives_from_handing_over_to_closing_on_its_own_page(town, as_person):
    find(town)
    finding = Finding.objects.get()
    page = finding.get_absolute_url()

    def press(person, verb, **content):
        browser = as_person(person)
        assert f"/{verb}/?next=" in browser.get(page).content.decode()
        answer = browser.post(f"{reverse(f'assignment-{verb}', args=[finding.assignment_id])}?next={page}", content)
        assert (answer.status_code, answer.url) == (302, page)

    press(town.liu, "accept")
    press(town.liu, "submit", report="已分开存放", files=upload(picture("blue"), "after.jpg"))
    press(town.zhao, "send_back", note="仍有一格混放")
    press(town.liu, "submit", report="全部分开")
    press(town.zhao, "close", note="复查合格")
    finding.assignment.refresh_from_db()
    assert finding.assignment.status == "closed"
    shown = as_person(town.liu).get(page).content.decode()
    for words in ("仍有一格混放", "全部分开", "复查合格"):
        assert words in shown
    assert "f-bar" not in shown
    after = reverse("evidence-file", args=[Evidence.objects.get().pk])
    assert f'<img src="{after}"' in shown
    assert as_person(town.zhao).get(after).status_code == 200
    assert after not in as_person(town.chen).get(page).content.decode()  # sees the finding, not the assignment's papers


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_a_verb_leads_back_only_to_pages_of_ours(town, as_person, elsewhere):
    find(town)
    work = Assignment.objects.get()
    answer = as_person(town.liu).post(f"{reverse('assignment-accept', args=[work.pk])}?next={elsewhere}")
    assert answer.url == work.get_absolute_url()


def test_findings_and_inspections_are_seen_by_those_whose_area_or_shop_it_is(town, as_person):
    inspection = find(town)
    finding = Finding.objects.get()
    for name in ("zhao", "liu", "qian", "li", "wang", "ma", "leader", "chen", "admin"):
        browser = as_person(getattr(town, name))
        for page in (inspection.get_absolute_url(), finding.get_absolute_url(), "/findings/", "/inspections/"):
            answer = browser.get(page)
            assert answer.status_code == 200, (name, page)
            assert "宁味轩" in answer.content.decode(), (name, page)
    for name in ("zhou", "jin", "sun"):
        browser = as_person(getattr(town, name))
        for page in (inspection.get_absolute_url(), finding.get_absolute_url()):
            assert browser.get(page).status_code == 404, (name, page)
        assert "宁味轩" not in browser.get("/findings/").content.decode()


FILTERS = [
    ("/inspections/", {"result": "rectify"}, 1),
    ("/inspections/", {"result": "passed"}, 0),
    ("/inspections/", {"text": "宁味轩"}, 1),
    ("/inspections/", {"text": "赵梅"}, 1),
    ("/inspections/", {"text": "面馆"}, 0),
    ("/inspections/", {"since": "2026-01-01", "until": "2026-01-02"}, 0),
    ("/inspections/", {"kind": "special"}, 0),
    ("/findings/", {"status": "open"}, 1),
    ("/findings/", {"status": "overdue"}, 0),
    ("/findings/", {"status": "dispatched"}, 1),
    ("/findings/", {"status": "closed"}, 0),
    ("/findings/", {"severity": "serious"}, 0),
    ("/findings/", {"text": "不符合"}, 1),
]


@pytest.mark.parametrize(("path", "query", "count"), FILTERS)
def test_lists_are_narrowed_on_the_page_and_in_the_api_alike(town, as_person, path, query, count):
    find(town)
    browser = as_person(town.wang)
    assert browser.get(path, query).context["count"] == count
    assert browser.get(f"/api/v1{path}", query).json()["count"] == count


def test_lists_are_narrowed_by_place_and_format(town, as_person):
    find(town)
    for path in ("/inspections/", "/findings/"):
        browser = as_person(town.wang)
        assert browser.get(path, {"place": town.cell.pk, "format": town.catering.pk}).context["count"] == 1
        assert browser.get(path, {"place": town.cell_two.pk}).context["count"] == 0
        assert browser.get(path, {"format": town.grocery.pk}).context["count"] == 0
        assert browser.get(f"/api/v1{path}", {"format": town.catering.pk, "place": town.cell.pk}).json()["count"] == 1


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("path", ["/inspections/", "/findings/"])
def test_lists_are_exported(town, as_person, path, form):
    find(town)
    answer = as_person(town.wang).get(path, {"export": form})
    content = b"".join(answer.streaming_content)
    assert content[:2] == b"PK" if form == "xlsx" else "宁味轩" in content.decode()


def many(town, count):
    for number in range(count):
        place = new_shop(town, 100 + number, f"小吃店{number}", town.cell)
        content = record(town, values=("pass", "fail", "fail"), establishment=place.pk)
        submit_inspection(content, by=town.zhao, at=timezone.now())


COSTS = {"/inspections/": 10, "/findings/": 12, "/field/": 12, NEW: 8, "/api/v1/inspections/": 5, "/api/v1/findings/": 5}


@pytest.mark.parametrize("count", [1, 5])
@pytest.mark.parametrize("path", COSTS)
def test_a_list_costs_the_same_at_one_row_and_at_five(town, as_person, django_assert_num_queries, path, count):
    many(town, count)
    Assignment.objects.update(organisation=town.street_office)
    browser = as_person(town.li)
    browser.get(path)
    with django_assert_num_queries(COSTS[path]):
        assert browser.get(path).status_code == 200


@pytest.mark.parametrize("failed", [1, 3])
def test_one_inspection_costs_the_same_however_much_was_found(town, as_person, django_assert_num_queries, failed):
    inspection = find(town, values=("fail",) * failed + ("pass",) * (3 - failed))
    browser = as_person(town.wang)
    for path, queries in ((inspection.get_absolute_url(), 15), (f"/api/v1/inspections/{inspection.pk}/", 7)):
        browser.get(path)
        with django_assert_num_queries(queries):
            assert browser.get(path).status_code == 200


def test_the_api_lists_formats_with_the_checklist_in_force(town, as_person):
    browser = as_person(town.zhao)
    formats = {row["code"]: row for row in browser.get("/api/v1/formats/").json()["results"]}
    assert formats["F11"]["checklist"] == town.checklist.pk
    assert formats["F04"]["checklist"] is None
    whole = browser.get(f"/api/v1/formats/{town.catering.pk}/").json()
    assert [item["code"] for item in whole["items"]] == ["F11-01", "F11-02", "F11-03"]
    assert browser.get(f"/api/v1/checklists/?format={town.catering.pk}").json()["results"][0]["items"] == whole["items"]
    finding = find(town).findings.get()
    shown = browser.get(f"/api/v1/findings/{finding.pk}/").json()
    assert (shown["status"], shown["organisation_name"], shown["photos"]) == ("dispatched", "宁味轩", [])
