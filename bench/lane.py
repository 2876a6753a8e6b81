"""One worker of a shared sweep: ``python -m bench.lane DATABASE`` says "ready", waits for a line, climbs, says how many steps it made."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yinchuan_foodsafety.settings")
django.setup()

from django.db import connection  # noqa: E402  settings come first
from django.urls import get_resolver  # noqa: E402
from django.utils import timezone  # noqa: E402

from notifications.quiet import after_night  # noqa: E402
from tasks.escalation import climb_due  # noqa: E402

connection.settings_dict["NAME"] = sys.argv[1]
connection.ensure_connection()
assert get_resolver().url_patterns, "a worker that has been up for a while knows the addresses"
print("ready", flush=True)
sys.stdin.readline()
print(climb_due(at=after_night(timezone.now())), flush=True)
