"""Leaders' visits: recorded, printed on one page, and each instruction made an assignment with one press."""

from datetime import timedelta

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from notifications.models import Message
from tasks.models import Assignment, LeaderVisit
from tests.inspections.records import picture

DAY = timedelta(days=1)


@pytest.fixture
def as_(client, town):
    def sign_in(name):
        client.force_login(town.people[name])
        return client

    return sign_in


@pytest.fixture
def visit(town):
    today = timezone.localdate()
    return LeaderVisit.objects.create(leader=town.leader, office=town.office, place=town.shop.place, visited_on=today, seen="后厨整洁。")


def instruction(visit, organisation, **fields):
    due_on = fields.pop("due_on", timezone.localdate() + 7 * DAY)
    common = {"office": visit.office, "organisation": organisation, "place": organisation.place, "due_on": due_on}
    return visit.instructions.create(text="三日内补齐台账。", **common | fields)


def test_a_visit_is_recorded_with_photos_and_instructions(town, as_):
    data = {
        "leader": town.leader.pk, "office": town.office.pk, "place": town.xingqing.pk, "visited_on": timezone.localdate(),
        "companions": "王建", "seen": "农贸市场公示齐全。", "photos": [SimpleUploadedFile("市场.jpg", picture(), "image/jpeg")],
    }  # fmt: skip
    assert as_("ma").post(reverse("leadervisit-new"), data).status_code == 302
    visit = LeaderVisit.objects.get()
    asked = {"visit": visit.pk, "text": "更新快检公示。", "organisation": town.branch.pk, "due_on": timezone.localdate() + DAY}
    assert as_("ma").post(reverse("instruction-new"), asked).status_code == 302
    assert (visit.instructions.get().office, visit.photos.count()) == (town.office, 1)
    assert as_("wang").post(reverse("instruction-new"), asked).status_code == 422
    assert as_("leader").get(visit.get_absolute_url()).status_code == 200
    assert as_("jin").get(visit.get_absolute_url()).status_code == 404


def test_one_press_makes_an_instruction_an_assignment_whose_life_it_shows(town, as_, visit):
    row = instruction(visit, town.branch)
    answer = as_("ma").post(reverse("instruction-assign", args=[row.pk]))
    assert answer.url == visit.get_absolute_url()
    row.refresh_from_db()
    work = row.assignment
    assert (work.issuer, work.organisation, work.status, work.requirement) == (town.office, town.branch, "dispatched", row.text)
    assert Message.objects.filter(recipient=town.wang, url=work.get_absolute_url()).exists()
    assert as_("ma").post(reverse("instruction-assign", args=[row.pk])).status_code == 409
    assert Assignment.objects.count() == 1
    Assignment.objects.update(status="closed", closed_at=timezone.now())
    page = as_("leader").get(reverse("leadervisit-list"))
    (line,) = [row.record for row in page.context["table"].page.object_list]
    assert (line.asked, line.settled) == (1, 1)


def test_an_instruction_whose_day_is_over_is_written_anew(town, as_, visit):
    row = instruction(visit, town.branch, due_on=timezone.localdate() - DAY)
    assert as_("ma").post(reverse("instruction-assign", args=[row.pk])).status_code == 409
    assert not Assignment.objects.exists()
    assert as_("ma").post(reverse("instruction-drop", args=[row.pk]), {"note": "已过期"}).status_code == 302


def test_the_record_is_one_page(town, as_, visit):
    for _number in range(6):
        instruction(visit, town.branch)
    pdf = as_("ma").get(reverse("leadervisit-pdf", args=[visit.pk])).content
    paper = pypdfium2.PdfDocument(pdf)
    assert len(paper) == 1
    assert "高远" in paper[0].get_textpage().get_text_range()


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_costs_the_same_for_one_visit_and_five(town, as_, visit, count, django_assert_num_queries):
    for _number in range(count):
        instruction(visit, town.branch)
        LeaderVisit.objects.create(leader=town.leader, office=town.office, place=town.street, visited_on=visit.visited_on, seen="好")
    client = as_("ma")
    with django_assert_num_queries(10):
        client.get(reverse("leadervisit-list"))
