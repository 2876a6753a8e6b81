"""Guarantees at their full size: the overdue list for people at four levels, the due days of all, a street of boards as one file."""

from django.db import connection
from django.utils import timezone

from base.printing import render
from bench import clock, data
from bench.clock import Line
from guarantees import boards
from guarantees.frequency import set_due_days
from guarantees.models import Guarantee

BOARDS = 500
POSTS = """
    INSERT INTO grid_appointment (user_id, role_id, organisation_id, place_id, title, since, status, phone)
    SELECT person.id, role.id, station.id, place.id, '包保干部', '2026-01-01', 'held', ''
    FROM grid_place place
    CROSS JOIN (SELECT id FROM accounts_user ORDER BY id LIMIT 1) person
    CROSS JOIN (SELECT id FROM auth_group WHERE name = '包保干部') role
    CROSS JOIN (SELECT id FROM grid_organisation WHERE kind = 'station' ORDER BY id LIMIT 1) station
    WHERE place.level IN ('community', 'township')"""
GUARANTEES = """
    INSERT INTO guarantees_guarantee (establishment_id, place_id, appointment_id, since, counts_from, status)
    SELECT shop.id, place.id, post.id, %(since)s, %(since)s, 'held'
    FROM establishments_establishment shop
    JOIN grid_place place ON place.id = shop.place_id
    JOIN grid_appointment post ON post.title = '包保干部'
        AND post.place_id = split_part(place.path, '/', CASE shop.guarantee_level WHEN 'C' THEN 3 ELSE 4 END)::bigint
    WHERE shop.guarantee_level IN ('C', 'D')"""
COUNT = """
    SELECT count(*) FROM guarantees_guarantee held JOIN grid_place place ON place.id = held.place_id
    WHERE {seen} AND held.status = 'held' AND held.due_on < %(today)s"""
FIRST_PAGE = """
    SELECT held.*, shop.*, format.name, place.*, cell.name, community.name, post.*, person.name, office.short_name, seat.name
    FROM guarantees_guarantee held
    JOIN grid_place place ON place.id = held.place_id
    JOIN establishments_establishment shop ON shop.id = held.establishment_id
    JOIN establishments_format format ON format.id = shop.format_id
    LEFT JOIN grid_place cell ON cell.id = place.parent_id
    LEFT JOIN grid_place community ON community.id = cell.parent_id
    JOIN grid_appointment post ON post.id = held.appointment_id
    JOIN accounts_user person ON person.id = post.user_id
    JOIN grid_organisation office ON office.id = post.organisation_id
    JOIN grid_place seat ON seat.id = post.place_id
    WHERE {seen} AND held.status = 'held' AND held.due_on < %(today)s ORDER BY held.due_on, held.id LIMIT 50"""


def fill():
    """Every shop of level C and D has a guarantor since a year ago; of five one was visited lately, as far as the due days say."""
    with connection.cursor() as cursor:
        cursor.execute(POSTS)
        cursor.execute(GUARANTEES, {"since": timezone.localdate().replace(month=1, day=1)})
    whole = clock.once(set_due_days)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE guarantees_guarantee SET due_from = due_from + 365, due_on = due_on + 365 WHERE id % 5 > 0")
    data.settle("guarantees_guarantee")
    return whole


def overdue(user):
    """What the list of overdue visits reads for its first page: the count, and fifty rows with their names."""
    rows = Guarantee.objects.with_names().reachable(user, "view").overdue(timezone.localdate())
    return rows.count(), list(rows.order_by("due_on", "id")[:50])


def plain_overdue(user):
    path = user.posts[0].place.path
    seen = "true" if path.count("/") == 1 else "place.path LIKE %(inside)s"
    values = {"inside": f"{path}%", "today": timezone.localdate()}
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(seen=seen), values)
        count = cursor.fetchone()[0]
        cursor.execute(FIRST_PAGE.format(seen=seen), values)
        return count, cursor.fetchall()


def measures(people, whole):
    held = Guarantee.objects.count()
    yield Line("due days of all guarantees set anew", whole, about=f"{held:,} guarantees")
    yield board_measure(people["city"])


def board_measure(user):
    """Boards with their codes from the rows to the PDF, against the typesetting alone."""
    rows = list(boards.printable(Guarantee.objects.all())[:BOARDS])
    ours = clock.once(lambda: boards.print_boards(rows, by=user, at=timezone.now()))
    kept = {}
    boards.render = lambda template, data, pictures: kept.update(data=data, pictures=pictures) or b""
    try:
        boards.print_boards(rows, by=user, at=timezone.now())
    finally:
        boards.render = render
    theirs = clock.once(lambda: render("guarantee_board", kept["data"], pictures=kept["pictures"]))
    return Line("boards for the doors as one PDF", ours, theirs, about=f"{len(rows)} boards")
