"""A letter as a Word file has everything that GB/T 9704-2012 asks for, in its order, in Word's own typefaces."""

import io

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from tasks.escalation import climb_due
from tasks.models import Notice
from tasks.word import RED, docx, set_width
from tests.town import assignment, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(town):
    """{kind of letter: its Word file, opened}"""
    assignment(town, at=moment("2026-11-02 09:00"), due_at=moment("2026-11-13 18:00"))
    climb_due(at=moment("2026-11-17 18:00"))
    letters = Notice.objects.select_related("issuer", "addressee", "signed_by")
    return {letter.kind: (letter, word(letter)) for letter in letters}


def word(letter):
    letter.copies = "银川市人民政府分管领导"
    return Document(io.BytesIO(docx(letter)))


def said(block):
    return [paragraph.text for paragraph in block.paragraphs if paragraph.text]


def typeface(paragraph):
    run = paragraph.runs[0]
    return run._element.rPr.rFonts.get(qn("w:eastAsia")), run.font.size


def test_a_document_says_each_part_once_in_the_order_of_the_standard(opened):
    letter, paper = opened["urging"]
    lines = said(paper)
    assert lines[:3] == [letter.issuer.name, letter.number, letter.title]
    assert lines[3] == f"{letter.addressee.name}："
    assert lines[4:-2] == [words.strip() for words in letter.body.splitlines() if words.strip()]
    assert lines[-2:] == [letter.issuer.name, "2026年11月17日"]
    [imprint] = paper.tables
    assert [said(cell)[0] for cell in imprint.columns[0].cells] == [
        "抄送：银川市人民政府分管领导。",
        f"{letter.issuer.name}\t2026年11月17日印发",
    ]


def test_mark_title_and_text_are_set_in_their_typefaces(opened):
    mark, number, title, to = [paragraph for paragraph in opened["urging"][1].paragraphs if paragraph.text][:4]
    assert [typeface(one) for one in (mark, number, title, to)] == [
        ("方正小标宋简体", Pt(38)),
        ("仿宋_GB2312", Pt(16)),
        ("方正小标宋简体", Pt(22)),
        ("仿宋_GB2312", Pt(16)),
    ]
    assert mark.runs[0].font.color.rgb == RED
    assert number._p.xpath("./w:pPr/w:pBdr/w:bottom/@w:color") == [str(RED)]


def test_every_page_has_its_number_at_the_outer_edge(opened):
    page = opened["urging"][1].sections[0]
    for footer, edge in ((page.footer, "right"), (page.even_page_footer, "left")):
        assert footer._element.xpath(".//w:fldSimple/@w:instr") == ["PAGE"]
        assert footer._element.xpath("./w:p/w:pPr/w:jc/@w:val") == [edge]


def test_a_reminder_is_a_letter_without_imprint_and_without_a_number_on_its_first_page(opened):
    letter, paper = opened["reminder"]
    page = paper.sections[0]
    assert said(page.first_page_header) == [letter.issuer.name]
    assert said(paper)[0] == letter.number
    assert (round(page.header_distance.mm), round(page.footer_distance.mm)) == (30, 20)
    assert not paper.tables and not said(page.first_page_footer)
    assert said(paper)[-1] == "抄送：银川市人民政府分管领导。"


@pytest.mark.parametrize("office", ["银川市教育局", "宁夏回族自治区银川市食品安全委员会办公室综合督查组"])
def test_the_office_is_centred_above_the_date_and_neither_leaves_the_page(opened, office):
    letter, _paper = opened["urging"]
    letter.issuer.name = office
    *_text, above, date = [row for row in word(letter).paragraphs if row.text]
    centres = [row.paragraph_format.right_indent + set_width(row.text) / 2 for row in (above, date)]
    assert abs(centres[0] - centres[1]) < Pt(1)
    assert date.paragraph_format.right_indent >= 4 * Pt(16) and above.paragraph_format.right_indent >= Pt(15)
