"""Boards for the doors of C and D shops (包保公示牌): one style, one page each, a street of them at a time."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit.models import Entry, entry_for
from base.bulk import NOTHING_ON_CONFLICT, insert
from base.printing import qr_svg, render
from base.words import mask_phone
from grid.models import Organisation, Place
from guarantees.models import Board, FrequencyRule
from guarantees.models.boards import new_code
from guarantees.papers import PERIODS, chinese_day

LEVELS = "CD"
MOST_AT_ONCE = 600
HOT_LINES = ["12315", "12345"]
DUTY_WORDS = "督促企业落实食品安全主体责任，按期督导，发现问题及时移交市场监管部门，跟踪整改到位。"


def print_boards(guarantees, *, by, at):
    """The boards of `guarantees` (with their names) as one PDF, in their order; each shop gets its public address the first time."""
    boards = open_boards([row.establishment_id for row in guarantees])
    day, rules = timezone.localdate(at), FrequencyRule.objects.in_force(timezone.localdate(at))
    stations = stations_of(guarantees)
    pages, pictures = [], {}
    for row in guarantees:
        board = boards[row.establishment_id]
        pictures[f"{board.pk}.svg"] = qr_svg(board.address(), mask=2)
        pages.append(page(row, board, stations, rules, day))
    pdf = render("guarantee_board", {"boards": pages, "site": settings.SITE_URL}, pictures=pictures)
    note_printed(boards.values(), by=by, at=at)
    return pdf


def open_boards(shops):
    """{establishment id: board}; those without one get one, safe when asked twice at once."""
    insert(Board, {"establishment_id": shops, "code": [new_code() for _shop in shops]}, on_conflict=NOTHING_ON_CONFLICT)
    return {board.establishment_id: board for board in Board.objects.filter(establishment__in=shops)}


@transaction.atomic
def note_printed(boards, *, by, at):
    boards = list(boards)
    Board.objects.filter(pk__in=[board.pk for board in boards]).update(printed_at=at)
    Entry.objects.bulk_create(entry_for("print", about=board, by=by, at=at) for board in boards)


def stations_of(guarantees):
    """{place id: the market supervision office there} of every place above the shops."""
    places = {number for row in guarantees for number in row.place.path_ids()[:-1]}
    rows = Organisation.objects.filter(kind__in=["station", "branch", "bureau"], place__in=places)
    return {row.place_id: row.short_name for row in rows}


def page(row, board, stations, rules, day):
    shop, post = row.establishment, row.appointment
    rule = rules.get(shop.guarantee_level)
    office = next((stations[place] for place in reversed(row.place.path_ids()) if place in stations), "")
    return {
        "number": row.place.code,
        "name": row.place.name,
        "level": shop.guarantee_level,
        "credit_code": shop.credit_code,
        "licence_no": shop.licence_no,
        "address": shop.address,
        "principal": shop.principal,
        "guarantor": post.user.name,
        "post": f"{post.organisation.short_name} {post.title}",
        "phone": post.phone or mask_phone(post.user.phone),  # the post's own is the office's, a person's is not for the street
        "station": office,
        "often": PERIODS.get(rule.months, "") if rule else "",
        "duty": DUTY_WORDS,
        "hot_lines": HOT_LINES,
        "code": f"{board.pk}.svg",
        "date": chinese_day(day),
    }


def printable(guarantees):
    """The guarantees whose shops have a board, street by street."""
    rows = guarantees.held().filter(establishment__guarantee_level__in=LEVELS, establishment__status="open")
    return rows.with_names().order_by("place__code")


def smaller_places(place):
    """The places just below, to print in parts where there are too many boards for one file."""
    return Place.objects.filter(parent=place).exclude(level=Place.ESTABLISHMENT).order_by("code")
