"""What people look at all day, for one person at each of four levels: lists as they are read, and pages as a browser gets them."""

from django.contrib.auth.hashers import check_password
from django.urls import reverse

from bench import boards, browser, clock, data, guarantees, inspections, plain, register, work
from bench.clock import Line
from establishments.models import Establishment
from inspections.models import Finding, Inspection
from tasks.models import Assignment, Notice

# What a list reads for its first page and its count, and the same rows by plain SQL.
READS = {
    "assignments": (work.first_page, plain.first_page),
    "establishments, three filters": (register.first_page, register.plain_first_page),
    "inspections": (inspections.first_page, inspections.plain_first_page),
    "overdue visits": (guarantees.overdue, guarantees.plain_overdue),
}
LISTS = {
    "assignments": plain.first_page,
    "establishments": lambda user: plain.rows_at(user, "establishments_establishment", "code"),
    "inspections": inspections.plain_first_page,
    "findings": lambda user: plain.rows_at(user, "inspections_finding", "found_at DESC"),
    "notices": lambda user: plain.rows_at(user, "tasks_notice", "issued_at DESC NULLS LAST"),
}
ROWS = {
    "assignment": lambda user: Assignment.objects.reachable(user, "view").filter(pk__in=Notice.objects.values("assignment")),
    "establishment": lambda user: Establishment.objects.reachable(user, "view"),
    "inspection": lambda user: Inspection.objects.reachable(user, "view"),
    "finding": lambda user: Finding.objects.reachable(user, "view"),
}


def measures(people, times=20):
    """Each look of each person; `times` is how often it is timed."""
    yield sign_in(people["city"], times)
    for who, user in people.items():
        for name, (ours, theirs) in READS.items():
            yield read_line(name, who, user, ours, theirs, times)
        with boards.kept():
            yield from page_lines(who, user, times)


def read_line(name, who, user, ours, theirs, times):
    (count, rows), (plain_count, plain_rows) = ours(user), theirs(user)
    assert (count, [str(row.pk) for row in rows]) == (plain_count, [str(row[0]) for row in plain_rows]), "both read the same rows"

    def first_page():
        user.__dict__.pop("posts", None)  # each look learns anew what the person may see
        return ours(user)

    return Line(
        f"{name}, first page and count",
        clock.measure(first_page, times, times // 4),
        clock.measure(lambda: theirs(user), times, times // 4),
        who,
    )


def page_lines(who, user, times):
    client = browser.of(user)
    desk = reverse("field") if who == "cell" else reverse("workbench")
    yield page_line("page: workbench", who, client, desk, boards.plain_numbers, times)
    yield page_line("page: board", who, client, reverse("board"), boards.plain_numbers, times)
    for name, theirs in LISTS.items():
        url = f"/{name}/"
        yield page_line(f"page: {name}", who, client, url, lambda theirs=theirs: theirs(user), times)
    for name, rows in ROWS.items():
        if row := rows(user).order_by("pk").first():  # a small town has not everything everywhere
            yield page_line(f"page: one {name}", who, client, row.get_absolute_url(), lambda row=row: plain.row(row), times)


def page_line(name, who, client, url, theirs, times):
    answer = client.get(url, secure=True)
    assert answer.status_code == 200, (url, answer.status_code)
    return Line(name, clock.measure(lambda: client.get(url, secure=True), times, times // 6), clock.measure(theirs, times, 0), who)


def sign_in(user, times):
    """With the name and the password, beside the slow hash alone that protects it."""
    user.set_password(data.PASSWORD)
    user.save(update_fields=["password"])
    words = {"username": user.username, "password": data.PASSWORD}

    def enter():
        answer = browser.of().post(reverse("login"), words, secure=True)
        assert answer.status_code == 302, answer.status_code

    return Line(
        "sign-in", clock.measure(enter, times, times // 6), clock.measure(lambda: check_password(data.PASSWORD, user.password), times, 1)
    )


def exports(people):
    """The whole list of assignments of a district as a file, beside reading its rows."""
    user = people["district"]
    client = browser.of(user)
    table = Assignment._meta.db_table
    for form in ("csv", "xlsx"):
        ours = clock.once(lambda form=form: b"".join(client.get(f"/assignments/?status=all&export={form}", secure=True).streaming_content))
        theirs = clock.once(lambda: plain.all_rows_at(user, table))
        count = Assignment.objects.reachable(user, "view").count()
        yield Line(f"export of assignments as {form}", ours, theirs, about=f"{count:,} rows")
