"""A supervision group's day on a phone: planned, visited, found, reported; the bulletin reviewed, signed and acknowledged."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from inspections.models import Inspection
from supervision.models import BulletinCopy, DailyBulletin, DailyReport, SupervisionPoint
from tests.inspections.records import picture
from tests.supervision.scene import report_of, staffed
from tests.town import build_town

PHOTO = {"name": "shot.jpg", "mimeType": "image/jpeg", "buffer": picture(size=(400, 300))}


@pytest.fixture
def town(transactional_db):
    town = build_town()
    town.group = staffed(town)
    return town


def test_from_the_plan_to_the_published_bulletin(town, enter, reads_well, phone):
    page = phone
    report = report_of(town.group)
    enter(page, town.jin)
    plans_a_point(page, town, reads_well)
    inspects_the_shop(page, town, reads_well)
    submits_the_report(page, report, reads_well)
    bulletin = DailyBulletin.objects.get()
    presses(page, enter, town.ma, bulletin, "审核通过，送签", reads_well)
    presses(page, enter, town.leader, bulletin, "签发公布", reads_well)
    acknowledges(page, enter, town, bulletin, reads_well)


def plans_a_point(page, town, reads_well):
    page.goto("/supervision/")
    reads_well(page)
    page.get_by_role("link", name="安排点位").click()
    page.locator("[name=establishment]").fill(town.shop.credit_code)
    page.locator("[name=purpose]").fill("查后厨卫生")
    reads_well(page)
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/supervision/")
    expect(page.locator("main")).to_contain_text("宁味轩小吃店")
    assert SupervisionPoint.objects.get().day == timezone.localdate()


def inspects_the_shop(page, town, reads_well):
    """The point leads to the inspection of kind 督查, which ticks it off."""
    page.locator("main").get_by_role("link", name="宁味轩小吃店").first.click()
    page.get_by_role("link", name="新检查").first.click()
    page.locator("#sheet").wait_for()
    expect(page.locator("#sheet [name=kind]")).to_have_value("supervision")
    for number, word in ((1, "pass"), (2, "fail"), (3, "pass")):
        page.locator(".f-check").nth(number - 1).locator(f".f-pick:has(.{word})").first.click()
    page.get_by_label("问题描述").nth(1).fill("冷藏柜生熟混放")
    page.get_by_label("拍照").nth(1).set_input_files(PHOTO)
    page.locator("#recusal").get_by_text("不申请回避").click()
    page.get_by_label("第二检查人").select_option(str(town.sun.pk))
    page.get_by_role("button", name="提交检查").click()
    page.wait_for_url("**/inspections/*-*/")
    inspection = Inspection.objects.get()
    assert (inspection.kind, inspection.organisation) == ("supervision", town.group.organisation)
    page.goto("/supervision/")
    expect(page.locator("main")).to_contain_text("冷藏柜生熟混放")
    expect(page.locator("main")).to_contain_text("已督查")
    reads_well(page)


def submits_the_report(page, report, reads_well):
    page.goto(report.get_absolute_url())
    reads_well(page)
    page.get_by_role("link", name="修改日报告").click()
    expect(page.locator("[name=summary]")).to_have_value(
        "本组督查点位 1 个，其中食品经营主体 1 家；发现并当场交办问题 1 个，当日完成整改 0 个。"
    )
    page.locator("[name=tomorrow]").fill("明日查学校食堂。")
    reads_well(page)
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(f"**{report.get_absolute_url()}")
    page.get_by_role("link", name="报送日报告").click()
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(f"**{report.get_absolute_url()}")
    expect(page.locator("#panel")).to_contain_text("已报送")
    assert DailyReport.objects.get().content["tomorrow"] == "明日查学校食堂。"


def presses(page, enter, person, bulletin, label, reads_well):
    enter(page, person)
    page.goto(bulletin.get_absolute_url())
    reads_well(page)
    page.get_by_role("link", name=label).click()
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(f"**{bulletin.get_absolute_url()}")


def acknowledges(page, enter, town, bulletin, reads_well):
    enter(page, town.wang)
    page.goto("/bulletins/")
    page.get_by_role("link", name="第 1 期").click()
    expect(page.locator("main")).to_contain_text("冷藏柜生熟混放")
    page.locator(".g-problem img").first.wait_for()
    reads_well(page)
    page.get_by_role("link", name="签收").first.click()
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(f"**{bulletin.get_absolute_url()}")
    assert BulletinCopy.objects.get(addressee=town.branch).acknowledged_by == town.wang
