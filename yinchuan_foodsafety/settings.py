"""One file of settings for every place it runs; the environment says what differs.

Without DATABASE_URL this is somebody's own machine: embedded engines, a generated key, plain http on the loopback
(DEMO). With DATABASE_URL it is a deployment, and nothing is guessed: SECRET_KEY, ALLOWED_HOSTS and SITE_URL must be given.
"""

import os
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from yinchuan_foodsafety import embedded

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = embedded.VAR
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default="DATABASE_URL" not in os.environ)
LOCAL = DEBUG or DEMO
# Only where a proxy sets, and strips from strangers, X-Forwarded-Proto and X-Forwarded-For.
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
VAR.mkdir(exist_ok=True)


def kept_secret(name, make):
    """A secret made at the first start and kept in var/, readable by its owner only."""
    path = VAR / name
    if not path.exists():
        try:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(make())
        except FileExistsError:  # another process was quicker
            pass
    return path.read_text()


# --- what it is made of -----------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "dashboards",
    "supervision",
    "planning",
    "inspections",
    "guarantees",
    "scoring",
    "tasks",
    "establishments",
    "grid",
    "accounts",
    "imports",
    "notifications",
    "workdays",
    "audit",
    "base",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_tables2",
    "django_htmx",
    "template_partials",
    "guardian",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "yinchuan_foodsafety.logs.RequestIdMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # it adds bytes by chance against BREACH; the CSRF token is masked anew in each page
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SignedInMiddleware",
    "base.reach.ReachSafeMiddleware",
    "base.errors.RefusedMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "yinchuan_foodsafety.urls"
WSGI_APPLICATION = "yinchuan_foodsafety.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dashboards.frame.portal",
            ],
        },
    }
]

# --- the engines ------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL") if "DATABASE_URL" in os.environ else embedded.database_config()}
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}

REDIS_URL = os.environ.get("REDIS_URL") or embedded.redis_url()

# The portal keeps nothing in a cache that it could not do without: losing Redis must lose nothing.
# "shared" is for base/shared.py alone, which does without it.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "shared": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 0.3},
        "KEY_PREFIX": "portal",
    },
}

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
# Each entry only rings the bell. What is due stands in the database, so a ring too few or too many changes nothing;
# a ring older than the next one is thrown away.
CELERY_BEAT_SCHEDULE = {
    "climb": {"task": "tasks.jobs.climb_due", "schedule": 20, "options": {"expires": 20}},
    "papers": {"task": "tasks.jobs.file_papers", "schedule": 20, "options": {"expires": 20}},
    "supervision": {"task": "supervision.jobs.run_day", "schedule": 60, "options": {"expires": 60}},
    "deliver": {"task": "notifications.jobs.deliver_unsent", "args": ["email"], "schedule": 20, "options": {"expires": 20}},
    "deliver-sms": {"task": "notifications.jobs.deliver_unsent", "args": ["sms"], "schedule": 20, "options": {"expires": 20}},
    "deliver-robots": {"task": "notifications.jobs.deliver_unsent", "args": ["robot"], "schedule": 20, "options": {"expires": 20}},
    "imports": {"task": "imports.jobs.work_off", "schedule": 5, "options": {"expires": 5}},
    "heartbeat": {"task": "notifications.jobs.beat_heart", "schedule": 30, "options": {"expires": 30}},
    # Rung again each hour, so that a morning without a worker is made up for; it sends once a day.
    "held": {"task": "tasks.jobs.resume_held", "schedule": crontab(minute=5), "options": {"expires": 3600}},
    "digests": {"task": "tasks.jobs.send_digests", "schedule": crontab(hour="8-17", minute=30), "options": {"expires": 3600}},
    "levels": {"task": "establishments.jobs.apply_due_rules", "schedule": crontab(minute=5), "options": {"expires": 3600}},
    # As the digests: rung again until it has run once this night.
    "prove": {"task": "grid.jobs.prove", "schedule": crontab(hour="1-7", minute=40), "options": {"expires": 3600}},
    "duplicates": {"task": "establishments.jobs.find_duplicates", "schedule": crontab(hour="2-7", minute=20), "options": {"expires": 3600}},
    "due-days": {"task": "guarantees.jobs.set_due_days", "schedule": crontab(hour=0, minute=20), "options": {"expires": 3600}},
    "standings": {"task": "scoring.jobs.freeze_standings", "schedule": crontab(hour="0-7", minute=15), "options": {"expires": 3600}},
    "recounts": {"task": "tasks.jobs.recount_ladders", "schedule": 20, "options": {"expires": 20}},
    "count": {"task": "dashboards.jobs.count", "schedule": 30, "options": {"expires": 30}},
    "compare": {"task": "dashboards.jobs.compare_counts", "schedule": crontab(hour="1-5", minute="*/10"), "options": {"expires": 300}},
    # A release may have brought the days of another year.
    "ladders": {"task": "tasks.jobs.recompute_ladders", "schedule": crontab(hour=0, minute=10), "options": {"expires": 3600}},
}

# --- people and their safety ------------------------------------------------------------------------------------------

if "SECRET_KEY" in os.environ:
    SECRET_KEY = env.str("SECRET_KEY")
elif LOCAL:
    SECRET_KEY = kept_secret("secret-key", get_random_secret_key)
