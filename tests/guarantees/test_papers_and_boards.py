"""Papers and boards on paper: what they say, who signs, when they are renewed."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from base.errors import Refused
from establishments.models import Establishment
from guarantees import papers
from guarantees.boards import print_boards, printable
from guarantees.models import Board, Guarantee, Pledge
from guarantees.submission import submit_visit
from tests.guarantees.visits import guaranteed, official, visit
from tests.inspections.records import picture
from tests.town import shop

TODAY = timezone.localdate()


def pages_of(pdf):
    return pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") + pdf.count(b"/Type/Page/") or pdf.count(b"/MediaBox")


def test_the_three_lists_and_the_pledge_are_printed(town):
    guaranteed(town)
    for kind in papers.LISTS:
        assert papers.list_pdf(kind, town.chen, on=TODAY).startswith(b"%PDF")
    assert papers.pledge_pdf(papers.draft_pledge(town.chen, by=town.li)).startswith(b"%PDF")


def test_the_supervision_list_says_what_the_portal_knows(town):
    submit_visit(visit(guaranteed(town), no=[1]), by=town.chen, at=timezone.now())
    figures = papers.figures_of(town.chen, TODAY)
    assert (figures["shops"], figures["visited"], figures["overdue"], figures["found"], figures["closed"]) == (1, 1, 0, 1, 0)
    assert papers.filled("{shops}户，{unknown}", figures) == "1户，{unknown}"


def test_a_pledge_freezes_what_it_says(town):
    row = guaranteed(town)
    pledge = papers.draft_pledge(town.chen, by=town.li)
    row.relieve(by=town.wang)
    pledge.refresh_from_db()
    assert [one["name"] for one in pledge.content["shops"]] == ["宁味轩小吃店"]
    with pytest.raises(Refused):
        papers.draft_pledge(town.chen, by=town.li)


def test_signing_keeps_the_copy_and_the_term_and_renewing_drafts_the_next(town):
    guaranteed(town)
    pledge = papers.draft_pledge(town.chen, by=town.li)
    scan = SimpleUploadedFile("承诺书.jpg", picture(), "image/jpeg")
    pledge.sign(by=town.li, signed_on=TODAY - timedelta(days=350), expires_on=TODAY + timedelta(days=15), files=[scan])
    assert pledge.papers.count() == 1
    assert list(Pledge.objects.running_out(TODAY)) == [pledge]
    draft = pledge.renew(by=town.li)
    assert draft.status == "draft"
    with pytest.raises(Refused, match="待签订"):
        pledge.renew(by=town.li)
    draft.sign(by=town.li, signed_on=TODAY, expires_on=TODAY + timedelta(days=365))
    assert not Pledge.objects.running_out(TODAY).exists()
    assert set(Pledge.objects.in_force(TODAY)) == {pledge, draft}


def test_missing_pledges_are_drafted_once(town):
    guaranteed(town)
    at = timezone.now()
    assert len(papers.draft_pledges([town.chen, town.zhao], by=town.li, at=at)) == 1
    assert papers.draft_pledges([town.chen], by=town.li, at=timezone.now()) == []


def test_boards_are_for_c_and_d_with_a_guarantor_in_the_order_of_the_cells(town):
    made = [shop(town, 20 + number, f"店{number}", town.cell) for number in range(3)]
    for one in (*made, town.shop):
        guaranteed(town, one)
    official(town, "二社", town.community_two)
    rows = list(printable(Guarantee.objects.inside(town.street)))
    assert [row.place.code for row in rows] == sorted(row.place.code for row in rows)
    assert len(rows) == 4
    assert print_boards(rows, by=town.wang, at=timezone.now()).startswith(b"%PDF")
    assert Board.objects.filter(printed_at__isnull=False).count() == 4
    Establishment.objects.update(guarantee_level="B")
    assert not printable(Guarantee.objects.inside(town.street)).exists()


def test_a_street_of_boards_costs_the_same_queries_for_one_and_for_five(town, django_assert_num_queries):
    made = [shop(town, 30 + number, f"店{number}", town.cell) for number in range(4)]
    guaranteed(town)
    print_boards(list(printable(Guarantee.objects.all())), by=town.wang, at=timezone.now())
    for count in (1, 5):
        rows = list(printable(Guarantee.objects.all()))
        assert len(rows) == count
        with django_assert_num_queries(8):
            print_boards(rows, by=town.wang, at=timezone.now())
        if count == 1:
            for one in made:
                guaranteed(town, one)
