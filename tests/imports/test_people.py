"""Importing people and posts: accounts without passwords, posts where the importer may appoint, and nobody relieved."""

import pytest
from django.utils import timezone

from accounts.models import User
from imports.models import Import
from imports.working import advance
from tests.imports.books import book

pytestmark = pytest.mark.django_db
HEADINGS = ["姓名", "用户名", "电话", "角色", "单位", "任职区域", "职务", "岗位电话", "任职起始", "任职截止"]
TODAY = timezone.localdate()


def line(town, name="田野", **more):
    values = [name, "", "13912340000", "网格员", town.street_office.name, town.cell_two.code, "网格员", "0951-5550001", "", ""]
    return [more.get(heading, value) for heading, value in zip(HEADINGS, values, strict=True)]


def checked(town, *lines, by=None):
    row = Import.hand_in(book(lines, HEADINGS, name="人员.xlsx"), "people", by=by or town.admin)
    advance(row.pk)
    row.refresh_from_db()
    return row


def imported(town, *lines):
    row = checked(town, *lines)
    row.confirm(by=town.admin)
    advance(row.pk)
    row.refresh_from_db()
    return row


def sums(row):
    return row.added, row.changed, row.unchanged, row.refused


def test_new_people_get_accounts_without_passwords_and_their_posts(town):
    row = imported(
        town, line(town), line(town, 任职区域="崇安社区第一网格", 任职起始="2026.3.1"), line(town, "孙无职", 单位="", 任职区域="", 角色="")
    )
    assert (row.status, sums(row)) == ("done", (3, 0, 0, 0))
    person = User.objects.get(name="田野")
    assert (person.username, person.has_usable_password(), person.phone) == ("tianye", False, "13912340000")
    posts = list(person.appointments.order_by("place__code"))
    assert [(post.place, str(post.since), post.phone) for post in posts] == [
        (town.cell, "2026-03-01", "0951-5550001"),
        (town.cell_two, str(TODAY), "0951-5550001"),
    ]
    assert (person.history().get().verb, posts[0].history().get().actor) == ("create", town.admin)
    assert User.objects.filter(name="孙无职").count() == 2  # without an office nobody says that the two are one


def test_the_same_file_again_changes_nothing_and_another_changes_what_it_says(town):
    imported(town, line(town))
    assert sums(checked(town, line(town))) == (0, 0, 1, 0)
    row = imported(town, line(town, 电话="13900007777", 任职截止=f"{TODAY.year + 1}-01-01"), line(town, 任职区域=town.cell.code))
    assert sums(row) == (0, 2, 0, 0)
    person = User.objects.get(name="田野")
    assert person.phone in ("13900007777", "13912340000")
    assert person.appointments.get(place=town.cell_two).until.year == TODAY.year + 1
    assert person.appointments.filter(place=town.cell).exists()


def test_bad_lines_come_back_with_their_reasons(town):
    row = checked(
        town,
        line(town, 角色="天使"),
        line(town, 单位="无此单位"),
        line(town, 任职区域=""),
        line(town, 用户名="wang"),
        line(town, 任职起始="2026-05-01", 任职截止="2026-04-01"),
    )
    assert sums(row) == (0, 0, 0, 5)
    assert not User.objects.filter(name="田野").exists()


def test_who_may_not_make_accounts_imports_nobody(town, client):
    for who, status in ((town.wang, 403), (town.admin, 200)):
        client.force_login(who)
        assert client.get("/imports/new/people/").status_code == status
        assert client.get("/imports/template/people/").status_code == status


def test_an_office_is_found_without_the_name_of_its_district(town):
    town.street_office.name = "兴庆区凤凰北街街道办事处"
    town.street_office.save()
    assert sums(checked(town, line(town, 单位="凤凰北街街道办事处"))) == (1, 0, 0, 0)
    assert sums(checked(town, line(town, 单位="凤凰南街街道办事处"))) == (0, 0, 0, 1)
