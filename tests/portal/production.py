"""Production settings as a machine with a given environment would see them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SECRET_KEY = "Zk3-" + "qW9_" * 15
# What `PORTAL_BASE_URL=https://…` changes; the tests put these values into the running settings.
TRANSPORT_SETTINGS = (
    *("PORTAL_BASE_URL", "ALLOWED_HOSTS", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS"),
    *("SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD", "SESSION_COOKIE_NAME"),
    *("CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE"),
    *("SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE"),
    *("CSRF_COOKIE_SAMESITE", "LANGUAGE_COOKIE_SAMESITE"),
)


def environment(**variables: str) -> dict[str, str]:
    """Return the environment of a fresh machine with production settings and `variables`."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}",
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "SECRET_KEY": SECRET_KEY,
        **variables,
    }


def python(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run Python in that environment and return what it printed."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def setting_values(*names: str, **variables: str) -> dict[str, Any]:
    """Return the values that production settings have in that environment."""
    code = (
        "import json, sys; from django.conf import settings; "
        "print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}))"
    )
    result = python("-c", code, *names, **variables)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)
