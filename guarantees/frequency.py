"""When the next visit is due: one statement says it for one guarantee and for sixty thousand.

A year is cut into periods of as many months as the rule in force says, from January on. After a visit the next belongs to the period
that follows; before the first visit, to the period in which the thirtieth day of answering for the shop lies, so that a shop taken
on at the end of a quarter is not late at once. A shop that is not in business, or whose level has no rule, owes no visit.
"""

from django.db import connection
from django.utils import timezone

FIRST_VISIT_DAYS = 30

SET_PERIODS = """
    WITH rule AS (
        SELECT DISTINCT ON (level) level, months FROM guarantees_frequencyrule
        WHERE effective_on <= %(on)s ORDER BY level, effective_on DESC
    ), visited AS (
        SELECT establishment_id, max(visited_on) AS day FROM guarantees_guaranteevisit
        WHERE (%(shops)s::bigint[] IS NULL OR establishment_id = ANY(%(shops)s)) GROUP BY establishment_id
    ), counted AS (
        SELECT held.id, rule.months, visited.day IS NOT NULL AS was_visited, COALESCE(visited.day, held.counts_from + %(grace)s) AS day
        FROM guarantees_guarantee held
        JOIN establishments_establishment shop ON shop.id = held.establishment_id
        LEFT JOIN rule ON rule.level = shop.guarantee_level AND shop.status = 'open'
        LEFT JOIN visited ON visited.establishment_id = held.establishment_id
        WHERE held.status = 'held' AND (%(shops)s::bigint[] IS NULL OR held.establishment_id = ANY(%(shops)s))
    ), numbered AS (
        SELECT id, months, ((EXTRACT(YEAR FROM day)::int * 12 + EXTRACT(MONTH FROM day)::int - 1) / months + was_visited::int) * months
            AS month
        FROM counted
    ), period AS (
        SELECT id, make_date(month / 12, month %% 12 + 1, 1) AS begins,
            (make_date(month / 12, month %% 12 + 1, 1) + make_interval(months => months) - interval '1 day')::date AS ends
        FROM numbered
    )
    UPDATE guarantees_guarantee held SET due_from = period.begins, due_on = period.ends FROM period
    WHERE period.id = held.id AND (held.due_from, held.due_on) IS DISTINCT FROM (period.begins, period.ends)"""


def set_due_days(*, on=None, shops=None):
    """Set the period of the next visit on the guarantees in force, of the shops with these ids or of all; returns how many moved.

    To be called after every visit, new guarantee and changed rule; the nightly run lets rules come into force and levels count.
    """
    with connection.cursor() as cursor:
        cursor.execute(SET_PERIODS, {"on": on or timezone.localdate(), "shops": shops, "grace": FIRST_VISIT_DAYS})
        return cursor.rowcount
