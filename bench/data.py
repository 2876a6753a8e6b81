"""The large town of the measures, written by the database itself: only its size matters, not its stories."""

from dataclasses import dataclass
from datetime import timedelta
from io import StringIO

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from establishments.models import Establishment
from grid.models import Appointment, Organisation, Place
from inspections.models import Inspection
from tasks.models import Assignment, Rung

LEVELS = {"city": "市级督导", "district": "区级督导", "township": "乡镇街道干部", "cell": "网格员"}
PASSWORD = "only-for-the-measure"


@dataclass(frozen=True)
class Size:
    """How many of each the town has; a history of three entries for each assignment and one for each inspection and shop comes with them."""

    establishments: int = 60_000
    people: int = 5_000
    assignments: int = 300_000
    inspections: int = 1_000_000
    imported: int = 50_000
    due: int = 100_000

    def part(self, whole):
        return Size(*(count // whole for count in vars(self).values()))

    def __str__(self):
        counts = (self.establishments, self.people, self.assignments, self.inspections)
        return "{:,} shops, {:,} people, {:,} assignments, {:,} inspections".format(*counts)


def build(size):
    """An empty, migrated database becomes a town of `size`; returns the four people who look at it, ``{level: user}``."""
    call_command("load_roles", verbosity=0, stdout=StringIO())
    call_command("load_places", verbosity=0, stdout=StringIO())
    _cells()
    _organisations()
    _staff()
    _people(size.people)
    _establishments(size.establishments)
    _assignments(size.assignments)
    people = {level: _person(level, role) for level, role in LEVELS.items()}
    _inspections(size.inspections)
    _history()
    settle()
    return people


def settle(table=""):
    """As autovacuum does in a town that has stood for a night; within a transaction only what it allows."""
    _run(f"{'ANALYZE' if connection.in_atomic_block else 'VACUUM ANALYZE'} {table}")


def _run(sql, **values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _paths():
    """Children of the newest level know their own id only after they are written."""
    _run(
        "UPDATE grid_place SET path = parent.path || grid_place.id || '/' FROM grid_place parent WHERE parent.id = grid_place.parent_id AND grid_place.path LIKE 'new:%%'"
    )


def _cells():
    _run(
        """INSERT INTO grid_place (level, name, code, path, parent_id)
           SELECT 'cell', name || serial, code || lpad(serial::text, 3, '0'), 'new:' || code || serial, id
           FROM grid_place, generate_series(1, 3) serial WHERE level = 'community'"""
    )
    _paths()


def _organisations():
    _run(
        """INSERT INTO grid_organisation (name, short_name, kind, place_id, letter_code)
           SELECT name || id || '所', name || '所', 'station', id, '' FROM grid_place WHERE level IN ('district', 'township')"""
    )
    city = Place.objects.get(level=Place.CITY)
    Organisation.objects.create(name="市食安办", short_name="市食安办", kind="department", place=city, letter_code="银食安办")


def _staff():
    """One person in post at each station, to whom its letters go."""
    _run(
        """INSERT INTO accounts_user (username, name, password, is_active, is_staff, is_superuser, email, phone, language,
                                      large_type, by_email, by_sms, by_robot, date_joined)
           SELECT 'station' || id, short_name, '', true, false, false, '', '', 'zh-hans', false, true, true, true, now()
           FROM grid_organisation"""
    )
    _run(
        """INSERT INTO grid_appointment (user_id, role_id, organisation_id, place_id, title, phone, since, status)
           SELECT person.id, role.id, organisation.id, organisation.place_id, '所长', '', '2026-01-01', 'held'
           FROM grid_organisation organisation JOIN accounts_user person ON person.username = 'station' || organisation.id
           JOIN auth_group role ON role.name = '监管所人员'"""
    )


def _people(count):
    """Officers of the cells, each with a post of the own; as many in a cell as it takes."""
    _run(
        """INSERT INTO accounts_user (username, name, password, is_active, is_staff, is_superuser, email, phone, language,
                                      large_type, by_email, by_sms, by_robot, date_joined)
           SELECT 'officer' || serial, '网格员' || serial, '', true, false, false, '', '', 'zh-hans', false, true, true, true, now()
           FROM generate_series(1, %(count)s) serial""",
        count=count,
    )
    _run(
        """INSERT INTO grid_appointment (user_id, role_id, organisation_id, place_id, title, phone, since, status)
           SELECT person.id, role.id, station.id, cell.id, '网格员', '', '2026-01-01', 'held'
           FROM (SELECT id, split_part(path, '/', 3)::bigint AS township, row_number() OVER (ORDER BY id) AS turn
                 FROM grid_place WHERE level = 'cell') cell
           JOIN grid_organisation station ON station.place_id = cell.township
           JOIN generate_series(1, %(count)s) serial ON serial %% %(cells)s = turn - 1
           JOIN accounts_user person ON person.username = 'officer' || serial
           JOIN auth_group role ON role.name = '网格员'""",
        count=count,
        cells=Place.objects.filter(level=Place.CELL).count(),
    )


def _establishments(count):
    _run(
        """INSERT INTO establishments_format (code, name, name_en, basis)
           SELECT 'F' || lpad(serial::text, 2, '0'), CASE serial WHEN 11 THEN '小餐饮' ELSE '业态' || serial END, '', ''
           FROM generate_series(1, 20) serial ON CONFLICT DO NOTHING"""
    )
    _run(
        """INSERT INTO grid_place (level, name, code, path, parent_id)
           SELECT 'establishment', '店' || serial, cell.code || 'S' || lpad((serial / %(cells)s + 1)::text, 4, '0'), 'new:' || serial, cell.id
           FROM (SELECT id, code, row_number() OVER (ORDER BY md5(id::text)) AS turn FROM grid_place WHERE level = 'cell') cell
           JOIN generate_series(1, %(count)s) serial ON serial %% %(cells)s = turn - 1""",
        count=count,
        cells=Place.objects.filter(level=Place.CELL).count(),
    )
    _paths()
    _run(
        """INSERT INTO establishments_establishment
               (place_id, format_id, credit_code, licence_no, address, principal, phone, guarantee_level, risk_grade, catering_rating, status,
                body, size, licence_kind, licence_scope, level_by_hand, licence_expires_on,
                longitude, latitude)
           SELECT place.id, format.id, lpad(place.id::text, 18, '0'), '', place.name, place.name, '',
                  CASE WHEN place.id %% 9 = 0 THEN 'C' WHEN place.id %% 5 < 2 THEN 'D' ELSE '' END, 'B', '',
                  CASE WHEN place.id %% 31 = 0 THEN 'closed' ELSE 'open' END, 'individual', 'small', '', '', false,
                  current_date + (place.id %% 1500)::int - 100,
                  106.0 + (place.id * 7919 %% 10007) / 20014.0, 38.2 + (place.id * 6151 %% 9973) / 19946.0
           FROM grid_place place JOIN establishments_format format ON format.code = 'F' || lpad((place.id %% 20 + 1)::text, 2, '0')
           WHERE place.level = 'establishment'"""
    )


def _assignments(count):
    """Dispatched work spread over the shops, addressed to the station of the township each lies in; none of it due yet."""
    _run(
        """INSERT INTO tasks_assignment (kind, title, requirement, issuer_id, organisation_id, place_id, status, created_at, dispatched_at,
                                         due_at, cycle, climbed, next_rung_at, parked)
           SELECT 'campaign', '事项' || serial, '', office.id, station.id, shop.id,
                  CASE WHEN serial %% 5 = 0 THEN 'closed' WHEN serial %% 3 = 0 THEN 'submitted' ELSE 'under_way' END,
                  %(sent)s, %(sent)s, %(due)s + interval '1 minute' * (serial %% 40000), 1, 0, NULL, ''
           FROM (SELECT place.id, split_part(place.path, '/', 3)::bigint AS township, row_number() OVER (ORDER BY place.id) AS turn
                 FROM grid_place place WHERE level = 'establishment') shop
           JOIN grid_organisation station ON station.place_id = shop.township
           CROSS JOIN (SELECT id FROM grid_organisation WHERE letter_code = '银食安办' LIMIT 1) office
           JOIN generate_series(1, %(count)s) serial ON serial %% %(shops)s = turn - 1""",
        sent=timezone.now() - timedelta(days=20),
        due=timezone.now() + timedelta(hours=1),
        count=count,
        shops=Place.objects.filter(level=Place.ESTABLISHMENT).count(),
    )


def make_due(count):
    """Put `count` pieces of work on the first rung, due now, as after a night without a sweep."""
    _run(
        """UPDATE tasks_assignment SET status = 'under_way', climbed = 0, cycle = cycle + 1, due_at = %(due)s, next_rung_at = %(now)s
           WHERE id IN (SELECT id FROM tasks_assignment ORDER BY id LIMIT %(count)s)""",
        count=count,
        due=timezone.now() + timedelta(days=1),
        now=timezone.now() - timedelta(minutes=1),
    )
    settle("tasks_assignment")


def first_rung():
    return Rung.objects.ladder("campaign")[0]


def _person(level, role):
    place = Place.objects.filter(level=level).order_by("path").first()
    inside = Organisation.objects.filter(place__in=place.path_ids()).order_by("-place__path").first()
    person = get_user_model().objects.create(username=f"bench-{level}", name=level)
    Appointment.objects.create(
        user=person, role=Group.objects.get(name=role), organisation=inside, place=place, title=role, since="2026-01-01"
    )
    return person


def _inspections(count):
    """`count` inspections spread over the shops and the last year, a finding at every fourth, most of them put right."""
    person = get_user_model().objects.order_by("pk").values_list("pk", flat=True)[:2]
    _run(
        """INSERT INTO inspections_checklist (format_id, version, status, effective_on)
           SELECT id, 77, 'published', '2026-01-01' FROM establishments_format ON CONFLICT DO NOTHING"""
    )
    _run(
        """INSERT INTO inspections_checklistitem (checklist_id, code, "order", text, text_en, weight, critical, photo_required, hint,
                                                  fail_reasons)
           SELECT id, 'B' || serial, serial, '项目' || serial, '', 10, false, false, '', '{}'
           FROM inspections_checklist, generate_series(1, 10) serial WHERE version = 77 ON CONFLICT DO NOTHING"""
    )
    _run(
        """INSERT INTO inspections_inspection (id, kind, establishment_id, place_id, organisation_id, checklist_id, officer_id,
                                               second_officer_id, started_at, finished_at, received_at, note, photos_named, result, score,
                                               content_hash, recusal, recusal_note, told, signing, signer, signature, refusal,
                                               witness, late_reason, result_words, completed_at)
           SELECT md5('bench' || serial)::uuid, 'routine', shop.id, shop.place_id, office.id, list.id, %(one)s, %(two)s, at, at, at, '', '{}',
                  CASE serial %% 4 WHEN 0 THEN 'rectify' ELSE 'passed' END, 90, '',
                  '', '', false, '', '', '', '', '', '', '', at
           FROM (SELECT *, row_number() OVER (ORDER BY id) AS turn FROM establishments_establishment) shop
           JOIN LATERAL generate_series(shop.turn, %(count)s, %(shops)s) serial ON true
           CROSS JOIN LATERAL (SELECT now() - interval '365 days' * ((serial * 7919 %% 100003) / 100003.0) AS at) moment
           JOIN inspections_checklist list ON list.format_id = shop.format_id AND list.version = 77
           CROSS JOIN (SELECT id FROM grid_organisation WHERE letter_code = '银食安办' LIMIT 1) office""",
        count=count,
        shops=Place.objects.filter(level=Place.ESTABLISHMENT).count(),
        one=person[0],
        two=person[1],
    )
    _findings()


def _findings():
    """Each with the work by which it was handed over: closed, but for what was found in the last week."""
    _run(
        """CREATE TEMP TABLE found AS
           SELECT nextval('tasks_assignment_id_seq') AS work, visit.id AS visit, visit.place_id AS place, visit.finished_at AS at,
                  (SELECT id FROM inspections_checklistitem item WHERE item.checklist_id = visit.checklist_id
                   ORDER BY md5(item.id || visit.id::text) LIMIT 1) AS item
           FROM inspections_inspection visit WHERE visit.result = 'rectify'"""
    )
    _run(
        """INSERT INTO tasks_assignment (id, kind, title, requirement, issuer_id, organisation_id, place_id, status, created_at, dispatched_at,
                                         due_at, submitted_at, closed_at, cycle, climbed, parked)
           SELECT work, 'same_day', '问题', '', office.id, station.id, place,
                  CASE WHEN at < now() - interval '7 days' THEN 'closed' ELSE 'under_way' END, at, at, at + interval '1 day',
                  CASE WHEN at < now() - interval '7 days' THEN at + interval '8 hours' * (work %% 4) END,
                  CASE WHEN at < now() - interval '7 days' THEN at + interval '2 days' END, 1, 0, ''
           FROM found JOIN grid_place shop ON shop.id = found.place
           JOIN grid_organisation station ON station.place_id = nullif(split_part(shop.path, '/', 3), '')::bigint
           CROSS JOIN (SELECT id FROM grid_organisation WHERE letter_code = '银食安办' LIMIT 1) office"""
    )
    _run(
        """INSERT INTO inspections_finding (inspection_id, item_id, place_id, severity, description, found_at, photos_named, assignment_id,
                                            term, nth)
           SELECT visit, item, place, 'general', '问题', at, '{}', work, 0, 1 FROM found"""
    )
    _run("DROP TABLE found")


def _history():
    for subject, verbs in (
        (Assignment, ("create", "dispatch", "accept")),
        (Inspection, ("create",)),
        (Establishment, ("load",)),
    ):
        for verb in verbs:
            _run(
                f"""INSERT INTO audit_entry (at, actor_id, post, verb, subject_type, subject_id, note, changes)
                    SELECT now() - interval '30 days', (SELECT min(id) FROM accounts_user), '市食安办', %(verb)s, %(subject)s, id::text, '', '{{}}'
                    FROM {subject._meta.db_table}""",
                verb=verb,
                subject=subject._meta.label_lower,
            )
