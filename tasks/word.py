"""A letter as a Word file, for offices that must edit it further: the measures of GB/T 9704-2012, in the typefaces Word has there.

What counts is the PDF (`tasks.paper`); this one can be changed by whoever holds it.
"""

import io

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from base.printing import shown
from tasks.paper import data_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LINE = Mm(225 / 22)  # 22 lines on 225 mm
WIDTH = Mm(156)
BODY, HEAD, FIGURES, RED = "仿宋_GB2312", "方正小标宋简体", "宋体", RGBColor(0xD4, 0x0F, 0x14)
FOUR, THREE, TWO, MARK = Pt(14), Pt(16), Pt(22), Pt(38)  # 四号, 三号, 二号, 发文机关标志
LEFT, CENTER, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
STRONG, FINE = 8, 6  # rules of the 版记 in eighths of a point: 0.35 mm outside, 0.25 mm inside


def docx(letter):
    """The letter as the bytes of a .docx file; a reminder in the form of a 信函."""
    data, paper = shown(data_of(letter)), Document()
    set_page(paper)
    (head_of_letter if data["form"] == "letter" else head_of_document)(paper, data)
    text(paper, data)
    ending(paper, data)
    if data["form"] != "letter":
        imprint(paper, data)
    elif data["copies"]:
        line(paper, data["copies"], size=FOUR)
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def set_page(paper):
    """A4 with the text area of the standard, and the page numbers at the outer edges."""
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    page.footer_distance = Mm(20)
    paper.settings.odd_and_even_pages_header_footer = True
    number_pages(page.footer, RIGHT)
    number_pages(page.even_page_footer, LEFT)


def number_pages(footer, align):
    """— 1 —, one character from the outer edge."""
    paragraph = shaped(footer.paragraphs[0], align)
    setattr(paragraph.paragraph_format, "right_indent" if align == RIGHT else "left_indent", FOUR)
    say(paragraph, "— ", size=FOUR, font=FIGURES)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    field.append(say(paragraph, "1", size=FOUR, font=FIGURES)._r)
    paragraph._p.append(field)
    say(paragraph, " —", size=FOUR, font=FIGURES)


def head_of_document(paper, data):
    """版头: the red mark 35 mm below the edge of the text area, two lines, the number, the red rule, two lines."""
    mark = line(paper, data["office"], size=MARK, font=HEAD, colour=RED, align=CENTER, free=True)
    mark.paragraph_format.space_before = Mm(35)
    line(paper, "")
    line(paper, "")
    rule(line(paper, data["number"], align=CENTER), "bottom", "single", 12, space=6)
    line(paper, "")
    line(paper, "")


def head_of_letter(paper, data):
    """A 信函: the mark 30 mm below the edge of the paper, red double rules at head and foot of the first page, the number at the right."""
    page = paper.sections[0]
    page.different_first_page_header_footer, page.header_distance = True, Mm(30)
    mark = shaped(page.first_page_header.paragraphs[0], CENTER, free=True)
    say(mark, data["office"], size=MARK, font=HEAD, colour=RED)
    rule(mark, "bottom", "thickThinSmallGap", 24, space=11)
    rule(shaped(page.first_page_footer.paragraphs[0], CENTER, free=True), "bottom", "thinThickSmallGap", 24)
    line(paper, data["number"], align=RIGHT)
    line(paper, "")


def text(paper, data):
    """Title, addressee and body (标题、主送机关、正文)."""
    line(paper, "".join(data["title"]), size=TWO, font=HEAD, align=CENTER, free=True)
    line(paper, "")
    line(paper, f"{data['to']}：")
    for words in data["body"]:
        line(paper, words).paragraph_format.first_line_indent = 2 * THREE
    line(paper, "")


def ending(paper, data):
    """落款: the date four characters from the margin, the office centred above it; both stay with the end of the text."""
    beyond = (set_width(data["office"]) - set_width(data["date"])) // 2
    date_at = max(4 * THREE, beyond + THREE)
    for words, indent in ((data["office"], date_at - beyond), (data["date"], date_at)):
        shape = line(paper, words, align=RIGHT).paragraph_format
        shape.right_indent, shape.keep_together = indent, True
    paper.paragraphs[-2].paragraph_format.keep_with_next = True


def set_width(words):
    """How wide `words` are set in 三号: figures take half of what characters take."""
    return sum(THREE // 2 if letter.isascii() else THREE for letter in words)


def imprint(paper, data):
    """版记: copies, the office and the day of print, between rules at the foot of the last page."""
    table = paper.add_table(rows=0, cols=1)
    stand_at_foot(table)
    for words in filter(None, [data["copies"], f"{data['office']}\t{data['date']}印发"]):
        paragraph = shaped(table.add_row().cells[0].paragraphs[0], LEFT)
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = FOUR
        paragraph.paragraph_format.tab_stops.add_tab_stop(WIDTH - 2 * FOUR, WD_TAB_ALIGNMENT.RIGHT)
        say(paragraph, words, size=FOUR)


def stand_at_foot(table):
    shape = table._tbl.tblPr
    place, borders = OxmlElement("w:tblpPr"), OxmlElement("w:tblBorders")
    for name, value in {"horzAnchor": "margin", "vertAnchor": "margin", "tblpXSpec": "center", "tblpYSpec": "bottom"}.items():
        place.set(qn(f"w:{name}"), value)
    for side, size in (("top", STRONG), ("bottom", STRONG), ("insideH", FINE)):
        borders.append(border(side, "single", size, colour="000000"))
    shape.insert_element_before(place, "w:tblOverlap", "w:bidiVisual", "w:tblStyleRowBandSize", "w:tblStyleColBandSize", "w:tblW", "w:jc")
    shape.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")


def line(paper, words, *, size=THREE, font=BODY, colour=None, align=WD_ALIGN_PARAGRAPH.JUSTIFY, free=False):
    """A paragraph of the text; `free` lets large type take the height it needs."""
    paragraph = shaped(paper.add_paragraph(), align, free=free)
    say(paragraph, words, size=size, font=font, colour=colour)
    return paragraph


def shaped(paragraph, align, *, free=False):
    paragraph.alignment = align
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    if not free:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    return paragraph


def say(paragraph, words, *, size=THREE, font=BODY, colour=None):
    run = paragraph.add_run(words)
    run.font.size, run.font.name = size, font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if colour is not None:
        run.font.color.rgb = colour
    return run


def rule(paragraph, side, kind, size, *, space=1):
    """A red rule above or below a paragraph."""
    borders = OxmlElement("w:pBdr")
    borders.append(border(side, kind, size, colour=str(RED), space=space))
    shape = paragraph._p.get_or_add_pPr()
    shape.insert_element_before(borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc")


def border(side, kind, size, *, colour, space=1):
    made = OxmlElement(f"w:{side}")
    for name, value in {"val": kind, "sz": size, "space": space, "color": colour}.items():
        made.set(qn(f"w:{name}"), str(value))
    return made
