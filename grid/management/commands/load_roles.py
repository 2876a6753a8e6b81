"""Roles and the permissions they carry, from grid/data/roles.json."""

import json
from pathlib import Path

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

ROLES = Path(__file__).parents[2] / "data" / "roles.json"


class Command(BaseCommand):
    help = "Load the roles that appointments give. Safe to run again; names what it does not know and then changes nothing."

    @transaction.atomic
    def handle(self, *args, **options):
        known = {
            f"{permission.content_type.app_label}.{permission.codename}": permission
            for permission in Permission.objects.select_related("content_type")
        }
        for name, codes in json.loads(ROLES.read_text()).items():
            if unknown := sorted(set(codes) - known.keys()):
                raise CommandError(f"{ROLES.name}: role {name} names permissions that do not exist: {', '.join(unknown)}")
            role, added = Group.objects.get_or_create(name=name)
            role.permissions.set([known[code] for code in codes])
            self.stdout.write(f"{name}: {len(codes)} permissions{' (new)' if added else ''}")
