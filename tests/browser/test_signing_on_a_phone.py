"""A leader on the way signs: three notices on the desk of a phone, one reworded, one returned, the rest signed with one confirmation."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tasks.escalation import climb_due
from tasks.models import Notice
from tests.town import assignment, build_town, moment

YEAR = timezone.localdate().year


@pytest.fixture
def desk(transactional_db):
    """Four supervision notices wait for the leader's signature."""
    town = build_town()
    for number in range(4):
        assignment(town, title=f"第{number}件", at=moment("2026-03-02 09:30"), due_at=moment("2026-03-20 18:00"))
    for at in ("2026-03-17 18:00", "2026-03-20 18:00", "2026-03-24 18:00"):
        climb_due(at=moment(at))
    return town


def test_a_leader_signs_three_notices_on_a_phone(desk, enter, phone, reads_well):
    page = phone
    enter(page, desk.leader)
    page.goto(reverse("notice-desk"))
    expect(page.locator(".drafts li")).to_have_count(4)
    reads_well(page)

    reword(page, "第0件", reads_well)
    give_back(page, "第3件", reads_well)

    for number in range(3):
        page.get_by_label(f"第{number}件").check()
    page.get_by_role("button", name="签发所选").click()
    expect(page.locator(".chosen li")).to_have_count(3)
    reads_well(page)
    page.get_by_role("button", name="签发").click()
    page.get_by_text("没有待签发的函件").wait_for()
    reads_well(page)
    signed = Notice.objects.filter(signed_by=desk.leader).order_by("serial")
    assert [letter.number for letter in signed] == [f"银食安办督〔{YEAR}〕{serial}号" for serial in (1, 2, 3)]
    assert signed.filter(body__contains="请于周五前办结").count() == 1
    assert Notice.objects.get(status=Notice.RETURNED).title.count("第3件") == 1


def reword(page, title, reads_well):
    page.locator(".drafts a", has_text=title).click()
    expect(page.locator(".paper-title")).to_contain_text(title)
    page.get_by_role("link", name="编辑", exact=True).click()
    page.get_by_label("正文").fill("请于周五前办结。")
    reads_well(page)
    page.get_by_role("button", name="修改草稿").click()
    expect(page.locator(".drafts li")).to_have_count(4)


def give_back(page, title, reads_well):
    page.get_by_label(title).check()
    page.get_by_role("button", name="退回所选").click()
    expect(page.locator(".chosen li")).to_have_count(1)
    page.get_by_label("理由").fill("写明数量")
    reads_well(page)
    page.get_by_role("button", name="退回").click()
    expect(page.locator(".drafts li")).to_have_count(3)
