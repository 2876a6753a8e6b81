"""The register of letters and written replies: on the page, as files, on paper."""

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from base.files import sha256_of
from tasks.escalation import climb_due
from tasks.models import Notice, NumberSeries
from tests.tasks.test_assignment import PDF
from tests.town import assignment, moment

LATE = moment("2026-11-17 18:00")


@pytest.fixture
def as_(client, town):
    def sign_in(name):
        client.force_login(town.people[name])
        return client

    return sign_in


@pytest.fixture
def drafts(town):
    for number in range(3):
        assignment(town, title=f"第{number}件", at=moment("2026-11-02 09:00"), due_at=moment("2026-11-13 18:00"))
    climb_due(at=LATE)
    return list(Notice.objects.filter(kind="supervision").order_by("id"))


def words_of(response):
    content = b"".join(response.streaming_content)
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)).replace("\r\n", "")


def upload(name="整改照片.pdf", content=PDF):
    return SimpleUploadedFile(name, content, "application/pdf")


def test_a_void_number_stays_void(town, as_, drafts):
    for draft in drafts[:2]:
        draft.sign(by=town.leader, at=LATE)
    drafts[0].revoke(by=town.leader, note="发错单位", at=LATE)
    drafts[2].sign(by=town.leader, at=LATE)
    assert [draft.serial for draft in drafts] == [1, 2, 3]
    assert NumberSeries.objects.get(code="银食安办督", year=2026).last == 3
    shown = as_("ma").get(reverse("notice-list"), {"kind": "supervision"}).context["table"].page.object_list
    assert {row.record.number: row.record.status for row in shown} == {
        "银食安办督〔2026〕1号": "revoked",
        "银食安办督〔2026〕2号": "issued",
        "银食安办督〔2026〕3号": "issued",
    }
    book = words_of(as_("ma").get(reverse("notice-register"), {"kind": "supervision"}))
    assert "银食安办督〔2026〕1 号至 3 号，本簿列 3 件，其中作废 1 件（字号不再使用），字号连续，无缺号。" in book
    assert "作废" in book


def test_a_dropped_draft_takes_no_number(town, drafts):
    drafts[0].drop(by=town.ma, note="已办结")
    drafts[1].sign(by=town.leader, at=LATE)
    assert (drafts[0].number, drafts[1].serial) == ("", 1)


def test_the_book_holds_what_the_page_is_narrowed_to(town, as_, drafts):
    book = words_of(as_("ma").get(reverse("notice-register"), {"text": "银食安办催〔2026〕2号"}))
    assert "银食安办催〔2026〕2 号" in book
    assert "银食安办提" not in book
    assert "为该系列的一部分" in book
    assert "（无）" in words_of(as_("wang").get(reverse("notice-register")))


@pytest.mark.parametrize("count", [1, 5])
def test_the_book_costs_the_same_queries_for_one_and_five(town, as_, count, django_assert_num_queries):
    for number in range(count):
        assignment(town, title=f"第{number}件", at=moment("2026-11-02 09:00"), due_at=moment("2026-11-13 18:00"))
    climb_due(at=LATE)
    client = as_("ma")
    with django_assert_num_queries(6):
        client.get(reverse("notice-register"))


def test_a_reply_comes_with_files_that_the_issuer_sees(town, as_, drafts):
    letter = Notice.objects.filter(kind="urging").first()
    url = reverse("notice-reply", args=[letter.pk])
    assert as_("he").post(url, {"text": "三日内办结", "files": [upload(content=b"MZ not a pdf")]}).status_code == 422
    assert as_("he").post(url, {"text": "三日内办结", "files": [upload(), upload("台账.pdf")]}).status_code == 302
    first, second = letter.reply_files.all()
    assert (first.name, second.name, first.sha256) == ("整改照片.pdf", "台账.pdf", sha256_of(first.file))
    assert "整改照片.pdf" in as_("ma").get(letter.get_absolute_url()).content.decode()
    assert as_("ma").get(reverse("replyfile-file", args=[first.pk])).status_code == 200
    assert as_("wang").get(reverse("replyfile-file", args=[first.pk])).status_code == 404
    sheet = words_of(as_("ma").get(reverse("notice-reply-sheet", args=[letter.pk])))
    assert "三日内办结" in sheet
    assert first.sha256[:32] in sheet
    assert as_("wang").get(reverse("notice-reply-sheet", args=[letter.pk])).status_code == 404
    assert as_("ma").get(reverse("notice-reply-sheet", args=[drafts[0].pk])).status_code == 404


def test_who_has_not_answered(town, as_, drafts):
    letter = Notice.objects.filter(kind="urging").first()
    before = as_("ma").get(reverse("notice-list"), {"unreplied": "true"}).context["count"]
    letter.reply(by=town.he, text="办了")
    assert as_("ma").get(reverse("notice-list"), {"unreplied": "true"}).context["count"] == before - 1
    letter.refresh_from_db()
    assert letter.acknowledged_by == town.he


def test_several_drafts_are_returned_with_one_reason(town, as_, drafts):
    url = f"{reverse('notice-bulk-send_back')}?next={reverse('notice-desk')}"
    asked = as_("leader").post(url, {"pk": [row.pk for row in drafts[:2]]})
    assert "第0件" in asked.content.decode()
    assert as_("leader").post(url, {"pk": [drafts[0].pk], "confirmed": "yes", "note": ""}).status_code == 422
    response = as_("leader").post(url, {"pk": [row.pk for row in drafts[:2]], "confirmed": "yes", "note": "写明数量"})
    assert response.url == reverse("notice-desk")
    assert [Notice.objects.get(pk=row.pk).status for row in drafts] == ["returned", "returned", "draft"]
