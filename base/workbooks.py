"""Excel workbooks for people: the template of an import, and the lines that came back."""

import xlsxwriter
from django.utils.translation import gettext, pgettext

from base.export import harmless
from base.importing import REASON, REFUSED

LATER = 5000  # rows of a workbook that carry the drop-downs
SOBER = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
HEAD = {"bold": True, "bg_color": "#E8EEF5", "border": 1, "border_color": "#C8D2DD", "text_wrap": True, "valign": "vcenter"}


def template(declared, file, rows=()):
    """Write a workbook with the headings, the drop-downs and a page that explains each column; empty but for `rows` ({field: words})."""
    book = xlsxwriter.Workbook(file, SOBER)
    sheet = book.add_worksheet(pgettext("worksheet", "Lines"))
    dress(book, sheet, declared, {column.field: place for place, column in enumerate(declared.columns)})
    for place, column in enumerate(declared.columns):
        sheet.write_string(0, place, head_words(column), book.add_format(HEAD | ({"font_color": "#B3261E"} if column.required else {})))
    wrap = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(declared.columns):
            if (words := row.get(column.field)) not in (None, ""):
                sheet.write_string(number, place, harmless(str(words)), wrap)
    explain(book, declared)
    book.close()


def refused_book(table, declared, file):
    """Write the refused lines as they were typed, under the headings they had, with the reasons in a last column."""
    book = xlsxwriter.Workbook(file, SOBER)
    sheet = book.add_worksheet(pgettext("worksheet", "Lines"))
    headings = [heading for heading in table.headings if heading != str(REASON)]
    kept = [place for place, heading in enumerate(table.headings) if heading != str(REASON)]
    dress(book, sheet, declared, {name: kept.index(place) for name, place in table.places.items() if place in kept})
    head, wrong = book.add_format(HEAD), book.add_format({"font_color": "#B3261E", "text_wrap": True})
    for place, heading in enumerate([*headings, str(REASON)]):
        sheet.write_string(0, place, heading, head)
    sheet.set_column(len(headings), len(headings), 60)
    refused = (line for line in table.lines if line.outcome == REFUSED)
    for number, line in enumerate(refused, start=1):
        for place, old in enumerate(kept):
            if old < len(line.cells) and line.cells[old]:
                sheet.write_string(number, place, harmless(line.cells[old]))
        sheet.write_string(number, len(headings), "；".join(line.reasons), wrong)
    book.close()


def head_words(column):
    return f"{column.heading}*" if column.required else str(column.heading)


def dress(book, sheet, declared, places):
    """Widths, text format so that Excel neither rounds nor guesses, and drop-downs."""
    plain = book.add_format({"num_format": "@"})
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 30)
    lists = None
    for column in declared.columns:
        if column.field not in places:
            continue
        place = places[column.field]
        sheet.set_column(place, place, column.width, plain)
        if offered := [str(said) for said in column.offered().values()]:
            source = offered
            if sum(map(len, offered)) + len(offered) > 250:  # Excel's limit for a list in the cell's own rule
                lists = lists or hidden_sheet(book)
                source = lists(offered)
            sheet.data_validation(
                1, place, LATER, place, {"validate": "list", "source": source, "ignore_blank": True, "error_type": "warning"}
            )


def hidden_sheet(book):
    """A function that writes a list into a hidden sheet and says where it stands."""
    sheet = book.add_worksheet(pgettext("worksheet", "Choices"))
    sheet.hide()
    taken = iter(range(200))

    def put(offered):
        column = next(taken)
        sheet.write_column(0, column, offered)
        letter = xlsxwriter.utility.xl_col_to_name(column)
        return f"='{sheet.get_name()}'!${letter}$1:${letter}${len(offered)}"

    return put


def explain(book, declared):
    sheet = book.add_worksheet(pgettext("worksheet", "How to fill in"))
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 3, 60)
    head, wrap = book.add_format(HEAD), book.add_format({"text_wrap": True, "valign": "top"})
    for place, words in enumerate([gettext("Column"), gettext("Required"), gettext("What to write"), gettext("Example")]):
        sheet.write_string(0, place, words, head)
    for number, column in enumerate(declared.columns, start=1):
        offered = "、".join(str(said) for said in column.offered().values())
        note = "；".join(str(words) for words in (column.note, offered) if words)
        words = [str(column.heading), gettext("yes") if column.required else "", note, column.example]
        for place, said in enumerate(words):
            sheet.write_string(number, place, said, wrap)
    sheet.write_string(len(declared.columns) + 2, 0, gettext("An empty cell leaves what stands in the portal as it is."))
