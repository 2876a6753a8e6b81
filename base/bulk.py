"""Many rows in one statement, for the sweeps: what bulk_create does for pages, without a Python object for each row."""

from functools import cache

from django.db import connection
from django.db.models import JSONField

NOTHING_ON_CONFLICT = "ON CONFLICT DO NOTHING"


def insert(model, columns, *, on_conflict="", returning=""):
    """Insert the rows that `columns` ({attname: a list with a value for each row, or one value for all}) describe.

    Fields not named get their default. Returns the values of the column `returning`, in no particular order.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    columns = defaults(fields, columns) | columns
    lists = [name for name, value in columns.items() if isinstance(value, list)]
    if not lists or not columns[lists[0]]:
        return []
    said_once = {name: columns[name][0] for name in lists[1:] if len(set(columns[name])) == 1}  # cheaper on the way and at arrival
    columns, lists = columns | said_once, [name for name in lists if name not in said_once]
    picked = ", ".join(name if name in lists else f"%s::{db_type(fields[name])}" for name in columns)
    arrays = ", ".join(f"%s::{db_type(fields[name])}[]" for name in lists)
    sql = (  # names come from the model, values are parameters
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {picked} FROM unnest({arrays}) AS given ({', '.join(lists)})"  # noqa: S608
        f" {on_conflict}{f' RETURNING {returning}' if returning else ''}"
    )
    constants = [plain(fields[name], value) for name, value in columns.items() if name not in lists]
    with connection.cursor() as cursor:
        cursor.execute(sql, constants + [array(columns[name]) for name in lists])
        return [row[0] for row in cursor.fetchall()] if returning else []


def update(model, ids, columns):
    """Set, on the rows with these ids, the values of `columns` ({attname: a list with a value for each id})."""
    if not ids:
        return
    fields = {field.attname: field for field in model._meta.concrete_fields}
    arrays = ", ".join(f"%s::{db_type(fields[name])}[]" for name in ["id", *columns])
    settings = ", ".join(f"{name} = given.{name}" for name in columns)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {settings} FROM unnest({arrays}) AS given (id, {', '.join(columns)}) WHERE {table}.id = given.id",  # noqa: S608 - as above
            [array(ids), *map(array, columns.values())],
        )


def array(values):
    """`values` as PostgreSQL writes an array, ``{1,NULL,"two"}``: one constant, which it reads far faster than a list of thousands."""
    kinds = set(map(type, values))
    if kinds == {int}:
        return "{" + ",".join(map(str, values)) + "}"
    if kinds == {str}:
        return "{" + ",".join(map(_element, values)) + "}"
    written = {value: "NULL" if value is None else _element(str(value)) for value in set(values)}  # the moments of many rows are few
    return "{" + ",".join([written[value] for value in values]) + "}"


def _element(text):
    if "\\" in text or '"' in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def new_ids(model, count):
    """`count` fresh primary keys of the model, so that rows that point at each other can be written in one go."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [sequence_of(model._meta.db_table), count])
        return [row[0] for row in cursor.fetchall()]


@cache
def sequence_of(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        return cursor.fetchone()[0]


def defaults(fields, columns):
    return {name: field.get_default() for name, field in fields.items() if name not in columns and not field.primary_key}


def db_type(field):
    return field.rel_db_type(connection) if field.primary_key or field.is_relation else field.cast_db_type(connection)


def plain(field, value):
    return field.get_db_prep_save(value, connection) if isinstance(field, JSONField) else value
