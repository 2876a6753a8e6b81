"""A bulletin is drafted from the reports, reviewed, signed, published and acknowledged; what is published never changes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from base.errors import Refused
from base.files import sha256_of
from inspections.models import Finding
from inspections.photos import add_photo
from notifications.models import Message
from supervision import bulletins
from supervision.models import BulletinPaper, DailyBulletin
from tests.inspections.records import picture, upload
from tests.supervision.scene import fresh, inspected, planned, report_of, staffed
from workdays.calendar import at_clock

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def drafted(town):
    """The day of one group with a problem and its photo; the report submitted, and so the bulletin drafted."""
    town.group = staffed(town)
    planned(town.group, shop=town.shop)
    town.inspection = inspected(town)
    town.found = town.inspection.findings.get()
    add_photo(town.inspection, upload(picture("red", (1600, 1200))), by=town.jin, finding=town.found)
    town.report = report_of(town.group)
    town.report.submit(by=town.jin)
    return DailyBulletin.objects.get()


def published(town, bulletin):
    bulletin.review(by=town.ma)
    bulletin.sign(by=town.leader)
    return DailyBulletin.objects.get(pk=bulletin.pk)


def test_it_drafts_itself_from_the_reports(town, drafted):
    content = bulletins.content_now(drafted)
    assert content["figures"] == {"planned": 1, "points": 1, "shops": 1, "problems": 1, "rectified": 0, "groups": 1}
    assert [row["finding"] for row in content["typical"]] == [town.found.pk]
    assert set(drafted.addressees.all()) == {town.branch, town.branch_two}
    assert [row["district"] for row in content["ranking"]] == ["兴庆区", "金凤区"]
    assert Message.objects.filter(recipient=town.ma, text__contains="通报", channel="portal").exists()


def test_the_ranking_counts_what_was_put_right_in_time(town, drafted):
    town.found.assignment.accept(by=town.liu)
    town.found.assignment.submit(by=town.liu, report="已整改", files=[upload(picture("green"))])
    rows = {row["district"]: row for row in bulletins.content_now(drafted)["ranking"]}
    assert (rows["兴庆区"]["in_time"], rows["兴庆区"]["due"], rows["兴庆区"]["rank"]) == (1, 1, 1)
    assert rows["金凤区"]["rate"] is None
    assert rows["兴庆区"]["rectified"] == 0  # the report had been submitted before: it says what was so then


def test_it_takes_its_number_when_it_is_signed_and_the_addressees_acknowledge(town, drafted):
    assert drafted.serial is None
    bulletin = published(town, drafted)
    assert (bulletin.year, bulletin.serial) == (TODAY.year, 1)
    copy = bulletin.copies.get(addressee=town.branch)
    assert DailyBulletin.objects.reachable(fresh(town.wang)).get() == bulletin
    copy.acknowledge(by=town.wang)
    assert copy.acknowledged_by == town.wang
    with pytest.raises(Refused):
        copy.acknowledge(by=town.wang)


@pytest.mark.parametrize("status", ["draft", "reviewed"])
def test_nobody_outside_sees_a_bulletin_before_it_is_published(town, drafted, status):
    if status == "reviewed":
        drafted.review(by=town.ma)
    for name, person in town.people.items():
        sees = DailyBulletin.objects.reachable(fresh(person)).exists()
        assert sees == (name in ("leader", "ma", "admin")), name


def test_the_groups_read_what_was_made_of_their_reports_once_it_is_published(town, drafted):
    sun = fresh(town.sun)  # a member who holds no other post
    assert not DailyBulletin.objects.reachable(sun).exists()
    published(town, drafted)
    assert list(DailyBulletin.objects.reachable(sun)) == [drafted]
    assert not DailyBulletin.objects.reachable(sun, "redraft").exists()
    town.group.dissolve(by=town.ma)
    assert not DailyBulletin.objects.reachable(fresh(town.sun)).exists()


def test_what_is_published_is_frozen_to_the_byte(town, drafted):
    bulletin = published(town, drafted)
    first = bulletins.BULLETINS.paper_of(bulletin).content()
    assert first.startswith(b"%PDF")
    town.found.assignment.accept(by=town.liu)
    town.found.assignment.submit(by=town.liu, report="已整改", files=[upload(picture("green"))])
    Finding.objects.filter(pk=town.found.pk).update(description="另一句话")
    town.office.name, town.leader.name = "改名后的办公室", "改名"
    town.office.save(), town.leader.save()
    inspected(town, values=("fail", "fail", "fail"))
    bulletin = DailyBulletin.objects.get(pk=bulletin.pk)
    assert bulletins.pdf(bulletin) == first  # printed anew from what was frozen
    assert bulletins.BULLETINS.paper_of(bulletin).content() == first
    assert BulletinPaper.objects.get().sha256 == sha256_of(BulletinPaper.objects.get().file)


def test_a_damaged_paper_is_not_handed_out(town, drafted):
    paper = bulletins.BULLETINS.paper_of(published(town, drafted))
    with paper.file.storage.open(paper.file.name, "wb") as file:
        file.write(b"%PDF something else")
    with pytest.raises(Refused):
        paper.content()


def test_its_pictures_are_small_and_say_nothing_of_the_camera(town, drafted):
    bulletin = published(town, drafted)
    stored = bulletin.pictures.get()
    from PIL import Image

    with stored.file.open() as file, Image.open(file) as image:
        assert max(image.size) == 1000
        assert not image.getexif()


def test_sent_back_it_follows_the_records_again(town, drafted):
    drafted.review(by=town.ma)
    drafted.send_back(by=town.leader, note="补充工作要求")
    assert not drafted.is_frozen
    drafted.redraft(by=town.ma, situation="总体平稳。", demands="立即整改。", typical_findings=[town.found], addressees=[town.branch])
    bulletin = published(town, drafted)
    assert bulletin.content["situation"] == "总体平稳。"
    assert [copy.addressee for copy in bulletin.copies.all()] == [town.branch]


def test_without_addressees_there_is_nothing_to_publish(town, drafted):
    drafted.addressees.clear()
    with pytest.raises(Refused):
        drafted.review(by=town.ma)


def test_numbers_have_no_gap(town, drafted):
    drafted.review(by=town.ma)
    drafted.drop(by=town.ma, note="重新起草")
    again = bulletins.draft(TODAY, town.office, at=timezone.now(), by=town.ma)
    assert published(town, again).serial == 1


def test_at_21_it_is_drafted_from_what_has_come(town):
    town.group = staffed(town)
    from tests.supervision.scene import group_of

    report_of(group_of(town, place=town.jinfeng, name="金凤区督查组"))
    report_of(town.group).submit(by=town.jin)
    assert not DailyBulletin.objects.exists()
    late = at_clock(TODAY, bulletins.AGAIN)
    assert bulletins.draft_due(at=late - timedelta(minutes=1)) == 0
    assert bulletins.draft_due(at=late) == 1
    assert bulletins.draft_due(at=late) == 0
    assert bulletins.content_now(DailyBulletin.objects.get())["missing"] == ["金凤区督查组"]
