"""A department's liaison: from the reminder to the close, with a step attained, a report, its evidence, and the review side by side."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tasks.escalation import climb_due
from tasks.models import Assignment
from tests.inspections.records import picture
from tests.town import assignment, build_town, moment

HANDED_OUT, DUE, REMINDED = moment("2026-03-02 09:30"), moment("2026-03-20 18:00"), moment("2026-03-17 18:00")


@pytest.fixture
def reminded(transactional_db):
    """The town; the education department has work of which it was reminded, with a step on the way."""
    town = build_town()
    town.work = assignment(town, creation_task=town.creation_task, at=HANDED_OUT, due_at=DUE)
    sides = {"issuer": town.office, "organisation": town.education, "place": town.city}
    town.work.milestones.create(title="完成各校自查", due_on=timezone.localdate() + timedelta(days=9), **sides)
    climb_due(at=REMINDED)
    town.letter = town.work.notices.get()
    return town


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_liaison_goes_from_the_reminder_to_the_close(request, reminded, enter, reads_well, size):
    page, work = request.getfixturevalue(size), reminded.work
    enter(page, reminded.he)
    page.goto(reminded.letter.get_absolute_url())
    page.get_by_role("button", name="签收").or_(page.get_by_role("link", name="签收")).first.click()
    page.goto(work.get_absolute_url())
    page.get_by_role("button", name="签收").click()
    expect(page.get_by_text("办理中").first).to_be_visible()

    page.get_by_role("link", name="完成各校自查").click()
    page.get_by_role("link", name="达成").click()
    page.get_by_label("完成情况").fill("三十所学校全部自查完毕。")
    page.locator("#id_files").set_input_files({"name": "自查.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    page.get_by_role("button", name="达成").click()
    expect(page.locator(".milestones li.is-done")).to_have_count(1)
    reads_well(page)

    page.get_by_role("link", name="报送办结").click()
    page.get_by_label("办结报告").or_(page.locator("#id_report")).first.fill("明厨亮灶覆盖率已达到95%。")
    page.locator("#id_percent").fill("95")
    page.locator("#id_files").set_input_files({"name": "覆盖情况.jpg", "mimeType": "image/jpeg", "buffer": picture("green")})
    reads_well(page)
    page.locator("main form .btn-primary").click()
    expect(page.get_by_text("标准完成度 95%")).to_be_visible()

    enter(page, reminded.ma)
    page.goto(f"{work.get_absolute_url()}close/")
    asked, told = page.locator(".review > .panel").nth(0), page.locator(".review > .panel").nth(1)
    expect(asked).to_contain_text("学校食堂明厨亮灶100%")
    expect(told).to_contain_text("标准完成度 95%")
    expect(told.locator("img")).to_have_count(1)
    left, right = asked.bounding_box(), told.bounding_box()
    if size == "desktop":
        assert right["x"] >= left["x"] + left["width"]
    else:
        assert right["y"] >= left["y"] + left["height"]
    reads_well(page)
    page.locator("main form .btn-primary").click()
    expect(page.locator(".clock .status")).to_contain_text("已销号")
    assert Assignment.objects.get(pk=work.pk).status == "closed"
