"""A grid officer logs a check, the shop puts it right, the officer rechecks and closes: one story, on a phone and at a desk."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from inspections.models import ChecklistItem, Clause, Finding, Inspection
from inspections.photos import add_photo
from inspections.submission import submit_inspection
from tests.inspections.records import picture, record, sha256, upload
from tests.town import build_town

PHOTO = {"name": "shot.jpg", "mimeType": "image/jpeg", "buffer": picture()}
AFTER = {"name": "after.jpg", "mimeType": "image/jpeg", "buffer": picture("green")}


@pytest.fixture
def town(transactional_db):
    return build_town()


def no_recusal(page):
    """The shop was told that it may ask for other officers, and does not."""
    page.locator("#recusal").get_by_text("不申请回避").click()


def answer(page, number, word):
    page.locator(".f-check").nth(number - 1).locator(f".f-pick:has(.{word})").first.click()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_check_is_logged_put_right_rechecked_and_closed(request, town, enter, reads_well, size):
    page = request.getfixturevalue(size)
    enter(page, town.zhao)
    page.goto("/field/")
    reads_well(page)
    page.get_by_role("link", name="新检查").click()
    page.get_by_label("店名、地址或信用代码").fill("宁味轩")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="宁味轩小吃店").wait_for()
    reads_well(page)
    page.get_by_role("link", name="宁味轩小吃店").click()

    answer(page, 1, "pass")
    answer(page, 2, "fail")
    answer(page, 3, "none")
    page.get_by_label("不适用的原因").nth(2).fill("仅外卖窗口")
    page.get_by_label("拍照").nth(1).set_input_files(PHOTO)
    page.locator(".f-photo img").wait_for()
    reads_well(page)
    no_recusal(page)
    page.get_by_role("button", name="提交检查").click()
    page.get_by_text("请写明发现的问题").first.wait_for()
    assert not Inspection.objects.exists()
    reads_well(page)
    page.get_by_label("问题描述").nth(1).fill("冷藏柜生熟混放")
    page.get_by_label("第二检查人").select_option(str(town.qian.pk))
    page.get_by_role("button", name="提交检查").click()

    page.wait_for_url("**/inspections/*-*/")
    page.get_by_text("检查已提交，1 个问题已交办").wait_for()
    inspection = Inspection.objects.get()
    assert (str(inspection.score), inspection.result, inspection.missing_photos()) == ("53.3", "rectify", [])
    reads_well(page)
    page.get_by_role("link", name="冷藏柜生熟混放").click()
    page.get_by_role("heading", name="冷藏柜生熟混放").wait_for()
    reads_well(page)
    finding = Finding.objects.get()

    enter(page, town.liu)
    page.goto(finding.get_absolute_url())
    page.get_by_role("link", name="签收").click()
    page.get_by_role("button", name="签收").click()
    page.get_by_role("link", name="报整改完成").click()
    page.locator("textarea").first.fill("已分开存放")
    page.locator("input[type=file]").set_input_files(AFTER)
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(f"**{finding.get_absolute_url()}")
    expect(page.locator("main")).to_contain_text("已分开存放")

    enter(page, town.zhao)
    page.goto("/field/")
    page.get_by_role("link", name="宁味轩小吃店").first.click()
    page.get_by_role("link", name="复查合格，销号").click()
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(f"**{finding.get_absolute_url()}")
    finding.assignment.refresh_from_db()
    assert finding.assignment.status == "closed"
    reads_well(page)


def test_what_was_typed_survives_a_reload_and_the_score_runs_along(town, enter, phone):
    enter(phone, town.zhao)
    phone.goto(f"/inspections/new/?establishment={town.shop.pk}")
    answer(phone, 1, "pass")
    answer(phone, 2, "fail")
    phone.get_by_label("问题描述").nth(1).fill("无标识")
    expect(phone.locator(".f-score b")).to_have_text("40")
    expect(phone.locator(".f-score")).to_contain_text("53.3%")
    expect(phone.get_by_role("link", name="去第 3 项")).to_be_visible()
    phone.wait_for_function("() => Object.values(localStorage).some(kept => kept.includes('无标识'))")
    first_id = phone.locator("input[name=id]").input_value()
    phone.reload()
    expect(phone.get_by_label("问题描述").nth(1)).to_have_value("无标识")
    expect(phone.locator("input[name=id]")).to_have_value(first_id)


def test_a_dead_spot_loses_nothing(town, enter, phone):
    enter(phone, town.zhao)
    phone.goto(f"/inspections/new/?establishment={town.shop.pk}")
    for number in (1, 2, 3):
        answer(phone, number, "pass")
    phone.get_by_label("第二检查人").select_option(str(town.qian.pk))
    no_recusal(phone)
    phone.context.set_offline(True)
    phone.get_by_role("button", name="提交检查").click()
    phone.get_by_text("没有网络").wait_for()
    phone.context.set_offline(False)
    phone.wait_for_url("**/inspections/*-*/")
    assert Inspection.objects.count() == 1


def test_without_javascript_the_form_does_the_same(town, enter, open_page):
    page = open_page(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    enter(page, town.zhao)
    page.goto(f"/inspections/new/?establishment={town.shop.pk}")
    for number, word in ((1, "pass"), (2, "fail"), (3, "pass")):
        answer(page, number, word)
    page.get_by_label("问题描述").nth(1).fill("无标识")
    page.get_by_label("拍照").nth(1).set_input_files(PHOTO)
    page.get_by_label("第二检查人").select_option(str(town.qian.pk))
    no_recusal(page)
    page.get_by_role("button", name="提交检查").click()
    page.wait_for_url("**/inspections/*-*/")
    assert Finding.objects.get().photos.count() == 1


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_lists_read_well(request, town, enter, reads_well, size):
    submit_inspection(record(town, values=("fail", "fail", "na")), by=town.zhao, at=timezone.now())
    page = request.getfixturevalue(size)
    enter(page, town.wang)
    for path in ("/inspections/", "/findings/", "/inspections/new/"):
        page.goto(path)
        reads_well(page)


def test_a_full_inspection_with_two_photos_and_a_signature_on_the_phone(town, enter, reads_well, phone):
    """Hint and law are read, a usual reason is ticked, a term chosen; photos and signature are sent apart; the record prints."""
    clause = Clause.objects.create(law="食品安全法", article="第五十五条")
    clause.texts.create(text="餐饮服务提供者应当制定并实施原料控制要求。", since="2015-10-01")
    ChecklistItem.objects.filter(pk=town.items[1].pk).update(
        clause=clause, hint="打开冷藏柜查看", fail_reasons=["生熟混放", "无标识"], photo_required=True
    )
    enter(phone, town.zhao)
    phone.goto(f"/inspections/new/?establishment={town.shop.pk}")
    phone.get_by_text("检查方法和依据").click()
    expect(phone.get_by_text("餐饮服务提供者应当制定")).to_be_visible()
    for number, word in ((1, "pass"), (2, "fail"), (3, "pass")):
        answer(phone, number, word)
    phone.get_by_text("生熟混放").click()
    phone.locator(".f-check").nth(1).locator(".f-terms").get_by_text("3日", exact=True).click()
    phone.get_by_label("拍照").nth(1).set_input_files(PHOTO)
    phone.get_by_label("拍照").last.set_input_files({**PHOTO, "name": "front.jpg", "buffer": picture("blue")})
    expect(phone.locator(".f-photo img")).to_have_count(2)
    phone.get_by_label("第二检查人").select_option(str(town.qian.pk))
    no_recusal(phone)
    phone.get_by_text("已当场告知检查结果").click()
    phone.get_by_text("屏幕签名").click()
    phone.get_by_label("签字人姓名").fill("刘老板")
    glass = phone.locator(".f-glass canvas")
    glass.hover()  # scrolls it out from under the bar
    frame = glass.bounding_box()
    phone.mouse.move(frame["x"] + 40, frame["y"] + 60)
    phone.mouse.down()
    for step in range(1, 8):
        phone.mouse.move(frame["x"] + 40 + step * 25, frame["y"] + 60 + (step % 2) * 30)
    phone.mouse.up()
    phone.locator(".f-glass[data-signed]").wait_for()
    reads_well(phone)
    phone.get_by_role("button", name="提交检查").click()

    phone.wait_for_url("**/inspections/*-*/")
    phone.get_by_text("检查已提交，1 个问题已交办").wait_for()
    inspection = Inspection.objects.get()
    assert (inspection.missing_photos(), inspection.photos.count(), inspection.told, inspection.signer) == ([], 3, True, "刘老板")
    assert inspection.completed_at
    finding = inspection.findings.get()
    assert (finding.description, finding.term, finding.photos.count(), finding.cited.clause) == ("生熟混放", 3, 1, clause)
    expect(phone.locator("img.f-signature")).to_be_visible()
    reads_well(phone)
    printed = phone.request.get(f"{phone.url}pdf/")
    assert printed.body().startswith(b"%PDF")


def test_a_finding_from_discovery_to_close_with_before_and_after_on_the_phone(town, enter, reads_well, phone):
    shot = picture("red")
    content = record(town, values=("fail", "pass", "pass"))
    content["findings"][0]["photos"] = [sha256(shot)]
    inspection, _new = submit_inspection(content, by=town.zhao, at=timezone.now())
    add_photo(inspection, upload(shot), by=town.zhao)
    finding = inspection.findings.get()

    enter(phone, town.liu)
    phone.goto(finding.get_absolute_url())
    phone.get_by_role("link", name="签收").click()
    phone.get_by_role("button", name="签收").click()
    phone.get_by_role("link", name="报整改完成").click()
    phone.locator("textarea").first.fill("已整改")
    phone.locator("main form button.btn-primary").click()
    expect(phone.locator("main")).to_contain_text("缺少整改后照片")
    phone.locator("input[type=file]").set_input_files(AFTER)
    phone.locator("main form button.btn-primary").click()
    phone.wait_for_url(f"**{finding.get_absolute_url()}")
    expect(phone.locator(".f-pair img")).to_have_count(2)
    reads_well(phone)

    enter(phone, town.zhao)  # the finder of a critical item does not recheck it
    phone.goto(finding.get_absolute_url())
    expect(phone.get_by_text("重点项目须由发现人以外的人员复查")).to_be_visible()
    enter(phone, town.li)
    phone.goto(finding.get_absolute_url())
    phone.get_by_role("link", name="复查合格，销号").click()
    phone.locator("main form button.btn-primary").click()
    phone.wait_for_url(f"**{finding.get_absolute_url()}")
    finding.assignment.refresh_from_db()
    assert finding.assignment.status == "closed"
    reads_well(phone)
