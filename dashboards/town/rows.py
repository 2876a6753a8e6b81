"""Rows by the thousand: ids taken from the sequence first, so that rows can point at each other before they are written."""

from django.db import connection

BATCH = 2000


def take_ids(model, count):
    """`count` fresh ids of a model's sequence."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [f'"{table}"', column, count])
        return [number for (number,) in cursor.fetchall()]


def with_ids(rows):
    """The unsaved `rows` of one model, each with its id."""
    if rows:
        for row, number in zip(rows, take_ids(type(rows[0]), len(rows)), strict=True):
            row.pk = number
    return rows


def write(rows):
    """Write `rows` of one model in batches; those without an id get one."""
    if rows:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=BATCH)
    return rows


def write_places(places):
    """Write places whose parents are written or stand before them, with ids and paths."""
    for place in with_ids(places):
        place.path = f"{place.parent.path}{place.pk}/"
    return write(places)


def learn_sizes():
    """Tell the planner how the tables have grown: inside one long transaction nobody else can."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