else:
    raise ImproperlyConfigured("Set SECRET_KEY to a long random text that stays secret.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if LOCAL else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "grid.access.ReachBackend",  # passwords, and rights by appointment
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = None

# A person's own failures lock that person from that address; a whole office behind one address is never locked out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "accounts.tokens.name_tried"
AXES_LOCKOUT_CALLABLE = "accounts.tokens.locked_out"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "yinchuan_foodsafety.proxy.client_address"

# Grants live in tables with direct foreign keys, asked by reach(); guardian's own backend stays out, and so does its
# anonymous user.
ANONYMOUS_USER_NAME = None
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SECURE_SSL_REDIRECT = not LOCAL
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 0 if LOCAL else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOCAL
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],  # data: Tabler's icons in CSS; blob: a photo before it is sent
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# --- words, places, times ---------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("zh-hant", _("Traditional Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
# When offices are open on a working day: the hours Yinchuan's offices usually say at their doors. An assumption, since no notice
# that would fix them was found; an office with other hours, or the summer's, sets its own: OFFICE_HOURS=08:30-12:00,14:30-18:30
OFFICE_HOURS = [tuple(span.split("-")) for span in env.list("OFFICE_HOURS", default=["08:30-12:00", "14:00-18:00"])]

# --- files ------------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
NODE = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("tabler", NODE / "@tabler/core/dist"),
    ("tabler-icons", NODE / "@tabler/icons-webfont/dist"),
    ("echarts", NODE / "echarts/dist"),
    ("leaflet", NODE / "leaflet/dist"),
]
STATICFILES_FINDERS = [
    "yinchuan_foodsafety.staticfiles.LoadedFilesFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": MEDIA_ROOT}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "yinchuan_foodsafety.staticfiles.HashedStorage"
    },
}
# Six photos of a phone in one form; a single file's own limit is base.files' business.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
DATA_UPLOAD_MAX_NUMBER_FILES = 40
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

# --- mail -------------------------------------------------------------------------------------------------------------

vars().update(env.email_url("EMAIL_URL", default="filemail://" if LOCAL else "consolemail://"))
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_TIMEOUT = 20
# Where people open the portal: links in e-mails and the codes on printed letters begin with it.
if "SITE_URL" not in os.environ and not LOCAL:
    raise ImproperlyConfigured("Set SITE_URL to where people open the portal, such as https://portal.example.")
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{env.str('PORT', default='8000')}").rstrip("/")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="portal@localhost")

# --- API and lists ----------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",  # first, so that a stranger is answered 401, not 403
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "EXCEPTION_HANDLER": "base.api.answer_error",
    "DEFAULT_SCHEMA_CLASS": "base.schema.PortalSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "URL_FORMAT_OVERRIDE": None,  # ?format= is the format of a food business
}
# Choices of fields that share a name across models, called by these names in the API's description.
ENUMS = {
    "GradeEnum": "establishments.models.Establishment.GRADES",
    "OrganisationKindEnum": "grid.models.Organisation.KINDS",
    "PlaceLevelEnum": "grid.models.Place.LEVELS",
    "SizeEnum": "establishments.facts.SIZES",
    "BodyEnum": "establishments.facts.BODIES",
    "PlaceStatusEnum": "grid.models.Place.STATUSES",
    "CampaignKindEnum": "tasks.models.Campaign.KINDS",
    "ItemTypeEnum": "tasks.models.CreationTask.ITEM_TYPES",
    "VersionStatusEnum": "inspections.models.standards.Versioned.STATUSES",
    "ScorecardStatusEnum": "scoring.models.Scorecard.STATUSES",
    "WorkKindEnum": "tasks.models.WORK_KINDS",
    "LetterKindEnum": "tasks.models.LetterKind.choices",
    "InspectionKindEnum": "inspections.models.Inspection.KINDS",
    "SeverityEnum": "inspections.models.Finding.SEVERITIES",
    "EstablishmentStatusEnum": "establishments.models.Establishment.STATUSES",
    "AppointmentStatusEnum": "grid.models.Appointment.STATUSES",
    "AssignmentStatusEnum": "tasks.models.Assignment.STATUSES",
    "FindingStatusEnum": "inspections.models.Finding.STATUSES",
    "NoticeStatusEnum": "tasks.models.Notice.STATUSES",
    "AnswerEnum": "inspections.models.Answer.VALUES",
    "VisitAnswerEnum": "guarantees.models.VisitAnswer.VALUES",
    "VisitModeEnum": "guarantees.models.GuaranteeVisit.MODES",
    "GuaranteeStatusEnum": "guarantees.models.Guarantee.STATUSES",
    "InspectionPlanKindEnum": "planning.models.InspectionPlan.KINDS",
    "InspectionPlanStatusEnum": "planning.models.InspectionPlan.STATUSES",
    "PlannedShopStatusEnum": "planning.models.PlannedShop.STATUSES",
    "PledgeStatusEnum": "guarantees.models.Pledge.STATUSES",
    "DrawStatusEnum": "planning.models.Draw.STATUSES",
    "RecusalStatusEnum": "planning.models.Recusal.STATUSES",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Yinchuan food safety portal",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {name: f"yinchuan_foodsafety.enums.{name}" for name in ENUMS},
}
DJANGO_TABLES2_TEMPLATE = "base/_table.html"
FILTERS_EMPTY_CHOICE_LABEL = _("All")

# --- logs -------------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "yinchuan_foodsafety.logs.RequestIdFilter"}},
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s",
            "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
            "json_ensure_ascii": False,
        }
    },
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]}},
    "root": {"handlers": ["out"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": ["out"], "level": "INFO", "propagate": False},
    },
}
