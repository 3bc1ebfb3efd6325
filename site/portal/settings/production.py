"""For the public site, and for `make demo`: strict about its secret key (reliability 32)."""

from __future__ import annotations

from portal.settings.base import *  # noqa: F403
from portal.settings.environment import env
from portal.settings.secret_key import checked_secret_key

SECRET_KEY = checked_secret_key(env.str("SECRET_KEY", default=""))
