"""The portal over the town of a measure: BENCH_DATABASE names its database."""

import os

from django.db import connection

from yinchuan_foodsafety.wsgi import application

connection.settings_dict["NAME"] = os.environ["BENCH_DATABASE"]

__all__ = ["application"]
