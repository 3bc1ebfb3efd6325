"""For work on the code, and for `manage.py` without further settings: same data as the demo."""

from __future__ import annotations

from portal.settings.base import *  # noqa: F403
from portal.settings.base import DATA_DIR, STORAGES
from portal.settings.environment import env
from portal.settings.secret_key import local_secret_key

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env.str("SECRET_KEY", default="") or local_secret_key(DATA_DIR)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
