"""The catalogue of creation tasks as a file: read and checked row by row, then written as one act."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from audit.models import changes_between, record
from base.loading import BadFile, json_rows
from grid.models import Organisation, Place
from tasks.models import Campaign, CreationTask
from workdays.calendar import Calendar

DATA = Path(__file__).parent / "data"
SAMPLE = DATA / "creation_tasks.json"
OFFICE, BUREAU = "市食品安全委员会办公室", "市市场监督管理局"
OFFICE_CODE = "银食安办"
CITY_CODE = "6401"
DISTRICTS = "各县（市）区人民政府"
# Said of many at once or of nobody in particular, so no letter can be addressed to them.
NOBODY_IN_PARTICULAR = {"各责任单位", "各医药零售企业", "第三方调查机构"}

COLUMNS = {
    "no": int,
    "category_zh": str,
    "title_zh": str,
    "lead_department_zh": str,
    "support_departments_zh": list,
    "standard_zh": str,
    "evidence_zh": str,
    "weight": int,
    "item_type": str,
}
FIELDS = {
    "category_zh": "category",
    "title_zh": "title",
    "standard_zh": "standard",
    "evidence_zh": "evidence",
    "weight": "weight",
    "item_type": "item_type",
}
# The work is spread from here to here of the campaign's days; the end is left for the review itself.
FIRST_SHARE, LAST_SHARE = 0.15, 0.92


@dataclass(frozen=True)
class Loaded:
    """What a load did, by `added`, `changed` and `unchanged`, and who of the file no letter can be addressed to."""

    campaign: Campaign
    counts: Counter
    departments: int
    unaddressed: dict


def read(path):
    """The checked rows of a JSON file: a list of objects with at least COLUMNS, and `due_on` where the office set one."""
    rows, seen = json_rows(path, of="tasks"), set()
    for number, row in enumerate(rows, start=1):
        if fault := fault_of(row, seen):
            raise BadFile(f"{path}: row {number}, column {fault[0]}: {fault[1]}.")
        seen.add(row["no"])
    return rows


def fault_of(row, seen):
    """(column, reason) of the first thing wrong with a row, or None."""
    if not isinstance(row, dict):
        return "-", "an object with named columns is expected"
    for column, kind in COLUMNS.items():
        if reason := fault_in(row, column, kind):
            return column, reason
    if row["no"] in seen:
        return "no", f"{row['no']} stands here twice"
    if row["item_type"] not in CreationTask.ITEM_TYPES:
        return "item_type", f"“{row['item_type']}” is not one of {', '.join(CreationTask.ITEM_TYPES)}"
    if row["lead_department_zh"] in NOBODY_IN_PARTICULAR | {DISTRICTS}:
        return "lead_department_zh", f"“{row['lead_department_zh']}” is not one organisation"
    return fault_of_due(row.get("due_on"))


def fault_in(row, column, kind):
    value = row.get(column)
    if value is None:
        return "missing"
    if not isinstance(value, kind) or isinstance(value, bool):
        return {int: "a whole number is expected", str: "text is expected", list: "a list of departments is expected"}[kind]
    if kind is int and not 0 < value < 10000:
        return f"{value} is out of range"
    if kind is str and not value.strip():
        return "empty"
    if kind is list and not all(isinstance(name, str) and name.strip() for name in value):
        return "each department must be a name"
    longest = CreationTask._meta.get_field(FIELDS[column]).max_length if column in FIELDS and kind is str else None
    return f"longer than {longest} characters" if longest and len(value) > longest else ""


def fault_of_due(value):
    try:
        if value is not None:
            date.fromisoformat(value)
    except (TypeError, ValueError):
        return "due_on", f"“{value}” is not a date such as 2026-12-31"
    return None


def load(rows, *, is_sample=False):
    """Write the rows to the campaign, which is made where there is none; an own list takes the place of the sample.

    To be called inside a transaction.
    """
    city = Place.objects.filter(code=CITY_CODE).first()
    if city is None:
        raise BadFile(f"The city (place {CITY_CODE}) is not there yet: run “manage.py load_places” first.")
    organisations, made = departments(rows, city)
    campaign = Campaign.objects.filter(place=city).first() or start_campaign(city, organisations[OFFICE])
    days, counts = spread(rows, campaign), Counter()
    for row in rows:
        counts[load_row(row, campaign, organisations, days[row["no"]], is_sample=is_sample)] += 1
    if not is_sample:
        named = CreationTask.objects.filter(campaign=campaign, no__in=[row["no"] for row in rows])
        CreationTask.objects.take_the_place_of_the_sample(named.values("pk"), by=None)
    return Loaded(campaign, counts, made, unaddressed(rows))


def unaddressed(rows):
    """{what a file says of many at once or of nobody in particular: the numbers of the tasks it supports}."""
    found = {}
    for row in rows:
        for name in sorted(set(row["support_departments_zh"]) & NOBODY_IN_PARTICULAR):
            found.setdefault(name, []).append(row["no"])
    return found


def start_campaign(city, office):
    return Campaign.objects.create(
        name="国家食品安全示范城市复审（2026）",
        kind="review",
        place=city,
        office=office,
        since=date(2026, 1, 1),
        until=date(2027, 6, 30),
    )


def departments(rows, city):
    """{name as written: what it stands for, an organisation or the list of district governments}, and how many are new."""
    before = Organisation.objects.count()
    found = {OFFICE: department(OFFICE, city, letter_code=OFFICE_CODE)}
    found[BUREAU] = department(BUREAU, city, kind="bureau", parent=found[OFFICE])
    for row in rows:
        for name in [row["lead_department_zh"], *row["support_departments_zh"]]:
            if name not in found and name not in NOBODY_IN_PARTICULAR:
                found[name] = district_governments(city) if name == DISTRICTS else department(name, city)
    return found, Organisation.objects.count() - before


@cache
def written_departments():
    """{what a file says of a department: (its full, its short name)}; one not listed there is named by rule."""
    return json.loads((DATA / "departments.json").read_text())


def department(written, city, kind="department", **fields):
    """The organisation a file means by `written`, made where it is missing."""
    name, short = written_departments().get(written, (f"银川{written}" if written.startswith("市") else written, written))
    more = {"short_name": short, "kind": kind, "place": city} | fields
    return Organisation.objects.get_or_create(name=name, defaults=more)[0]


def district_governments(city):
    """One government for each district: what is asked of them is handed to the bureau's branch in the same place."""
    return [
        Organisation.objects.get_or_create(
            name=f"{district.name}人民政府",
            defaults={"short_name": f"{district.name}政府", "kind": "government", "place": district},
        )[0]
        for district in city.children.filter(level=Place.DISTRICT)
    ]


