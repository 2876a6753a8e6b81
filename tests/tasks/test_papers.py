"""Issued letters stand: filed once with a fingerprint, unchangeable, corrected by new ones, revoked with their number kept."""

import io
import re
import threading
from zipfile import ZipFile

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from base.errors import Refused
from base.files import sha256_of
from notifications.models import Message
from tasks.escalation import climb_due
from tasks.filing import file_papers, paper_of
from tasks.models import IssuedPaper, LetterTemplate, Notice
from tasks.paper import verify_path
from tests.town import assignment, moment

LATE = moment("2026-11-17 18:00")


@pytest.fixture
def letters(town):
    """A reminder and an urging note that went out, and a supervision notice on the desk."""
    assignment(town, at=moment("2026-11-02 09:00"), due_at=moment("2026-11-13 18:00"))
    climb_due(at=LATE)
    return {letter.kind: letter for letter in Notice.objects.all()}


def test_every_issued_letter_is_filed_once_and_never_again(town, letters):
    assert file_papers(at=LATE) == 2
    assert file_papers(at=LATE) == 0
    paper = letters["urging"].paper
    assert paper.file.open().read().startswith(b"%PDF")
    assert paper.sha256 == sha256_of(paper.file)
    assert not IssuedPaper.objects.filter(notice=letters["supervision"]).exists()


def test_what_is_opened_later_is_the_very_file(client, town, letters):
    client.force_login(town.he)
    url = reverse("notice-pdf", args=[letters["urging"].pk])
    first = b"".join(client.get(url).streaming_content)
    town.office.name = "银川市食安办"
    town.office.save()
    assert b"".join(client.get(url).streaming_content) == first
    assert IssuedPaper.objects.count() == 1


def test_a_half_written_file_of_a_killed_worker_is_written_over(town, letters):
    paper = paper_of(letters["urging"])
    path, whole = paper.file.path, paper.file.open().read()
    IssuedPaper.objects.all().delete()
    with open(path, "wb") as torn:
        torn.write(whole[:1000])
    assert paper_of(letters["urging"]).file.open().read() == whole


def test_the_database_refuses_to_change_an_issued_letter(town, letters):
    for change in ({"body": "改"}, {"title": "改"}, {"serial": 99}, {"issued_at": timezone.now()}, {"addressee": town.station}):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            Notice.objects.filter(pk=letters["urging"].pk).update(**change)
    Notice.objects.filter(pk=letters["supervision"].pk).update(body="草稿可以改")


@pytest.mark.parametrize("named", ["assignment", "issuer", "addressee", "place"])
def test_the_database_refuses_to_delete_what_a_letter_names(town, letters, named):
    row = getattr(Notice.objects.first(), named)
    with pytest.raises(DatabaseError, match="a letter names row"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])  # noqa: S608 - names come from the model


def test_anybody_with_the_letter_sees_whether_it_is_genuine(client, letters):
    letter = letters["urging"]
    page = client.get(verify_path(letter)).content.decode()
    assert letter.number in page
    assert letter.paper.sha256 in page
    assert "学校食堂" not in page  # what it says is the addressee's affair
    assert client.get(reverse("letter-verify", args=[letter.pk, "0" * 20])).status_code == 404
    assert client.get(verify_path(letters["supervision"])).status_code == 404


def test_a_correction_is_a_new_letter_that_cites_the_old(client, town, letters):
    old = letters["urging"]
    client.force_login(town.ma)
    form = client.get(reverse("notice-correct", args=[old.pk])).content.decode()
    assert f"关于更正{old.number}催办单的通知" in form
    client.post(reverse("notice-correct", args=[old.pk]), {"title": "关于更正的通知", "body": "原“甲”更正为“乙”。"})
    new = Notice.objects.get(corrects=old)
    assert (new.status, new.addressee, new.serial) == ("draft", town.education, None)
    assert Message.objects.filter(recipient=town.leader, url=new.get_absolute_url()).exists()
    assert client.post(reverse("notice-correct", args=[old.pk]), {"title": "又", "body": "又"}).status_code == 409
    new.sign(by=town.leader, at=LATE)
    old.refresh_from_db()
    assert (old.status, new.serial) == ("issued", old.serial + 1)
    assert new.number in client.get(old.get_absolute_url()).content.decode()
    assert new.number in client.get(verify_path(old)).content.decode()


def test_a_revoked_number_stays_void(client, town, letters):
    old = letters["urging"]
    old.revoke(by=town.leader, note="发错单位")
    assert (old.status, old.serial) == ("revoked", 1)
    with pytest.raises(Refused):
        old.acknowledge(by=town.he)
    assignment(town, at=moment("2026-11-02 09:00"), due_at=moment("2026-11-13 18:00"), title="另一件")
    climb_due(at=LATE)
    assert sorted(Notice.objects.filter(kind="urging").values_list("serial", flat=True)) == [1, 2]
    client.force_login(town.he)
    assert client.get(old.get_absolute_url()).status_code == 200
    assert "已撤销" in client.get(verify_path(old)).content.decode()


def test_the_word_file_says_the_same(client, town, letters):
    client.force_login(town.he)
    response = client.get(reverse("notice-word", args=[letters["urging"].pk]))
    book = ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    text = re.sub("<[^>]+>", "", book.read("word/document.xml").decode())
    for words in (letters["urging"].number, letters["urging"].title, "银川市教育局：", "2026年11月17日"):
        assert words in text


def test_a_template_reworded_speaks_in_the_next_letter(client, town):
    template = LetterTemplate.objects.get(letter="reminder", work_kind="campaign")
    client.force_login(town.admin)
    page = reverse("lettertemplate-edit", args=[template.pk])
    words = {"title": "关于“{task}”的提醒", "body": "请于{due}前办结。\n特此提醒。"}
    assert "学校食堂‘明厨亮灶’全覆盖" in client.post(reverse("lettertemplate-preview", args=[template.pk]), words).content.decode()
    assert client.post(page, words).status_code == 302
    assert Entry.objects.about(template).get().verb == "change"
    assignment(town, at=moment("2026-11-02 09:00"), due_at=moment("2026-11-13 18:00"))
    climb_due(at=moment("2026-11-10 18:00"))
    letter = Notice.objects.get()
    assert (letter.title, letter.body) == ("关于“学校食堂明厨亮灶”的提醒", "请于11月13日18时前办结。\n特此提醒。")


@pytest.mark.parametrize("body", ["{secret}", "{task.__class__}", "{task!r}", "半个{", "{0}", "{{task}}"])
def test_a_template_with_a_hole_is_refused(client, town, body):
    template = LetterTemplate.objects.get(letter="reminder", work_kind="campaign")
    client.force_login(town.admin)
    assert client.post(reverse("lettertemplate-edit", args=[template.pk]), {"title": "题", "body": body}).status_code == 422
    template.refresh_from_db()
    assert template.body != body


@pytest.mark.django_db(transaction=True)
def test_six_that_file_at_once_make_one_paper(town, letters):
    papers = [None] * 6

    def file(place):
        papers[place] = paper_of(letters["urging"]).sha256
        connection.close()

    threads = [threading.Thread(target=file, args=[place]) for place in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(papers) == {IssuedPaper.objects.get(notice=letters["urging"]).sha256}
