"""The portal's processes on the test's database, for the tests that kill them: a queue and a folder of their own, bells each second.

``celery -A tests.house.portal worker|beat``, ``gunicorn tests.house.portal:wsgi``; QUEUE and MEDIA come from the environment.
"""

import os

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yinchuan_foodsafety.settings")
settings.MEDIA_ROOT = os.environ["MEDIA"]
settings.STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": settings.MEDIA_ROOT}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402  settings come first

from tasks import escalation, filing  # noqa: E402
from yinchuan_foodsafety.celery import app  # noqa: E402

escalation.BATCH_ROWS = filing.BATCH_ROWS = 20  # many transactions to be killed in
app.conf.task_default_queue = os.environ["QUEUE"]
app.conf.beat_schedule = {
    name: {"task": job, "schedule": 1, "options": {"expires": 5}}
    for name, job in {"climb": "tasks.jobs.climb_due", "papers": "tasks.jobs.file_papers"}.items()
}
app.conf.beat_schedule_filename = os.path.join(settings.MEDIA_ROOT, "beat")
wsgi = get_wsgi_application()
