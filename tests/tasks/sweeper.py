"""A sweep in a process of its own, on the test's database: ``python -m tests.tasks.sweeper DATABASE AT [stuck]``.

With "stuck" it climbs two batches and stops in the middle of the third, rows and numbers locked, says so and waits to be killed.
"""

import os
import signal
import sys
from datetime import datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yinchuan_foodsafety.settings")
django.setup()

from django.db import connection  # noqa: E402  settings come first

from tasks import escalation, issuing  # noqa: E402


def stop_in_the_third_batch():
    insert, batches = issuing.insert_notices, []

    def stuck(*args, **fields):
        batches.append(1)
        if len(batches) == 3:
            print("stuck", flush=True)
            signal.pause()
        insert(*args, **fields)

    issuing.insert_notices = stuck


def main(database, at, *how):
    connection.settings_dict["NAME"] = database
    escalation.BATCH_ROWS = 40
    if "stuck" in how:
        stop_in_the_third_batch()
    escalation.climb_due(at=datetime.fromisoformat(at))


main(*sys.argv[1:])
