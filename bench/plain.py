"""The plainest SQL that does the same work: what the measures are set against."""

from django.db import connection, transaction

# One statement per table over all that is due; no locks for other workers, no parking, no texts, no recipients looked up by right.
SWEEP = [
    """CREATE TEMP TABLE swept ON COMMIT DROP AS
       SELECT due.*, row_number() OVER () AS serial FROM (
           SELECT id, organisation_id, issuer_id, place_id, cycle FROM tasks_assignment
           WHERE status IN ('dispatched', 'under_way') AND next_rung_at <= %(at)s AND parked = '' ORDER BY next_rung_at, id FOR UPDATE) due""",
    """INSERT INTO tasks_climb (assignment_id, rung_id, cycle, at) SELECT id, %(rung)s, cycle, %(at)s FROM swept""",
    """INSERT INTO tasks_notice (kind, title, body, status, drafted_at, issued_at, series, year, serial, assignment_id, issuer_id,
                                 addressee_id, place_id, reply_text, copies)
       SELECT 'reminder', 'title', 'body', 'issued', %(at)s, %(at)s, 'plain', %(cycle)s, serial, id, issuer_id, organisation_id, place_id,
              '', '' FROM swept""",
    """INSERT INTO audit_entry (at, post, verb, subject_type, subject_id, note, changes)
       SELECT %(at)s, '', 'climb', 'tasks.assignment', id::text, '', '{}' FROM swept""",
    """INSERT INTO notifications_message (key, channel, text, url, created_at, attempts, error, urgent, addressed_as, recipient_id, sent_at)
       SELECT 'plain:' || swept.id || ':' || %(cycle)s, 'portal', 'text', '', %(at)s, 0, '', false, '', post.user_id, %(at)s
       FROM swept JOIN grid_appointment post ON post.organisation_id = swept.organisation_id AND post.status = 'held'""",
    """UPDATE tasks_assignment SET climbed = 1, next_rung_at = %(at)s + interval '3 days' FROM swept WHERE swept.id = tasks_assignment.id""",
]

# The same rows and columns as the list, written by hand for one known post; `{seen}` is what the post lets its holder see.
FIRST_PAGE = """
    SELECT assignment.*, organisation.*, issuer.*, place.*, above.*, task.*, owner.*
    FROM tasks_assignment assignment
    JOIN grid_place place ON place.id = assignment.place_id
    LEFT JOIN grid_place above ON above.id = place.parent_id
    JOIN grid_organisation organisation ON organisation.id = assignment.organisation_id
    JOIN grid_organisation issuer ON issuer.id = assignment.issuer_id
    LEFT JOIN tasks_creationtask task ON task.id = assignment.creation_task_id
    LEFT JOIN accounts_user owner ON owner.id = assignment.owner_id
    WHERE {seen} AND assignment.status IN ('dispatched', 'under_way', 'submitted')
    ORDER BY assignment.due_at, assignment.id LIMIT 50"""
COUNT = """
    SELECT count(*) FROM tasks_assignment assignment JOIN grid_place place ON place.id = assignment.place_id
    WHERE {seen} AND assignment.status IN ('dispatched', 'under_way', 'submitted')"""
POST = """
    SELECT place.path, appointment.organisation_id FROM grid_appointment appointment
    JOIN grid_place place ON place.id = appointment.place_id WHERE appointment.user_id = %s"""
SEEN = {
    "city": "true",
    "district": "place.path LIKE %(inside)s",
    "township": "place.path LIKE %(inside)s",
    # The officer of a cell also sees what is addressed to the own office, which lies outside the cell.
    "cell": """(assignment.place_id = ANY (ARRAY(SELECT id FROM grid_place WHERE path LIKE %(inside)s))
                OR assignment.organisation_id = %(organisation)s)""",
}


@transaction.atomic
def sweep(at, rung, cycle):
    with connection.cursor() as cursor:
        for statement in SWEEP:
            cursor.execute(statement, {"at": at, "rung": rung.pk, "cycle": cycle})


def first_page(user):
    """(count, rows) of the first page of assignments for a person with one post."""
    level = user.username.removeprefix("bench-")
    with connection.cursor() as cursor:
        cursor.execute(POST, [user.pk])
        path, organisation = cursor.fetchone()
        values = {"inside": f"{path}%", "organisation": organisation}
        cursor.execute(COUNT.format(seen=SEEN[level]), values)
        count = cursor.fetchone()[0]
        cursor.execute(FIRST_PAGE.format(seen=SEEN[level]), values)
        return count, cursor.fetchall()


def at(user):
    """(condition, values) for the rows joined to `place` that lie inside the place of a person's one post."""
    path = user.posts[0].place.path
    return ("true" if path.count("/") == 1 else "place.path LIKE %(inside)s"), {"inside": f"{path}%"}


def rows_at(user, table, order):
    """(count, first fifty) of a table whose rows have a place."""
    seen, values = at(user)
    rows = f"FROM {table} shown JOIN grid_place place ON place.id = shown.place_id WHERE {seen}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {rows}", values)
        count = cursor.fetchone()[0]
        cursor.execute(f"SELECT shown.*, place.* {rows} ORDER BY {order} LIMIT 50", values)
        return count, cursor.fetchall()


def all_rows_at(user, table):
    seen, values = at(user)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT shown.*, place.name FROM {table} shown JOIN grid_place place ON place.id = shown.place_id WHERE {seen}", values
        )
        return cursor.fetchall()


def row(row):
    """One row, its place and what happened to it."""
    table = row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} shown JOIN grid_place place ON place.id = shown.place_id WHERE shown.id = %s", [row.pk])
        cursor.fetchall()
        cursor.execute("SELECT * FROM audit_entry WHERE subject_type = %s AND subject_id = %s", [row._meta.label_lower, str(row.pk)])
        cursor.fetchall()
