"""One assignment's page as the browser gets it, and a thousand letters as PDF; after the sweeps, so that the tables are full."""

import logging

from django.conf import settings
from django.db import connection
from django.test import Client

from base.printing import render
from bench import clock
from tasks import paper
from tasks.filing import unfiled
from tasks.models import Assignment, Notice

LETTERS = 1_000
ROW = """
    SELECT work.*, office.name, issuer.name, place.*, task.title FROM tasks_assignment work
    JOIN grid_organisation office ON office.id = work.organisation_id
    JOIN grid_organisation issuer ON issuer.id = work.issuer_id
    JOIN grid_place place ON place.id = work.place_id
    LEFT JOIN tasks_creationtask task ON task.id = work.creation_task_id WHERE work.id = %s"""
AROUND = [
    "SELECT * FROM tasks_notice WHERE assignment_id = %s ORDER BY id",
    "SELECT * FROM tasks_report WHERE assignment_id = %s",
    "SELECT * FROM tasks_extension WHERE assignment_id = %s",
    "SELECT * FROM audit_entry WHERE subject_type = 'tasks.assignment' AND subject_id = %s::text ORDER BY id DESC",
]


def measures(people):
    for level, user in people.items():
        yield page_measure(level, user)
    yield pdf_measure()


def page_measure(level, user):
    """The page of work that has had its letters, for people at every level."""
    pressed = Notice.objects.reachable(user, "view").filter(assignment__in=Assignment.objects.reachable(user, "view"))
    work = pressed.select_related("assignment").order_by("id").first().assignment
    client = browser(user)
    assert client.get(work.get_absolute_url(), secure=True).status_code == 200
    ours = clock.measure(lambda: client.get(work.get_absolute_url(), secure=True), 20, 3)
    return clock.row(f"one assignment's page: {level}", ours, clock.measure(lambda: plain_page(work.pk)), "30 ms")


def browser(user):
    if "testserver" not in settings.ALLOWED_HOSTS:
        settings.ALLOWED_HOSTS.append("testserver")
    logging.disable(logging.INFO)  # a line for each answer would bury the measures
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def plain_page(pk):
    with connection.cursor() as cursor:
        for sql in [ROW, *AROUND]:
            cursor.execute(sql, [pk])
            cursor.fetchall()


def pdf_measure():
    """From the rows to the PDFs, as the worker files them, against the typesetting alone."""
    rows = unfiled().order_by("id")[:LETTERS]
    ours = clock.once(lambda: [paper.pdf(letter) for letter in rows])
    kept = []
    paper.render = lambda template, data, pictures, at: kept.append((data, pictures, at)) or b""
    try:
        for letter in unfiled().order_by("id")[:LETTERS]:
            paper.pdf(letter)
    finally:
        paper.render = render
    theirs = clock.once(lambda: [render("letter", data, pictures=pictures, at=at) for data, pictures, at in kept])
    return clock.row(f"{len(kept):,} letters as PDF", ours, theirs, "30 s")
