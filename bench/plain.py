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
                                 addressee_id, place_id, reply_text)
       SELECT 'reminder', 'title', 'body', 'issued', %(at)s, %(at)s, 'plain', %(cycle)s, serial, id, issuer_id, organisation_id, place_id, ''
       FROM swept""",
    """INSERT INTO audit_entry (at, post, verb, subject_type, subject_id, note, changes)
       SELECT %(at)s, '', 'climb', 'tasks.assignment', id::text, '', '{}' FROM swept""",
    """INSERT INTO notifications_message (key, channel, text, url, created_at, attempts, error, recipient_id, sent_at)
       SELECT 'plain:' || swept.id || ':' || %(cycle)s, 'portal', 'text', '', %(at)s, 0, '', post.user_id, %(at)s
       FROM swept JOIN grid_appointment post ON post.organisation_id = swept.organisation_id AND post.status = 'held'""",
    """UPDATE tasks_assignment SET climbed = 1, next_rung_at = %(at)s + interval '3 days' FROM swept WHERE swept.id = tasks_assignment.id""",
]

FIRST_PAGE = """
    SELECT assignment.*, organisation.short_name, issuer.short_name, place.name, place.path
    FROM tasks_assignment assignment
    JOIN grid_place place ON place.id = assignment.place_id
    JOIN grid_organisation organisation ON organisation.id = assignment.organisation_id
    JOIN grid_organisation issuer ON issuer.id = assignment.issuer_id
    WHERE place.path LIKE %(inside)s AND assignment.status IN ('dispatched', 'under_way', 'submitted')
    ORDER BY assignment.due_at, assignment.id LIMIT 50"""
COUNT = """
    SELECT count(*) FROM tasks_assignment assignment JOIN grid_place place ON place.id = assignment.place_id
    WHERE place.path LIKE %(inside)s AND assignment.status IN ('dispatched', 'under_way', 'submitted')"""


@transaction.atomic
def sweep(at, rung, cycle):
    with connection.cursor() as cursor:
        for statement in SWEEP:
            cursor.execute(statement, {"at": at, "rung": rung.pk, "cycle": cycle})


def first_page(path):
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"inside": f"{path}%"})
        cursor.fetchall()
        cursor.execute(FIRST_PAGE, {"inside": f"{path}%"})
        cursor.fetchall()
