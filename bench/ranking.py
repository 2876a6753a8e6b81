"""The visit list at its full size: the first page and the count for people at four levels, beside the same written as one plain statement."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from bench import clock
from bench.clock import Line
from planning.models import RankedShop, RankingRule
from workdays.calendar import start_of

COUNT = """
    SELECT count(*) FROM establishments_establishment shop JOIN grid_place place ON place.id = shop.place_id
    WHERE {seen} AND shop.status = 'open'"""
FIRST_PAGE = """
    SELECT shop.id, shop.*, place.*, format.*, cell.*, community.*, township.*, known.*,
        CASE shop.risk_grade WHEN 'A' THEN 0 WHEN 'B' THEN 10 WHEN 'C' THEN 20 WHEN 'D' THEN 30 ELSE 15 END
        + coalesce(least(%(today)s - (seen.last AT TIME ZONE 'Asia/Shanghai')::date, 365), 365) * 40 / 365
        + least(coalesce(known.critical, 0), 3) * 10 + least(coalesce(known.open, 0), 4) * 5
        + least(coalesce(passed.open, 0) + (officer.shop IS NULL)::int, 3) * 3 AS score
    FROM establishments_establishment shop
    JOIN grid_place place ON place.id = shop.place_id
    JOIN establishments_format format ON format.id = shop.format_id
    LEFT JOIN grid_place cell ON cell.id = place.parent_id
    LEFT JOIN grid_place community ON community.id = cell.parent_id
    LEFT JOIN grid_place township ON township.id = community.parent_id
    LEFT JOIN LATERAL (SELECT max(finished_at) AS last FROM inspections_inspection WHERE establishment_id = shop.id) seen ON true
    LEFT JOIN LATERAL (
        SELECT count(*) FILTER (WHERE item.critical AND finding.found_at >= %(horizon)s) AS critical,
               count(*) FILTER (WHERE work.status IN ('dispatched', 'under_way', 'submitted')) AS open
        FROM inspections_finding finding JOIN inspections_checklistitem item ON item.id = finding.item_id
        JOIN tasks_assignment work ON work.id = finding.assignment_id
        WHERE finding.place_id = place.id AND work.status <> 'void') known ON true
    LEFT JOIN LATERAL (
        SELECT count(*) AS open FROM guarantees_visitproblem problem JOIN tasks_assignment work ON work.id = problem.assignment_id
        WHERE problem.place_id = place.id AND work.status IN ('dispatched', 'under_way', 'submitted')) passed ON true
    LEFT JOIN (SELECT DISTINCT establishment_id AS shop FROM establishments_safetyofficer WHERE status = 'in_duty') officer
        ON officer.shop = shop.id
    WHERE {seen} AND shop.status = 'open' ORDER BY score DESC, place.code, shop.id LIMIT 50"""


def first_page(user, rule):
    """What the visit list reads for its first page: the count of the shops in reach, and fifty rows with their points."""
    rows = RankedShop.objects.with_names().reachable(user, "view").ranked(rule, on=timezone.localdate())
    return rows.count(), list(rows[:50])


def plain_page(user, rule):
    path, today = user.posts[0].place.path, timezone.localdate()
    seen = "true" if path.count("/") == 1 else "place.path LIKE %(inside)s"
    values = {"inside": f"{path}%", "today": today, "horizon": start_of(today - timedelta(days=rule.critical_days))}
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(seen=seen), values)
        count = cursor.fetchone()[0]
        cursor.execute(FIRST_PAGE.format(seen=seen), values)
        return count, cursor.fetchall()


def measures(people):
    rule = RankingRule.objects.in_force(timezone.localdate())
    for level, user in people.items():
        (count, rows), (plain_count, plain_rows) = first_page(user, rule), plain_page(user, rule)
        assert (count, [row.pk for row in rows]) == (plain_count, [row[0] for row in plain_rows]), "both read the same rows"
        ours = clock.measure(lambda user=user: first_page(user, rule), times=20, warm=2)
        theirs = clock.measure(lambda user=user: plain_page(user, rule), times=20, warm=2)
        yield Line("visit list by risk, first page and count", ours, theirs, who=level)
