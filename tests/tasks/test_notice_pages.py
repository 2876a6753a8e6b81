"""Letters on their pages: the desk, signing, the register, the answer, the paper."""

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from base.errors import Refused
from notifications.models import Message
from tasks.escalation import climb_due
from tasks.models import Notice
from tests.town import assignment, moment

LATE = moment("2026-11-17 18:00")
YEAR = timezone.localdate().year  # letters are signed today


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


def test_the_desk_shows_the_drafts_and_one_of_them_as_paper(town, as_, drafts):
    page = as_("leader").get(reverse("notice-desk"))
    assert [row for row, _due in page.context["letters"]] == drafts
    assert page.context["letter"] == drafts[0]
    assert [check["state"] for check in page.context["checks"]] == ["done", "soon", "done", "done"]
    text = page.content.decode()
    assert "关于限期办结“第0件”的督办通知" in text
    assert f"银食安办督〔{YEAR}〕" in text
    second = as_("leader").get(reverse("notice-desk-letter", args=[drafts[1].pk]))
    assert (second.context["before"], second.context["after"]) == (drafts[0], drafts[2])


@pytest.mark.parametrize("count", [1, 5])
def test_the_desk_costs_the_same_queries_for_one_draft_and_five(town, as_, count, django_assert_num_queries):
    for number in range(count):
        assignment(town, title=f"第{number}件", at=moment("2026-11-02 09:00"), due_at=moment("2026-11-13 18:00"))
    climb_due(at=LATE)
    client = as_("leader")
    with django_assert_num_queries(15):
        client.get(reverse("notice-desk"))


def test_nobody_elses_drafts_lie_on_the_desk(town, as_, drafts):
    assert as_("wang").get(reverse("notice-desk")).context["letters"] == []
    assert as_("wang").get(reverse("notice-desk-letter", args=[drafts[0].pk])).status_code == 404
    assert as_("he").get(drafts[0].get_absolute_url()).status_code == 404


def test_signing_takes_the_number_and_leads_to_the_next_draft(town, as_, drafts):
    response = as_("leader").post(f"{reverse('notice-sign', args=[drafts[0].pk])}?from=desk")
    assert response.url == reverse("notice-desk")
    drafts[0].refresh_from_db()
    assert (drafts[0].number, drafts[0].signed_by) == (f"银食安办督〔{YEAR}〕1号", town.leader)
    assert Message.objects.filter(recipient=town.he, text__contains=f"督〔{YEAR}〕1号", channel="portal").exists()
    assert as_("leader").get(reverse("notice-desk")).context["letter"] == drafts[1]
    assert as_("ma").post(reverse("notice-sign", args=[drafts[1].pk])).status_code == 403


def test_several_are_signed_together(town, as_, drafts):
    chosen = {"pk": [row.pk for row in drafts], "confirmed": "yes"}
    as_("leader").post(reverse("notice-bulk-sign"), chosen)
    assert sorted(Notice.objects.filter(kind="supervision").values_list("serial", flat=True)) == [1, 2, 3]


def test_returned_edited_and_signed(town, as_, drafts):
    draft = drafts[0]
    assert as_("leader").post(reverse("notice-send_back", args=[draft.pk]), {"note": ""}).status_code == 422
    as_("leader").post(reverse("notice-send_back", args=[draft.pk]), {"note": "写明数量"})
    draft.refresh_from_db()
    assert draft.status == "returned"
    form = as_("ma").get(reverse("notice-redraft", args=[draft.pk])).context["form"]
    assert form.initial["body"] == draft.body
    as_("ma").post(reverse("notice-redraft", args=[draft.pk]), {"title": "新标题", "body": "新正文"})
    draft.refresh_from_db()
    assert (draft.status, draft.title) == ("draft", "新标题")


def test_an_issued_letter_never_changes(town, drafts):
    draft = drafts[0]
    draft.sign(by=town.leader)
    entries = Entry.objects.count()
    for verb, words in [("sign", {}), ("redraft", {"title": "x", "body": "y"}), ("send_back", {"note": "x"}), ("drop", {"note": "x"})]:
        with pytest.raises(Refused):
            getattr(draft, verb)(by=town.leader, **words)
    assert Entry.objects.count() == entries


def test_a_refused_signature_takes_no_number(town, drafts):
    stale = Notice.objects.get(pk=drafts[0].pk)
    drafts[0].sign(by=town.leader)
    with pytest.raises(Refused):
        stale.sign(by=town.leader)
    drafts[1].sign(by=town.leader)
    assert drafts[1].serial == 2


def test_acknowledged_and_answered_by_the_addressee(town, as_, drafts):
    letter = Notice.objects.filter(kind="urging").first()
    assert as_("ma").post(reverse("notice-acknowledge", args=[letter.pk])).status_code == 403
    as_("he").post(reverse("notice-acknowledge", args=[letter.pk]))
    letter.refresh_from_db()
    assert (letter.status, letter.acknowledged_by) == ("acknowledged", town.he)
    assert as_("he").post(reverse("notice-acknowledge", args=[letter.pk])).status_code == 409
    as_("he").post(reverse("notice-reply", args=[letter.pk]), {"text": "三日内办结"})
    assert "三日内办结" in as_("ma").get(letter.get_absolute_url()).content.decode()


def test_the_register_holds_what_was_issued_and_finds_a_number(town, as_, drafts):
    client = as_("ma")
    rows = {row.record for row in client.get(reverse("notice-list")).context["table"].page.object_list}
    assert {row.kind for row in rows} == {"reminder", "urging"}
    found = client.get(reverse("notice-list"), {"text": "银食安办催〔2026〕2号"}).context["table"].page.object_list
    assert [row.record.number for row in found] == ["银食安办催〔2026〕2号"]
    assert client.get(reverse("notice-list"), {"status": "draft"}).context["count"] == 3
    lines = b"".join(client.get(reverse("notice-list"), {"export": "csv"}).streaming_content).decode().splitlines()
    assert len(lines) == 7
    assert as_("he").get(reverse("notice-list"), {"waiting": "true"}).context["count"] == 6


def test_a_letter_comes_out_as_pdf_for_those_who_see_it(town, as_, drafts):
    letter = Notice.objects.filter(kind="reminder").first()
    response = as_("he").get(reverse("notice-pdf", args=[letter.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert as_("wang").get(reverse("notice-pdf", args=[letter.pk])).status_code == 404
    draft = as_("leader").get(reverse("notice-pdf", args=[drafts[0].pk]))
    assert b"".join(draft.streaming_content).startswith(b"%PDF")
