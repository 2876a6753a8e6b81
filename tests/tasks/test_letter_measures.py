"""The printed letter against GB/T 9704-2012: every measure in millimetres from the page's upper left corner, read from the PDF."""

from itertools import pairwise

import pypdfium2
import pytest
from django.utils import timezone

from tasks import paper
from tasks.models import LetterKind, Notice
from tests.town import assignment

MM = 25.4 / 72
THREE = 15.8 * MM  # 三号
LINE = 225 / 22
BODY = "食品安全" * 7 * 45  # 45 full lines
KINDS = {kind: "letter" if kind == "reminder" else "document" for kind in LetterKind.values}


class Paper:
    """A PDF's lines of text and ruled lines, page by page: boxes of left, top, right, bottom."""

    def __init__(self, content):
        self.pages = list(pypdfium2.PdfDocument(content))
        self.height = self.pages[0].get_height()

    def box(self, left, bottom, right, top):
        return [round(value * MM, 2) for value in (left, self.height - top, right, self.height - bottom)]

    def lines(self, page):
        """[(words, box)] of the runs of text on a page."""
        text = self.pages[page].get_textpage()
        rects = [text.get_rect(number) for number in range(text.count_rects())]
        return [(text.get_text_bounded(*rect), self.box(*rect)) for rect in rects]

    def line(self, words, page=0):
        return next(box for said, box in self.lines(page) if words in said)

    def rules(self, page=0):
        """Boxes of the rules as wide as the text or wider, from the top down."""
        paths = [self.box(*thing.get_bounds()) for thing in self.pages[page].get_objects() if thing.type == 2]
        return sorted((box for box in paths if box[2] - box[0] > 150), key=lambda box: box[1])


@pytest.fixture
def printed(town):
    def make(kind="supervision", body="请逐校核对。\n特此通知。", **fields):
        letter = Notice.objects.create(
            kind=kind,
            assignment=assignment(town),
            issuer=town.office,
            addressee=town.education,
            place=town.city,
            title=f"关于限期办结“学校食堂”的{paper.letters.NAMES[kind]}",
            body=body,
            series="银食安办督",
            year=2026,
            serial=7,
            status="issued",
            issued_at=timezone.now(),
            **fields,
        )
        return Paper(paper.pdf(letter))

    return make


@pytest.mark.parametrize("kind", KINDS)
def test_a4_with_its_margins_and_the_number_in_six_sided_brackets(printed, kind):
    page = printed(kind)
    assert [round(side * MM) for side in page.pages[0].get_size()] == [210, 297]
    body = page.line("请逐校核对")
    assert body[0] == pytest.approx(28 + 2 * THREE, abs=0.6)  # two characters in
    assert page.line("银川市教育局：")[0] == pytest.approx(28, abs=0.6)
    assert page.line("〔2026〕7号")


@pytest.mark.parametrize("kind", [kind for kind, form in KINDS.items() if form == "document"])
def test_the_red_head_of_a_document(printed, kind):
    page = printed(kind)
    mark, number, (rule, *_rest) = page.line("银川市食品安全委员会办公室"), page.line("〔2026〕7号"), page.rules()
    assert mark[1] == pytest.approx(37 + 35, abs=0.5)
    assert mark[2] - mark[0] <= 156
    assert number[1] - mark[3] == pytest.approx(2 * LINE + 0.15 * THREE, abs=THREE)  # two lines apart
    assert rule[1] - number[3] == pytest.approx(4, abs=0.6)
    assert rule[2] - rule[0] == pytest.approx(156, abs=1.5)
    assert 0.35 <= page.rules()[0][3] - page.rules()[0][1] <= 0.9  # the box counts half the stroke's mitre
    assert page.line("关于限期办结")[1] - rule[3] == pytest.approx(2 * LINE, abs=1)


def test_a_reminder_has_the_form_of_a_letter(printed):
    page = printed("reminder")
    mark, number, rules = page.line("银川市食品安全委员会办公室"), page.line("〔2026〕7号"), page.rules()
    assert mark[1] == pytest.approx(30, abs=0.5)
    assert [round(box[2] - box[0]) for box in rules] == pytest.approx([170] * 4, abs=2)
    thickness = [box[3] - box[1] for box in rules]
    assert thickness[0] > thickness[1]
    assert thickness[2] < thickness[3]
    assert rules[0][1] - mark[3] == pytest.approx(4, abs=1)
    assert (rules[3][1] + rules[3][3]) / 2 == pytest.approx(297 - 20, abs=0.3)
    assert number[2] == pytest.approx(184, abs=0.6)
    assert number[1] - rules[1][3] == pytest.approx(7 / 8 * THREE, abs=0.8)
    assert not any("— 1 —" in words for words, _box in page.lines(0))
    assert not any("印发" in words for words, _box in page.lines(0))


def test_twenty_two_lines_of_twenty_eight_characters(printed):
    page = printed(body=BODY)
    lines = [(words, box) for words, box in page.lines(1) if len(words) > 20]
    assert len(lines) == 22
    assert {len(words.strip()) for words, _box in lines} == {28}
    assert {round(below[1][1] - above[1][1], 1) for above, below in pairwise(lines)} <= {10.2, 10.3}
    assert lines[0][1][1] == pytest.approx(37, abs=1)
    assert lines[-1][1][3] <= 37 + 225


def test_page_numbers_stand_outside(printed):
    page = printed(body=BODY)
    odd, even = page.line("— 1 —"), page.line("— 2 —", 1)
    assert odd[2] == pytest.approx(184 - THREE, abs=1)
    assert even[0] == pytest.approx(28 + THREE, abs=1)
    assert odd[1] - 262 == pytest.approx(7, abs=1)


@pytest.mark.parametrize("kind", KINDS)
def test_the_date_stands_four_characters_in_below_the_office(printed, kind):
    page, day = printed(kind), timezone.localdate()
    words = f"{day.year}年{day.month}月{day.day}日"
    last = len(page.pages) - 1
    date = min((box for said, box in page.lines(last) if said.strip() == words), key=lambda box: box[1])
    office = max((box for said, box in page.lines(last) if said.strip() == "银川市食品安全委员会办公室" and box[1] < date[1]))
    assert date[2] == pytest.approx(184 - 4 * THREE, abs=1)
    assert (office[0] + office[2]) / 2 == pytest.approx((date[0] + date[2]) / 2, abs=1)


@pytest.mark.parametrize("body", ["请核对。", BODY])
def test_who_printed_it_stands_at_the_foot_of_the_last_page_only(printed, body):
    page, last = printed(body=body), None
    found = [number for number in range(len(page.pages)) for words, _box in page.lines(number) if "印发" in words]
    last = len(page.pages) - 1
    assert found == [last]
    top, bottom = page.rules(last)[-2:]
    assert bottom[3] == pytest.approx(262, abs=0.8)
    assert bottom[2] - bottom[0] == pytest.approx(156, abs=1.5)
    assert top[3] < page.line("印发", last)[1] < bottom[1]
