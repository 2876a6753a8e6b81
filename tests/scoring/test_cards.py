"""Offices score themselves, reviewers beside them; the evidence map says what is missing; rules come and go as Excel."""

import io

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from base.errors import Refused
from base.importing import check, tally
from grid.access import people_in_post
from scoring.evidence import completeness, lines_of
from scoring.importing import ClauseImport
from scoring.loading import load_sample
from scoring.models import Scorecard
from tests.inspections.records import picture
from tests.scoring.cards import card_of, clause, rules
from tests.town import assignment

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


# What reports brought -------------------------------------------------------------------------------------------------


def reported(town, names, **fields):
    """Work on the campaign's first task, reported with pictures called `names` and closed."""
    work = assignment(town, creation_task=town.creation_task, **fields)
    doer, files = people_in_post(work.organisation, "tasks.submit_assignment")[0], []
    for number, name in enumerate(names):
        files.append(SimpleUploadedFile(name, picture(("red", "blue", "green", "gray")[number]), "image/jpeg"))
    work.accept(by=doer)
    work.submit(by=doer, report="已办结", files=files)
    work.close(by=town.ma)
    return work


def map_of(card, no=3):
    return next(line for line in lines_of(fresh(card)) if line.clause.no == no)


def test_closed_reports_of_a_clauses_tasks_stand_in_its_evidence_map(town):
    card = card_of(town)
    card.scheme.clauses.filter(no=3).update(task_nos=[1])
    assert map_of(card).missing == ["计划", "签到"]
    reported(town, ["培训计划2026.jpg", "现场.jpg"])
    line = map_of(card)
    assert (line.missing, line.percent) == (["签到"], 50)
    assert [file.name for _words, files in line.papers for file in files] == ["培训计划2026.jpg"]
    assert [file.name for file in line.reported] == ["现场.jpg"]
    assert map_of(card, no=1).missing == ["零事故说明"]


def test_what_is_not_closed_or_anothers_is_no_evidence(town):
    card = card_of(town)
    card.scheme.clauses.filter(no=3).update(task_nos=[1])
    reported(town, ["计划.jpg"], organisation=town.branch)
    work = assignment(town, creation_task=town.creation_task)
    work.accept(by=town.he)
    work.submit(by=town.he, report="x", files=[SimpleUploadedFile("签到.jpg", picture(), "image/jpeg")])
    assert map_of(card).missing == ["计划", "签到"]
    districts = card_of(town, town.branch, card.scheme)
    assert map_of(districts).missing == ["签到"]


def test_a_reported_file_is_taken_for_one_of_the_papers(town, as_):
    card = card_of(town)
    card.scheme.clauses.filter(no=3).update(task_nos=[1])
    reported(town, ["现场.jpg"])
    url = reverse("scorecard-answer", args=[card.pk, clause(card, 3).pk])
    (name,) = [name for name in as_("he").get(url).context["form"].fields if name.startswith("reported_")]
    assert as_("he").post(url, {"value": 40, "reason": "", name: "7"}).status_code == 422
    assert as_("he").post(url, {"value": 40, "reason": "", name: "1"}).status_code == 302
    line = map_of(card)
    assert (line.missing, line.reported) == (["计划"], [])
    paper = line.papers[1][1][0]
    assert as_("ma").get(reverse("markfile-file", args=[paper.pk])).status_code == 200


def test_the_numbers_of_tasks_are_typed_and_imported_as_the_office_says_them(town, as_):
    card = card_of(town)
    row = clause(card, 3)
    data = {name: getattr(row, name) for name in ("no", "part", "title", "kind", "formula", "points", "target", "applies_to")}
    url = reverse("scoringclause-edit", args=[row.pk])
    data |= {"scheme": card.scheme.pk, "evidence": row.evidence, "source": ""}
    assert as_("ma").post(url, data | {"task_nos": "61、 3，3"}).status_code == 302
    row.refresh_from_db()
    assert row.task_nos == [3, 61]
    assert as_("ma").get(url).context["form"]["task_nos"].value() == "3、61"
    assert as_("ma").post(url, data | {"task_nos": "三"}).status_code == 422
