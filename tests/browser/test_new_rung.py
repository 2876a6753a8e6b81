"""An administrator adds a rung, sees what will move before anything does, and the worker moves it."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tasks.models import Recount, Rung
from tasks.recounting import recount_asked
from tests.town import assignment, build_town, moment


@pytest.fixture
def town(transactional_db):
    """Two pieces of work that are due in a hundred years, so that no letter of theirs ever goes out meanwhile."""
    town = build_town()
    town.work = [
        assignment(town, title=title, at=moment("2026-11-02 09:00"), due_at=moment("2126-11-15 18:00"))
        for title in ("学校食堂明厨亮灶", "农贸市场快检室")
    ]
    return town


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_an_administrator_adds_a_rung_and_sees_what_will_move(request, town, enter, reads_well, size):
    page = request.getfixturevalue(size)
    enter(page, town.admin)
    before = town.work[0].next_rung_at

    page.goto("/rungs/")
    reads_well(page)
    page.get_by_role("link", name="新建").first.click()
    reads_well(page)
    page.locator("[name=work_kind]").select_option("campaign")
    page.locator("[name=order]").fill("20")
    page.locator("[name=offset_kind]").select_option("office")
    page.locator("[name=offset]").fill("-40")
    page.locator("[name=letter]").select_option("reminder")
    page.get_by_role("group", name="收件人").get_by_label("审核人").check()
    page.get_by_role("group", name="收件人").get_by_label("经办人").check()
    page.get_by_role("group", name="抄送").get_by_label("市分管领导").check()
    page.locator("[name=repeat_hours]").fill("12")
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_text("收件人无需再抄送")).to_have_count(0)
    trial = page.locator("#trial")
    expect(trial).to_contain_text("0 件")  # a rung above all others is not the next one of anything
    assert not Recount.objects.exists()
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_text("办结期限前 40 个上班小时")).to_be_visible()
    expect(page.get_by_text("经办人，审核人；抄送市分管领导")).to_be_visible()
    reads_well(page)
    rung = Rung.objects.get(work_kind="campaign", order=20)
    assert (rung.recipients, rung.copies, rung.repeat_hours) == (["responsible", "reviewer"], ["city"], 12)

    page.get_by_role("link", name="提醒函").first.click()
    page.locator("[name=offset]").fill("-6")
    page.get_by_role("button", name="保存").click()
    expect(trial).to_contain_text("2 件")
    expect(trial).to_contain_text("农贸市场快检室")
    reads_well(page)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="在办事项重新排期")).to_be_visible()
    recount_asked(at=timezone.now())
    page.reload()
    expect(page.get_by_text("2 件事项的下一份文书")).to_be_visible()
    town.work[0].refresh_from_db()
    assert town.work[0].next_rung_at < before
