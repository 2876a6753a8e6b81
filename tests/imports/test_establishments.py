"""Importing food businesses: what a file would do is shown, the good lines go in, the bad ones come back with their reasons."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from establishments.models import Establishment, LevelRule
from imports.models import Import
from imports.working import advance
from notifications.models import Message
from tests.imports.books import HEADINGS, book, rows_of, upload
from tests.town import credit_code

pytestmark = pytest.mark.django_db
KIND = "establishments"
SQUARE = {"type": "Polygon", "coordinates": [[[106.27, 38.46], [106.28, 38.46], [106.28, 38.47], [106.27, 38.47], [106.27, 38.46]]]}


def line(town, serial, name="", **more):
    values = dict(
        zip(
            HEADINGS,
            [name or f"面馆{serial}", credit_code(serial), "小餐饮", town.cell.code, "凤凰北街12号", "经营者", "13900001234"],
            strict=True,
        )
    )
    return [more.get(heading, value) for heading, value in values.items()]


def handed_in(town, file, by=None):
    row = Import.hand_in(file, KIND, by=by or town.wang)
    advance(row.pk)
    row.refresh_from_db()
    return row


def imported(town, file, by=None):
    row = handed_in(town, file, by)
    row.confirm(by=by or town.wang)
    advance(row.pk)
    row.refresh_from_db()
    return row


def sums(row):
    return row.added, row.changed, row.unchanged, row.refused


def test_a_dry_run_shows_all_four_and_writes_nothing(town):
    before = Establishment.objects.count()
    same = line(town, 1, "宁味轩小吃店", 地址="宁味轩小吃店门前", 电话="13900000000")
    other = line(town, 2, "北塔便利店", 业态="食杂店", 网格或社区=town.cell_two.code, 地址="北塔便利店门前", 电话="13900009999")
    row = handed_in(town, book([line(town, 90), same, other, line(town, 91, 统一社会信用代码="92640104MA00000779")]))
    assert (row.status, sums(row)) == ("checked", (1, 1, 1, 1))
    assert row.lines["changed"][0]["changes"] == [["电话", "139****0000", "139****9999"]]
    assert "校验" in row.lines["refused"][0]["reasons"][0]
    assert Establishment.objects.count() == before
    assert town.shop_two.history().count() == 0


def test_good_lines_go_in_and_bad_ones_come_back_to_be_mended(town):
    row = imported(
        town, book([line(town, 90), line(town, 91, 业态="飞船"), line(town, 92, 网格或社区="无此网格"), line(town, 93, 地址="")])
    )
    assert (row.status, sums(row)) == ("done", (1, 0, 0, 3))
    shop = Establishment.objects.get(credit_code=credit_code(90))
    assert (shop.name, shop.place.parent, shop.place.code, shop.body, shop.place.path) == (
        "面馆90", town.cell, f"{town.cell.code}S0002", "individual", f"{town.cell.path}{shop.place_id}/",
    )  # fmt: skip
    assert (shop.history().get().verb, shop.history().get().actor) == ("create", town.wang)
    assert Message.objects.filter(recipient=town.wang, text__contains="主体.xlsx").exists()
    heading, *back = rows_of(row.refused_file.read())
    assert heading == [*HEADINGS, "不予导入的原因"]
    assert [cells[1] for cells in back] == [credit_code(91), credit_code(92), credit_code(93)]
    mended = [cells[:-1] for cells in back]
    mended[0][2], mended[1][3], mended[2][4] = "小餐饮", town.cell.code, "凤凰北街13号"
    again = imported(town, book([[*cells, reason[-1]] for cells, reason in zip(mended, back, strict=True)], heading))
    assert sums(again) == (3, 0, 0, 0)


def test_the_same_file_twice_changes_nothing(town):
    rows = [line(town, 90), line(town, 91)]
    imported(town, book(rows))
    count = Establishment.objects.count()
    again = handed_in(town, book(rows))
    assert sums(again) == (0, 0, 2, 0)
    assert again.why_not("confirm")
    assert Establishment.objects.count() == count


def test_the_list_a_person_keeps_is_understood(town):
    """A title above, headings with spaces and stars, wide digits, serial dates, more columns, spaces at the end, a name for the cell."""
    headings = [
        "序号",
        "主体名称 *",
        "统一社会信用代码",
        "业态",
        "网格或社区",
        "地址",
        "负责人",
        "电话",
        "发证日期",
        "有效期至",
        "经度",
        "纬度",
        "备注",
    ]
    wide = credit_code(90).translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    row = [
        1,
        "　清真面馆　",
        wide,
        "小餐饮 ",
        "崇安社区第一网格",
        "凤凰北街12号",
        "经营者",
        13900001234,
        45369,
        "长期",
        106.27,
        38.47,
        "无",
    ]
    found = imported(town, book([row], headings, above=[["兴庆区食品经营主体台账"], []]))
    assert sums(found) == (1, 0, 0, 0), found.lines
    shop = Establishment.objects.get(credit_code=credit_code(90))
    assert (shop.name, shop.phone, str(shop.licence_issued_on), shop.licence_expires_on) == ("清真面馆", "13900001234", "2024-03-18", None)
    assert (shop.place.parent, shop.longitude) == (town.cell, 106.27)


def test_where_no_cell_is_named_the_outline_that_holds_the_position_picks_it(town):
    town.cell.draw(by=town.wang, outline=SQUARE)
    headings = [*HEADINGS, "经度", "纬度"]
    at, away = [106.275, 38.465], [106.9, 38.9]
    lines = [
        [*line(town, 90, 网格或社区=""), *at],
        [*line(town, 91, 网格或社区=town.community.code), *at],
        [*line(town, 92, 网格或社区=town.cell_two.code), *at],
        [*line(town, 93, 网格或社区=town.community.code), *away],
        [*line(town, 94, 网格或社区=""), *away],
        line(town, 95, 网格或社区=""),
    ]
    found = imported(town, book(lines, headings))
    assert sums(found) == (4, 0, 0, 2), found.lines
    lie_in = {shop.credit_code: shop.place.parent for shop in Establishment.objects.filter(place__name__startswith="面馆")}
    assert [lie_in[credit_code(serial)] for serial in (90, 91, 92, 93)] == [town.cell, town.cell, town.cell_two, town.community]
    again = handed_in(town, book([line(town, 90, 网格或社区=""), line(town, 91, 网格或社区=town.community.code)]))
    assert sums(again) == (0, 0, 2, 0), "who says no more than the community leaves a shop in its cell"


def test_a_code_is_never_given_twice(town):
    imported(town, book([line(town, 90)]))
    shop = Establishment.objects.get(credit_code=credit_code(90)).place
    first = shop.code
    type(shop).objects.filter(pk=shop.pk).update(opened_on=timezone.localdate() - timedelta(days=1))
    imported(town, book([line(town, 90, 网格或社区=town.cell_two.code)]))
    imported(town, book([line(town, 91)]))
    assert Establishment.objects.get(credit_code=credit_code(91)).place.code > first


def test_a_file_without_the_headings_is_refused_with_the_ones_it_lacks(town):
    row = handed_in(town, book([["甲", "乙"]], ["主体名称", "地址"]))
    assert row.status == "failed"
    assert "统一社会信用代码" in row.error


def test_nobody_writes_outside_the_own_reach(town):
    far = line(town, 90, 网格或社区=town.far_community.code)
    theirs = line(town, 3, "满春面馆改")
    row = imported(town, book([far, theirs, line(town, 91)]))
    assert sums(row) == (1, 0, 0, 2)
    assert Establishment.objects.get(credit_code=credit_code(3)).name == "满春面馆"


def test_twice_in_one_file_is_refused_the_second_time(town):
    row = handed_in(town, book([line(town, 90), line(town, 90)]))
    assert sums(row) == (1, 0, 0, 1)
    assert "第2行" in row.lines["refused"][0]["reasons"][0]


def test_text_that_looks_like_a_formula_comes_back_harmless(town):
    row = handed_in(town, book([line(town, 90, 地址="@SUM(A1)", 业态="飞船")]))
    assert rows_of(row.refused_file.read())[1][4] == "'@SUM(A1)"


def test_the_rule_in_force_grades_what_is_imported_and_officers_are_kept(town):
    rule = LevelRule.objects.create(version=1)
    rule.lines.create(order=1, level="C", formats=["F11"])
    rule.adopt(by=town.ma, effective_on=timezone.localdate())
    headings = [*HEADINGS, "风险等级", "食品安全总监", "总监电话"]
    imported(town, book([[*line(town, 90), "C", "王总监", "13900005678"]], headings))
    shop = Establishment.objects.get(credit_code=credit_code(90))
    assert (shop.guarantee_level, shop.risk_grade) == ("C", "C")
    assert set(shop.grade_changes.values_list("field", "new")) == {("guarantee_level", "C"), ("risk_grade", "C")}
    assert shop.safety_officers.get().name == "王总监"
    imported(town, book([[*line(town, 90), "C", "李总监", "13900005679"]], headings))
    assert dict(shop.safety_officers.values_list("name", "status")) == {"王总监": "left", "李总监": "in_duty"}


def test_the_pages_lead_through_it_and_only_the_owner_sees_it(town, client):
    client.force_login(town.wang)
    assert client.get(reverse("import-new", args=[KIND])).status_code == 200
    answer = client.post(reverse("import-new", args=[KIND]), {"file": book([line(town, 90)])})
    row = Import.objects.get()
    assert answer.url == row.get_absolute_url()
    assert client.get(answer.url).context["object"].added == 1
    assert client.post(reverse("import-confirm", args=[row.pk])).status_code == 302
    assert Establishment.objects.filter(credit_code=credit_code(90)).exists()
    client.force_login(town.ma)
    assert client.get(answer.url).status_code == 404
    assert client.get(reverse("import-refused", args=[row.pk])).status_code == 404


def test_who_may_not_add_shops_may_not_import_them(town, client):
    client.force_login(town.zhao)
    assert client.get(reverse("import-new", args=[KIND])).status_code == 403
    assert client.get(reverse("import-template", args=[KIND])).status_code == 403
    assert client.post("/api/v1/imports/", {"kind": KIND, "file": book([line(town, 90)])}).status_code == 403


def test_the_api_takes_a_file_and_confirms_it(town, client):
    client.force_login(town.wang)
    made = client.post("/api/v1/imports/", {"kind": KIND, "file": book([line(town, 90)])})
    assert (made.status_code, made.json()["status"]) == (201, "waiting")
    advance(made.json()["id"])
    assert client.post(f"/api/v1/imports/{made.json()['id']}/confirm/").json()["status"] == "confirmed"
    advance(made.json()["id"])
    assert client.get(f"/api/v1/imports/{made.json()['id']}/").json()["status"] == "done"
    bad = client.post("/api/v1/imports/", {"kind": KIND, "file": upload(b"no workbook")})
    assert (bad.status_code, list(bad.json())) == (422, ["file"])


def test_the_template_is_read_by_its_own_importer(town, client):
    client.force_login(town.wang)
    content = b"".join(client.get(reverse("import-template", args=[KIND])).streaming_content)
    headings = rows_of(content)[0]
    assert headings[:3] == ["主体名称*", "统一社会信用代码*", "业态*"]
    row = handed_in(town, upload(content))
    assert row.status == "failed" and "没有" in row.error


def test_a_right_that_was_lost_stops_the_writing(town):
    row = handed_in(town, book([line(town, 90)]))
    row.confirm(by=town.wang)
    town.wang.appointments.get().relieve(by=town.admin)
    advance(row.pk)
    row.refresh_from_db()
    assert row.status == "failed"
    assert not Establishment.objects.filter(credit_code=credit_code(90)).exists()
