"""The register: the first page of its list with filters, and a file of many rows brought in."""

import subprocess
import sys
import tempfile
from pathlib import Path

import xlsxwriter
from django.db import connection, transaction
from django.utils import timezone

from bench import clock, plain
from bench.clock import Line
from establishments.credit_code import check_character
from establishments.filters import EstablishmentList
from establishments.models import Establishment
from grid.models import Place

FILTERS = {"status": "open", "guarantee_level": "D", "licence": "ending"}
COUNT = """
    SELECT count(*) FROM establishments_establishment shop JOIN grid_place place ON place.id = shop.place_id
    WHERE {seen} AND shop.status = 'open' AND shop.guarantee_level = 'D'
      AND shop.licence_expires_on BETWEEN %(today)s AND %(today)s + 60"""
FIRST_PAGE = """
    SELECT shop.*, place.*, cell.name, community.name, township.name, format.name,
           (SELECT max(finished_at) FROM inspections_inspection inspection WHERE inspection.establishment_id = shop.id)
    FROM establishments_establishment shop
    JOIN grid_place place ON place.id = shop.place_id
    JOIN grid_place cell ON cell.id = place.parent_id
    LEFT JOIN grid_place community ON community.id = cell.parent_id
    LEFT JOIN grid_place township ON township.id = community.parent_id
    JOIN establishments_format format ON format.id = shop.format_id
    WHERE {seen} AND shop.status = 'open' AND shop.guarantee_level = 'D'
      AND shop.licence_expires_on BETWEEN %(today)s AND %(today)s + 60
    ORDER BY place.code LIMIT 50"""


def first_page(user):
    """What the register reads for its first page with three filters set: the count, and fifty rows with their names."""
    rows = Establishment.objects.with_names().standing().with_last_inspection().reachable(user, "view")
    found = EstablishmentList(FILTERS, queryset=rows).qs
    return found.count(), list(found[:50])


def plain_first_page(user):
    with connection.cursor() as cursor:
        cursor.execute(plain.POST, [user.pk])
        path, _organisation = cursor.fetchone()
        values = {"inside": f"{path}%", "today": timezone.localdate()}
        seen = "true" if path.count("/") == 1 else "place.path LIKE %(inside)s"
        cursor.execute(COUNT.format(seen=seen), values)
        count = cursor.fetchone()[0]
        cursor.execute(FIRST_PAGE.format(seen=seen), values)
        return count, cursor.fetchall()


def import_measures(people, rows):
    """A file of `rows` lines, one in a hundred bad, looked through and written by a process of its own, so that its memory is its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "shops.xlsx"
        write_file(file, rows)
        command = [sys.executable, "-m", "bench.import_lane", connection.settings_dict["NAME"], str(file), people["city"].username]
        before = Establishment.objects.count()
        said = []
        ours = clock.once(lambda: said.append(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout))
        assert Establishment.objects.count() - before == rows - rows // 100, said
        theirs = clock.once(lambda: plain_import(rows))
        yield Line("import of a workbook", ours, theirs, about=f"{rows:,} rows, {said[0].strip()}")


def write_file(file, rows):
    cells = list(Place.objects.filter(level=Place.CELL).values_list("code", flat=True))
    headings = ["主体名称", "统一社会信用代码", "业态", "网格或社区", "地址", "负责人", "电话", "规模", "许可范围", "发证日期", "有效期至"]
    headings += ["风险等级", "食品安全员", "经度", "纬度"]
    book = xlsxwriter.Workbook(str(file), {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, headings)
    for number in range(rows):
        body = f"92640104NB{number:07d}"
        bad = number % 100 == 99
        line = [
            f"新面馆{number}",
            body + ("?" if bad else check_character(body)),
            "小餐饮",
            cells[number % len(cells)],
            f"凤凰北街{number}号",
        ]
        line += ["经营者", 13900000000 + number, "小型", "热食类食品制售", 45000 + number % 900, "2029-03-17", "B", "安全员", 106.2, 38.4]
        sheet.write_row(number + 1, 0, line)
    book.close()


# The rows alone: no file read, no check, no codes, no history but one entry each.
PLAIN = [
    """CREATE TEMP TABLE brought ON COMMIT DROP AS
       SELECT nextval('grid_place_id_seq') AS place_id, nextval('establishments_establishment_id_seq') AS id, serial, cell.id AS parent_id,
              cell.path, cell.code || 'P' || serial AS code
       FROM (SELECT *, row_number() OVER (ORDER BY id) AS turn FROM grid_place WHERE level = 'cell') cell
       JOIN generate_series(1, %(rows)s) serial ON serial %% (SELECT count(*) FROM grid_place WHERE level = 'cell') = turn - 1""",
    """INSERT INTO grid_place (id, level, name, code, path, parent_id)
       SELECT place_id, 'establishment', '新面馆' || serial, code, path || place_id || '/', parent_id FROM brought""",
    """INSERT INTO establishments_establishment
           (id, place_id, format_id, credit_code, licence_no, address, principal, phone, guarantee_level, risk_grade, catering_rating, status,
            body, size, licence_kind, licence_scope, level_by_hand)
       SELECT id, place_id, (SELECT min(id) FROM establishments_format), 'P' || serial, '', '凤凰北街', '经营者', '', '', 'B', '', 'open',
              'individual', 'small', '', '', false FROM brought""",
    """INSERT INTO audit_entry (at, post, verb, subject_type, subject_id, note, changes)
       SELECT now(), '', 'create', 'establishments.establishment', id::text, '', '{}' FROM brought""",
    """INSERT INTO establishments_safetyofficer (establishment_id, rank, name, phone, since, status, trained_hours)
       SELECT id, 'officer', '安全员', '', current_date, 'in_duty', 0 FROM brought""",
]


def plain_import(rows):
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in PLAIN:
            cursor.execute(statement, {"rows": rows})
        transaction.set_rollback(True)
