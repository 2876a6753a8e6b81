"""A task runs late and the system acts: letters, the leader's desk, the answer with evidence, the review."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tasks.escalation import climb_due
from tasks.models import Assignment, Notice
from tests.tasks.test_assignment import PDF
from tests.town import NEXT_SPRING, assignment, build_town, moment

# Past whenever this runs, so that the people act after the ladder did; the rungs fall on the moments below.
HANDED_OUT, DUE = moment("2026-03-02 09:30"), moment("2026-03-20 18:00")
THREE_WORKDAYS_BEFORE, TWO_WORKDAYS_AFTER = moment("2026-03-17 18:00"), moment("2026-03-24 18:00")


@pytest.fixture
def late(transactional_db):
    """The town, with one piece of work for the education department that is to run late."""
    town = build_town()
    town.work = assignment(town, creation_task=town.creation_task, at=HANDED_OUT, due_at=DUE)
    return town


def letters():
    return [f"{letter.kind} {letter.status} {letter.number}".strip() for letter in Notice.objects.order_by("id")]


def run_late():
    """What the beat did while nobody pressed anything."""
    for at in (THREE_WORKDAYS_BEFORE, DUE, TWO_WORKDAYS_AFTER):
        assert climb_due(at=at) == 1
        assert climb_due(at=at) == 0
    return letters()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_late_task_is_pressed_answered_sent_back_and_struck_off(request, late, enter, reads_well, size):
    page = request.getfixturevalue(size)
    assert run_late() == ["reminder issued 银食安办提〔2026〕1号", "urging issued 银食安办催〔2026〕1号", "supervision draft"]

    enter(page, late.leader)
    number = sign(page, reads_well)
    assert letters()[-1] == f"supervision issued {number}"

    enter(page, late.he)
    acknowledge_the_letter(page, number, reads_well)
    page.goto(late.work.get_absolute_url())
    page.get_by_role("button", name="签收").click()
    report(page, "已逐校核对，台账见附件。", "台账.pdf", reads_well)

    enter(page, late.ma)
    send_back(page, late.work, reads_well)

    enter(page, late.he)
    page.goto("/messages/?unread=true")
    page.get_by_role("link", name="退回").click()
    expect(page.locator(".entries")).to_contain_text("缺第三中学的台账")
    report(page, "已补第三中学台账。", "第三中学台账.pdf", reads_well)

    enter(page, late.ma)
    page.goto(late.work.get_absolute_url())
    expect(page.locator(".report")).to_have_count(2)
    page.get_by_role("link", name="销号").click()
    page.get_by_role("button", name="销号").click()
    page.locator(".status", has_text="已销号").first.wait_for()
    reads_well(page)
    late.work.refresh_from_db()
    assert (late.work.status, late.work.next_rung_at) == (Assignment.CLOSED, None)


def sign(page, reads_well):
    """The leader signs the only draft; returns the number it got, as the desk shows it."""
    page.goto("/notices/desk/")
    assert "督办通知" in page.locator(".paper-title").inner_text()
    reads_well(page)
    page.get_by_role("button", name="签发", exact=True).click()
    page.locator("#ask [data-ask-yes]").click()
    page.get_by_text("没有待签发的函件").wait_for()
    reads_well(page)
    page.goto("/notices/desk/?pile=issued")
    number = f"银食安办督〔{timezone.localdate().year}〕1号"
    expect(page.locator(".paper-no")).to_have_text(number)
    return number


def acknowledge_the_letter(page, number, reads_well):
    page.goto("/messages/")
    reads_well(page)
    page.get_by_role("link", name=number).click()
    expect(page.locator(".paper-no")).to_have_text(number)
    pdf = page.request.get(page.get_by_role("link", name="PDF").get_attribute("href"))
    assert (pdf.status, pdf.headers["content-type"], pdf.body()[:4]) == (200, "application/pdf", b"%PDF")
    page.get_by_role("button", name="签收").click()
    page.locator(".status", has_text="已签收").first.wait_for()
    reads_well(page)


def report(page, words, file, reads_well):
    """What the department hands in, with one file."""
    page.get_by_role("link", name="报送办结").click()
    page.get_by_label("办理报告").fill(words)
    page.locator("input[type=file]").set_input_files({"name": file, "mimeType": "application/pdf", "buffer": PDF})
    reads_well(page)
    page.get_by_role("button", name="报送办结").click()
    page.locator(".files").get_by_role("link", name=file, exact=True).wait_for()
    expect(page.locator(".report").first).to_contain_text(words)


def send_back(page, work, reads_well):
    """The reviewer opens the evidence, forgets the reason once, and then gives it."""
    page.goto(work.get_absolute_url())
    reads_well(page)
    file = page.request.get(page.locator(".files a").get_attribute("href"))
    assert (file.status, file.body()) == (200, PDF)
    page.get_by_role("link", name="退回").click()
    page.get_by_role("button", name="退回").click()
    page.locator(".field-error").wait_for()
    reads_well(page)
    page.get_by_label("理由").fill("缺第三中学的台账")
    page.get_by_role("button", name="退回").click()
    page.locator(".status", has_text="办理中").first.wait_for()


def test_the_counts_come_after_the_list_and_a_due_moment_says_what_it_means(late, enter, desktop):
    enter(desktop, late.ma)
    desktop.goto("/assignments/")
    expect(desktop.locator(".views a[aria-current] .count")).to_have_text("1")
    desktop.goto("/assignments/new/")
    desktop.get_by_label("办结期限").fill(f"{NEXT_SPRING}T18:00")
    expect(desktop.locator("#due-words")).to_contain_text("个工作日")
    expect(desktop.locator("#due-words")).to_contain_text(NEXT_SPRING[:4])
