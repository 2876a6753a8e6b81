"""One import as a worker makes it: ``python -m bench.import_lane DATABASE FILE PERSON`` brings the file in and says the most memory it took."""

import os
import resource
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yinchuan_foodsafety.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  settings come first
from django.db import connection  # noqa: E402

connection.settings_dict["NAME"] = sys.argv[1]
with open(os.devnull, "w") as nowhere:
    call_command("import_sheet", "establishments", sys.argv[2], by=sys.argv[3], stdout=nowhere, stderr=nowhere)
print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
