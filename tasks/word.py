"""A letter as a Word file, for offices that must edit it further: the measures of GB/T 9704-2012, in the typefaces Word has there."""

import io

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from base.printing import shown
from tasks.paper import data_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LINE = Mm(225 / 22)  # 22 lines on 225 mm
BODY, HEAD, RED = "仿宋_GB2312", "方正小标宋简体", RGBColor(0xD4, 0x0F, 0x14)
THREE, TWO, MARK = Pt(16), Pt(22), Pt(38)  # 三号, 二号, 发文机关标志
TWO_CHARACTERS = Pt(32)


def docx(letter):
    """The letter as the bytes of a .docx file. What counts is the PDF; this one can be changed by whoever holds it."""
    data, paper = shown(data_of(letter)), Document()
    set_page(paper)
    line(paper, data["office"], size=MARK, font=HEAD, colour=RED, align=WD_ALIGN_PARAGRAPH.CENTER, free=True)
    underline(line(paper, data["number"], align=WD_ALIGN_PARAGRAPH.CENTER))
    line(paper, "")
    line(paper, "".join(data["title"]), size=TWO, font=HEAD, align=WD_ALIGN_PARAGRAPH.CENTER, free=True)
    line(paper, "")
    line(paper, f"{data['to']}：")
    for words in data["body"]:
        line(paper, words, indent=True)
    line(paper, "")
    for words in (data["office"], data["date"]):
        line(paper, words, align=WD_ALIGN_PARAGRAPH.RIGHT).paragraph_format.right_indent = TWO_CHARACTERS
    if data["copies"]:
        line(paper, data["copies"])
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def set_page(paper):
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)


def line(paper, words, *, size=THREE, font=BODY, colour=None, align=WD_ALIGN_PARAGRAPH.JUSTIFY, indent=False, free=False):
    """A paragraph; `free` lets large type take the height it needs."""
    paragraph = paper.add_paragraph()
    paragraph.alignment = align
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    if not free:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    if indent:
        shape.first_line_indent = TWO_CHARACTERS
    run = paragraph.add_run(words)
    run.font.size, run.font.name = size, font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if colour is not None:
        run.font.color.rgb = colour
    return paragraph


def underline(paragraph):
    """The red rule below the number."""
    borders, rule = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in {"val": "single", "sz": "12", "space": "6", "color": str(RED)}.items():
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    paragraph._p.get_or_add_pPr().append(borders)
