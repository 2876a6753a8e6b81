import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yinchuan_foodsafety.settings")
application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # every page, before the first person asks and, with --preload, once for all workers
