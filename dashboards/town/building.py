"""The town as one act: places, offices, people, shops, inspections, and the campaign's course."""

import random
from functools import partial

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from dashboards.town import (
    campaign,
    course,
    covert,
    draws,
    evenings,
    guarantees,
    night,
    planning,
    register,
    reshaping,
    staffing,
    standards,
    supervision,
    traces,
)
from dashboards.town.channels import add_channels
from dashboards.town.checks import Checks, Posts
from dashboards.town.ground import Ground, add_cells
from dashboards.town.names import Names
from dashboards.town.offices import add_offices
from dashboards.town.people import CAST, People, add_people
from dashboards.town.rows import learn_sizes
from dashboards.town.shops import add_accounts, add_shops
from establishments.models import Establishment
from grid.models import Appointment, Place

PARTS = (
    "cells",
    "ground",
    "names",
    "people",
    "shops",
    "checks",
    "course",
    "staffing",
    "guarantees",
    "register",
    "supervision",
    "campaign",
    "traces",
    "night",
    "planning",
)  # a change in one leaves the others as they were
LOADERS = ("load_roles", "load_places", "load_formats", "load_level_rule", "load_creation_tasks")


def is_empty():
    """Whether nothing stands in the way of a town: neither shops nor people in post."""
    return not Establishment.objects.exists() and not Appointment.objects.exists()


@transaction.atomic
def build(count, seed, password, *, now=None, quiet=False):
    """Build the town with `count` shops; the same seed gives the same names, places and findings.

    Moments are counted back from `now`, so that the town is always in mid-course.
    """
    now = now or timezone.now()
    load_what_is_missing()
    streams = {part: random.Random(f"{seed}:{part}") for part in PARTS}  # noqa: S311 - invented, not secret
    bar = partial(tqdm, disable=quiet or None, leave=False)
    ground = Ground(streams["ground"])
    if not Place.objects.filter(level=Place.CELL).exists():
        add_cells(streams["cells"], ground)
    offices, names = add_offices(), Names(streams["names"], taken=CAST)
    add_channels(offices)
    people = People(names, since=timezone.localdate(now).replace(month=1, day=1), password=password)
    add_people(people, offices, streams["people"])
    shops = add_shops(count, names, ground, streams["shops"])
    register.describe(shops, streams["register"], now)
    add_accounts(shops, people, names)
    guarantees.seat_officials(people, offices)
    groups = supervision.seat_groups(people, offices, now)
    posts = Posts(people.write())
    learn_sizes()
    standards.equip()
    checks = Checks(offices, posts, streams["checks"], now).build(shops, partial(bar, desc="inspections"))
    learn_sizes()
    guarantees.play(shops, offices, posts, streams["guarantees"], now)
    supervision.play(groups, shops, offices, posts, streams["supervision"], now)
    course.play(posts, checks.slow, streams["course"], now, partial(bar, desc="campaign"))
    campaign.play(streams["campaign"], now)
    traces.play(posts, offices, streams["traces"], now)
    staffing.play(offices, streams["staffing"], now)
    register.play(streams["register"], now)
    reshaping.play(now)
    draws.play(now)
    planning.play(offices, streams["planning"], now)
    covert.play(now)
    night.play(streams["night"])
    evenings.play(now)


def load_what_is_missing():
    for loader in LOADERS:
        call_command(loader, verbosity=0, stdout=Silent())


class Silent:
    def write(self, text):
        pass
