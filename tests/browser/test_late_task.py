"""A task runs late and the system acts: letters, the leader's desk, the answer with evidence, the review."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tasks.escalation import climb_due
from tasks.models import Assignment, Notice
from tests.tasks.test_assignment import PDF
from tests.town import assignment, build_town


@pytest.fixture
def late(transactional_db):
    """The town, with one piece of work for the education department that has run through its whole ladder."""
    town = build_town()
    now = timezone.now()
    town.work = assignment(town, creation_task=town.creation_task, at=now - timedelta(days=40), due_at=now - timedelta(days=20))
    climb_due(at=now)
    return town


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_from_the_leaders_desk_to_the_struck_off_task(request, late, enter, axe, size, tmp_path):
    page = request.getfixturevalue(size)
    enter(page, late.leader)
    page.goto("/notices/desk/")
    assert "督办通知" in page.locator(".paper-title").inner_text()
    assert fits(page)
    assert axe(page) == []
    page.get_by_role("button", name="签发", exact=True).click()
    page.locator("#ask [data-ask-yes]").click()
    page.get_by_text("没有待签发的函件").wait_for()
    assert Notice.objects.get(kind="supervision").serial == 1

    enter(page, late.he)
    page.goto("/messages/")
    page.get_by_role("link", name="督办通知").click()
    assert "督〔" in page.locator(".paper-no").inner_text()
    page.get_by_role("button", name="签收").click()
    page.locator(".status", has_text="已签收").first.wait_for()
    assert axe(page) == []

    page.goto(late.work.get_absolute_url())
    page.get_by_role("button", name="签收").click()
    page.get_by_role("link", name="报送办结").click()
    evidence = tmp_path / "台账.pdf"
    evidence.write_bytes(PDF)
    page.get_by_label("办理报告").fill("已逐校核对，台账见附件。")
    page.locator("input[type=file]").set_input_files(evidence)
    assert fits(page)
    assert axe(page) == []
    page.get_by_role("button", name="报送办结").click()
    page.locator(".files", has_text="台账.pdf").wait_for()

    enter(page, late.ma)
    page.goto(late.work.get_absolute_url())
    assert fits(page)
    assert axe(page) == []
    page.get_by_role("link", name="销号").click()
    page.get_by_text("已逐校核对，台账见附件。").wait_for()
    page.get_by_role("button", name="销号").click()
    page.locator(".status", has_text="已销号").first.wait_for()
    assert Assignment.objects.get(pk=late.work.pk).status == "closed"


PAGES = [
    ("ma", "/assignments/"),
    ("ma", "/assignments/?status=all&text=没有这样的事"),
    ("ma", "/creation-tasks/"),
    ("ma", "/creation-tasks/{task}/"),
    ("ma", "/assignments/new/?creation_task={task}"),
    ("ma", "/notices/"),
    ("he", "/messages/"),
    ("leader", "/notices/desk/?pile=returned"),
]


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_pages_read_well(request, late, enter, axe, size):
    page = request.getfixturevalue(size)
    for who, path in PAGES:
        enter(page, late.people[who])
        page.goto(path.format(task=late.creation_task.pk))
        page.wait_for_load_state("networkidle")
        assert fits(page), path
        assert axe(page) == [], path


def test_the_counts_come_after_the_list_and_a_due_moment_says_what_it_means(late, enter, desktop):
    enter(desktop, late.ma)
    desktop.goto("/assignments/")
    desktop.locator(".views .count").first.wait_for()
    assert desktop.locator(".views a[aria-current] .count").inner_text() == "1"
    desktop.goto("/assignments/new/")
    desktop.get_by_label("办结期限").fill("2126-03-01T18:00")
    desktop.locator("#due-words", has_text="个工作日").wait_for()
    assert "2126" in desktop.locator("#due-words").inner_text()
