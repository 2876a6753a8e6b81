"""The machine's jobs: Celery is the trigger, PostgreSQL the memory."""

import os

from celery import Celery
from celery.signals import beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yinchuan_foodsafety.settings")

app = Celery("yinchuan_foodsafety")
app.config_from_object("django.conf:settings", namespace="CELERY")
# In this house a task is a person's and a job is a machine's, so Celery's modules are called jobs.py.
app.autodiscover_tasks(related_name="jobs")


@beat_init.connect
def beat_at_once(**_kwargs):
    """The first heartbeat need not wait half a minute."""
    app.send_task("notifications.jobs.beat_heart", expires=30)
