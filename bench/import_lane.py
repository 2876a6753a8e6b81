"""One import as a worker makes it: ``python -m bench.import_lane DATABASE FILE PERSON`` brings the file in and says the most memory it took."""

import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yinchuan_foodsafety.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  settings come first
from django.db import connection  # noqa: E402

connection.settings_dict["NAME"] = sys.argv[1]
with open(os.devnull, "w") as nowhere:
    call_command("import_sheet", "establishments", sys.argv[2], by=sys.argv[3], stdout=nowhere)
# Not ru_maxrss: that is inherited from the process that started this one.
most = next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(f"{int(most) / 1024:.0f} MB")