def spread(rows, campaign):
    """{no: due day}: each category's tasks are spread evenly over the campaign, on working days."""
    calendar, length = Calendar.current(), (campaign.until - campaign.since).days
    in_category, total, days = Counter(), Counter(row["category_zh"] for row in rows), {}
    for row in rows:
        in_category[row["category_zh"]] += 1
        share = in_category[row["category_zh"]] / total[row["category_zh"]]
        day = campaign.since + timedelta(days=round(length * (FIRST_SHARE + (LAST_SHARE - FIRST_SHARE) * share)))
        days[row["no"]] = day if calendar.is_workday(day) else calendar.add_workdays(day, 1)
    return days


def load_row(row, campaign, organisations, day, *, is_sample):
    """Write one row; says "added", "changed" or "unchanged". A due day once set moves only when the file names another."""
    given = date.fromisoformat(row["due_on"]) if row.get("due_on") else None
    task = CreationTask.objects.filter(campaign=campaign, no=row["no"]).first()
    values = {field: row[column] for column, field in FIELDS.items()} | {"lead": organisations[row["lead_department_zh"]]}
    if task is None:
        task = CreationTask.objects.create(campaign=campaign, no=row["no"], due_on=given or day, is_sample=is_sample, **values)
        task.supports.set(supporters(row, organisations))
        record("load", about=task)
        return "added"
    return change_row(task, values | {"due_on": given or task.due_on or day}, supporters(row, organisations))


def change_row(task, values, supports):
    old = CreationTask.objects.get(pk=task.pk)
    for name, value in values.items():
        setattr(task, name, value)
    changes = changes_between(old, task, values)
    before = {str(row) for row in task.supports.all()}
    if before != {str(row) for row in supports}:
        changes["supports"] = [sorted(before), sorted(str(row) for row in supports)]
        task.supports.set(supports)
    if not changes:
        return "unchanged"
    task.save()
    record("load", about=task, changes=changes)
    return "changed"


def supporters(row, organisations):
    """The organisations that support a row's task, the district governments among them where it asks all districts."""
    found = [organisations[name] for name in row["support_departments_zh"] if name in organisations]
    return [one for item in found for one in (item if isinstance(item, list) else [item])]
