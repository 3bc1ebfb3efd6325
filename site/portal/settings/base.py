"""Settings that every environment shares. Values come from the environment only."""

from __future__ import annotations

from typing import Any

import PIL.Image

from portal.settings.environment import (
    BASE_DIR,
    BASE_URL_PARTS,
    DATA_DIR,
    LOOPBACK_HOSTS,
    PORTAL_BASE_URL,
    allowed_hosts,
    env,
)
from portal.settings.security import *  # noqa: F403  (one section of the settings, split for length)

DEBUG = False
ALLOWED_HOSTS = allowed_hosts()
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Applications ---------------------------------------------------------------------------

INSTALLED_APPS = [
    "home",
    "partners",
    "servicecards",
    "projects",
    "news",
    "search",
    "mail",
    "newsletter",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "portal.middleware.SecurityHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pads every answer at random, so compression tells nothing about tokens (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    # Inside: it puts nonces into HTML, which must not be packed yet.
    "portal.middleware.AdminPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.middleware.CachePolicyMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context_processors.chrome",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    },
]

# --- Data -----------------------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'portal.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A visitor's POST and an editor's publish meet often. Only IMMEDIATE transactions wait for
    # the lock instead of failing (measured: 86-92 % of publishes failed with SQLite's defaults).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 3)

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Search ---------------------------------------------------------------------------------

# `default` also serves Wagtail's own admin search, so it stays on the database; the public
# search asks `elastic` first where there is one and falls back to `default`.
WAGTAILSEARCH_BACKENDS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "search.embedded.backend"}
}
ELASTICSEARCH_URL = env.str("ELASTICSEARCH_URL", default="")
if ELASTICSEARCH_URL:
    WAGTAILSEARCH_BACKENDS["elastic"] = {
        "BACKEND": "search.elastic.backend",
        "URLS": [ELASTICSEARCH_URL],
        "INDEX_PREFIX": env.str("ELASTICSEARCH_PREFIX", default="rozcestnik_"),
        # A hanging engine must not hold the site's threads (reliability 51, 52).
        "TIMEOUT": 0.8,  # seconds of a search; a hard deadline comes 0.1 s later
        "WRITE_TIMEOUT": 30,
        "REPLICAS": env.int("ELASTICSEARCH_REPLICAS", default=0),
        "OPTIONS": {"max_retries": 0, "retry_on_timeout": False},
    }

# --- Mail -----------------------------------------------------------------------------------

# A worker sends what the tables of `mail` and `newsletter` hold (ADR 0017); nobody waits for it.
_transport = env.email_url("EMAIL_URL", default=f"filemail:///{DATA_DIR.resolve() / 'mail'}")
_is_folder = _transport["EMAIL_BACKEND"].endswith("filebased.EmailBackend")
MAIL_FOLDER = f"/{_transport['EMAIL_FILE_PATH'].lstrip('/')}" if _is_folder else ""
EMAIL_HOST = _transport.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _transport.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _transport.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _transport.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = bool(_transport.get("EMAIL_USE_TLS"))
EMAIL_USE_SSL = bool(_transport.get("EMAIL_USE_SSL"))
EMAIL_BACKEND = "mail.backend.EmailBackend"
EMAIL_TIMEOUT = 3
MAIL_HOST = BASE_URL_PARTS.hostname or "localhost"
if MAIL_HOST in LOOPBACK_HOSTS:
    MAIL_HOST = "localhost"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"rozcestnik@{MAIL_HOST}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
NEWSLETTER_FROM = env.str("NEWSLETTER_FROM", default=f"novinky@{MAIL_HOST}")
BOUNCE_DOMAIN = env.str("BOUNCE_DOMAIN", default="") or NEWSLETTER_FROM.rsplit("@", 1)[1]
MAIL_LOG = env.str("MAIL_LOG", default="")
MAIL_RATE = env.float("MAIL_RATE", default=0.0)  # letters a second of one worker
MAIL_QUEUE_DEPTH = env.int("MAIL_QUEUE_DEPTH", default=5_000)
# Days that each kind of data is kept; the privacy page names the same numbers.
RETENTION = {
    "unconfirmed": 7,  # sign-ups that nobody confirmed
    "mail": 7,  # text and address of single messages
    "deliveries": 30,  # who got which issue; the counts stay
    "left": 28,  # address of somebody who left
    "consent": 365,  # proof of consent, after its end
    "limits": 2,  # keyed hashes that limit sign-ups and questions
    "enquiries": 365,  # who asked and in which words, after the end
    "confirmations": 730,  # who confirmed a card
    "reports": 730,  # at which mailbox an actor of the action plan reported
    "feedback": 395,  # comments of readers; the counts stay
}

# --- Languages ------------------------------------------------------------------------------

LANGUAGE_CODE = "cs"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("cs", "Čeština"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Prague"
USE_I18N = USE_TZ = WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# The default publishes the English page at once with Czech text in it.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False

# --- Static and media files -----------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_SOURCE = BASE_DIR / "static"
STATICFILES_DIRS = [STATIC_SOURCE]
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_FINDERS = [
    "home.assets.BundleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else's page needs our files
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
# Off where a web server in front serves /media/ itself (with the same headers).
SERVE_MEDIA = env.bool("SERVE_MEDIA", default=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Uploads --------------------------------------------------------------------------------

WAGTAILIMAGES_IMAGE_MODEL = "home.PortalImage"
WAGTAILDOCS_DOCUMENT_MODEL = "home.PortalDocument"
WAGTAILIMAGES_IMAGE_FORM_BASE = "home.uploads.PortalImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "home.uploads.PortalDocumentForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024  # bytes
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "odt", "xlsx", "ods", "pptx", "odp", "csv", "txt", "ics"]
# Pillow raises at twice its limit, before it decodes: a 0.5 MB bomb costs 115 MB, not 800.
PIL.Image.MAX_IMAGE_PIXELS = WAGTAILIMAGES_MAX_IMAGE_PIXELS // 2
# Wagtail's editor of a large page posts more than Django's 1,000 fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Wagtail --------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Rozcestník"
WAGTAILADMIN_BASE_URL = PORTAL_BASE_URL
# Editors' addresses and habits stay here: no gravatar, no update check, no banner.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_AUTOSAVE_INTERVAL = 0  # autosave floods the history that editors compare (wagtail#13863)
WAGTAIL_PASSWORD_RESET_ENABLED = True
WAGTAIL_SLIM_SIDEBAR = False
WAGTAIL_WORKFLOW_ENABLED = False  # the office has no second editor who would approve
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_USER_TIME_ZONES = ["Europe/Prague", "Europe/London", "UTC"]
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "pages/password_required.html"  # noqa: S105  (a path)
WAGTAILDOCS_PASSWORD_REQUIRED_TEMPLATE = "pages/password_required.html"  # noqa: S105  (a path)
LOGIN_REDIRECT_URL = "/admin/"
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []  # embeds would load foreign hosts

# --- Logging --------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"tokens": {"()": "portal.log_filter.TokenFilter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["tokens"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
