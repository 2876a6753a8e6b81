"""Offices score themselves, reviewers beside them; the evidence map says what is missing; rules come and go as Excel."""

import io

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from base.errors import Refused
from base.importing import check, tally
from scoring.evidence import completeness, lines_of
from scoring.importing import ClauseImport
from scoring.loading import load_sample
from scoring.models import Scorecard
from tests.inspections.records import picture
from tests.scoring.cards import card_of, clause, rules

FULL = {1: 1, 2: 100, 3: 40, 4: 0}


@pytest.fixture
def as_(client, town):
    def sign_in(name):
        client.force_login(town.people[name])
        return client

    return sign_in


def fresh(card):
    return Scorecard.objects.with_sheets().get(pk=card.pk)


def fill(card, by, **values):
    for no, value in (FULL | {int(no[1:]): value for no, value in values.items()}).items():
        card.answer(clause(card, no), by=by, value=value, reason="数据汇总中")


def test_a_card_is_filled_handed_in_reviewed_and_confirmed(town, as_):
    card = card_of(town)
    with pytest.raises(Refused):
        card.submit(by=town.he)
    for no, value in FULL.items():
        url = reverse("scorecard-answer", args=[card.pk, clause(card, no).pk])
        assert as_("he").post(url, {"value": value, "reason": ""}).status_code == 302
    assert fresh(card).own_score.total == 100
    assert as_("he").post(reverse("scorecard-submit", args=[card.pk])).status_code == 302
    for no, value in (FULL | {3: 20}).items():
        url = reverse("scorecard-review", args=[card.pk, clause(card, no).pk])
        data = {"value": value, "reason": "签到表只有一半" if no == 3 else ""}
        assert as_("ma").post(url, data).status_code == 302
    assert (fresh(card).own_score.total, fresh(card).reviewed_score.total) == (100, 70)
    assert as_("ma").post(reverse("scorecard-confirm", args=[card.pk])).status_code == 302
    assert fresh(card).status == "confirmed"
    url = reverse("scorecard-answer", args=[card.pk, clause(card, 1).pk])
    assert as_("he").post(url, {"value": 1}).status_code == 409


def test_every_deduction_says_why(town, as_):
    card = card_of(town)
    url = reverse("scorecard-answer", args=[card.pk, clause(card, 3).pk])
    assert as_("he").post(url, {"value": "30", "reason": " "}).status_code == 422
    with pytest.raises(Refused):
        card.answer(clause(card, 3), by=town.he, value=30)
    assert not card.marks.exists()
    assert as_("he").post(url, {"value": "30", "reason": "两期培训未办"}).status_code == 302
    assert card.marks.get().reason == "两期培训未办"
    api = reverse("api:scorecard-answer", args=[card.pk, clause(card, 3).pk])
    assert as_("he").post(api, {"value": 10}, content_type="application/json").status_code == 422
    assert as_("he").post(api, {"value": 40}, content_type="application/json").json()["own_score"] == "60.00"


def test_the_office_answers_and_only_the_campaign_office_reviews(town, as_):
    card = card_of(town)
    mine = reverse("scorecard-answer", args=[card.pk, clause(card, 2).pk])
    assert [as_(who).get(mine).status_code for who in ("he", "ma", "wang")] == [200, 403, 404]
    review = reverse("scorecard-review", args=[card.pk, clause(card, 2).pk])
    assert [as_(who).get(review).status_code for who in ("he", "ma", "wang")] == [403, 200, 404]
    districts_only = reverse("scorecard-answer", args=[card.pk, clause(card, 5).pk])
    assert as_("he").get(districts_only).status_code == 404


def test_the_evidence_map_says_what_is_there_and_what_is_missing(town, as_):
    card = card_of(town)
    url = reverse("scorecard-answer", args=[card.pk, clause(card, 3).pk])
    shot = SimpleUploadedFile("签到.jpg", picture(), "image/jpeg")
    assert as_("he").post(url, {"value": "40", "paper_1": [shot]}).status_code == 302
    lines = lines_of(fresh(card))
    line = next(line for line in lines if line.clause.no == 3)
    assert (line.percent, line.missing, completeness(lines)) == (50, ["计划"], 33)
    file = card.marks.get().files.get()
    assert as_("ma").get(reverse("markfile-preview", args=[file.pk])).status_code == 200
    assert as_("wang").get(reverse("markfile-file", args=[file.pk])).status_code == 404


def test_a_veto_that_fails_undoes_the_own_score(town):
    card = card_of(town)
    fill(card, town.he, c1=0)
    assert (fresh(card).own_score.total, fresh(card).own_score.vetoed) == (0, 1)


def test_the_annex_is_printed_and_given_as_a_workbook(town, as_):
    card = card_of(town)
    fill(card, town.he, c3=30)
    pdf = as_("he").get(reverse("scorecard-annex", args=[card.pk])).content
    words = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert "85" in words
    assert "数据汇总中" in words.replace("\r\n", "")
    book = as_("he").get(reverse("scorecard-book", args=[card.pk]))
    assert book.headers["Content-Type"].endswith("sheet")


def test_cards_are_opened_for_several_offices_and_nobody_gets_two(town, as_):
    scheme = rules(town)
    data = {"scheme": scheme.pk, "organisations": [town.education.pk, town.branch.pk]}
    assert as_("ma").post(reverse("scorecard-new"), data).status_code == 302
    assert {card.group for card in scheme.cards.all()} == {"departments", "districts"}
    assert as_("ma").post(reverse("scorecard-new"), data).status_code == 422
    assert scheme.cards.count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_card_and_three(town, as_, count, django_assert_num_queries):
    scheme = rules(town)
    for organisation in [town.education, town.branch, town.branch_two][:count]:
        fill_or_not = card_of(town, organisation, scheme)
        fill_or_not.answer(clause(fill_or_not, 1), by=town.he, value=1)
    client = as_("ma")
    with django_assert_num_queries(12):
        client.get(reverse("scorecard-list"))


def test_the_sample_rules_go_out_and_come_back_unchanged(town, as_):
    scheme = load_sample()
    assert (scheme.is_sample, load_sample()) == (True, None)
    answer = as_("ma").get(reverse("import-template", args=["scoring_clauses"]), {"filled": "1"})
    file = io.BytesIO(b"".join(answer.streaming_content))
    table = check(file, ClauseImport(town.ma))
    assert tally(table.lines)["unchanged"] == len(table.lines) == scheme.clauses.count()
