"""For the test suite: quick passwords and tasks at once; all else as in production."""

from __future__ import annotations

from portal.settings.base import *  # noqa: F403
from portal.settings.base import DATA_DIR, INSTALLED_APPS, STATIC_ROOT, STORAGES

INSTALLED_APPS += ["django_migration_linter"]  # a tool of `make check`
SECRET_KEY = "test-" + "x" * 50
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
MAIL_FOLDER = str(DATA_DIR / "test-mail")
MEDIA_ROOT = DATA_DIR / "test-media"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where nothing was collected
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
