"""Settings: what stops a careless start, what must not drift, what the manual lists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal.settings.secret_key import MINIMUM_LENGTH, checked_secret_key, local_secret_key
from tests.portal.production import ROOT, python, setting_values

HTTPS = "https://rozcestnik.example"
START = ("-c", "import django; django.setup()")
READING_FILES = (
    *sorted((ROOT / "site/portal/settings").glob("*.py")),
    *(ROOT / "gunicorn.conf.py", ROOT / "site/portal/server.py", ROOT / "site/portal/wsgi.py"),
    ROOT / "manage.py",
)

# --- Secret key ------------------------------------------------------------------------------

WEAK_KEYS = {
    "missing": "",
    "short": "x9" * (MINIMUM_LENGTH // 2 - 1),
    "Django's sample": "django-insecure-" + "x9" * MINIMUM_LENGTH,
    "manual's sample": "change-me-" + "x9" * MINIMUM_LENGTH,
}


@pytest.mark.parametrize("key", WEAK_KEYS.values(), ids=WEAK_KEYS)
def test_weak_secret_key_is_refused(key: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        checked_secret_key(key)

    assert "SECRET_KEY" in str(refusal.value)
    assert not key or key not in str(refusal.value)


@pytest.mark.parametrize("key", ["", "kratky"])
def test_production_does_not_start_with_a_weak_secret_key(key: str, tmp_path: Path) -> None:
    result = python(*START, SECRET_KEY=key, DATA_DIR=str(tmp_path))

    assert result.returncode != 0
    assert "SECRET_KEY" in result.stderr.splitlines()[-1]


def test_production_starts_with_a_good_secret_key(tmp_path: Path) -> None:
    assert python(*START, DATA_DIR=str(tmp_path)).returncode == 0


def test_secret_key_of_this_machine_is_made_once_for_its_owner(tmp_path: Path) -> None:
    first, second = (local_secret_key(tmp_path / "data") for _time in range(2))

    (path,) = (tmp_path / "data").iterdir()
    assert first == second == checked_secret_key(first)
    assert path.stat().st_mode & 0o777 == 0o600


def test_two_machines_have_different_secret_keys(tmp_path: Path) -> None:
    assert local_secret_key(tmp_path / "a") != local_secret_key(tmp_path / "b")


# --- What the environment decides ------------------------------------------------------------


@pytest.mark.parametrize("value", ["1", "on", "true"])
def test_production_never_debugs(value: str, tmp_path: Path) -> None:
    found = setting_values("DEBUG", DEBUG=value, DATA_DIR=str(tmp_path))

    assert found == {"DEBUG": False}


@pytest.mark.parametrize(("variables", "debug"), [({}, True), ({"DEBUG": "off"}, False)])
def test_development_debugs_unless_told_not_to(
    variables: dict[str, str], debug: bool, tmp_path: Path
) -> None:
    module = {"DJANGO_SETTINGS_MODULE": "portal.settings.dev", "DATA_DIR": str(tmp_path)}

    assert setting_values("DEBUG", **module, **variables) == {"DEBUG": debug}


@pytest.mark.parametrize(
    ("variables", "hosts"),
    [
        ({}, ["127.0.0.1", "localhost", "[::1]"]),
        ({"PORTAL_BASE_URL": HTTPS}, ["rozcestnik.example"]),
        (
            {"PORTAL_BASE_URL": HTTPS + "/", "ALLOWED_HOSTS": "a.example,b.example"},
            ["rozcestnik.example", "a.example", "b.example"],
        ),
    ],
)
def test_host_of_the_public_address_is_allowed(
    variables: dict[str, str], hosts: list[str], tmp_path: Path
) -> None:
    found = setting_values("ALLOWED_HOSTS", DATA_DIR=str(tmp_path), **variables)

    assert found["ALLOWED_HOSTS"] == hosts


@pytest.mark.parametrize(
    ("value", "trusted"), [("on", ["HTTP_X_FORWARDED_PROTO", "https"]), ("off", None)]
)
def test_proxy_is_trusted_only_where_the_operator_says_so(
    value: str, trusted: list[str] | None, tmp_path: Path
) -> None:
    variables = {"BEHIND_TLS_PROXY": value, "DATA_DIR": str(tmp_path)}

    assert setting_values("SECURE_PROXY_SSL_HEADER", **variables) == {
        "SECURE_PROXY_SSL_HEADER": trusted
    }


def test_deployment_check_has_no_complaint(tmp_path: Path) -> None:
    result = python(
        *("manage.py", "check", "--deploy", "--fail-level", "WARNING"),
        DATA_DIR=str(tmp_path),
        PORTAL_BASE_URL=HTTPS,
    )

    assert result.returncode == 0, result.stderr
    assert "no issues (0 silenced)" in result.stdout


def test_no_check_is_silenced() -> None:
    assert settings.SILENCED_SYSTEM_CHECKS == []


# --- What must not drift ---------------------------------------------------------------------


def test_editors_habits_stay_here() -> None:
    assert settings.WAGTAIL_GRAVATAR_PROVIDER_URL is None
    assert settings.WAGTAIL_ENABLE_UPDATE_CHECK is False
    assert settings.WAGTAIL_ENABLE_WHATS_NEW_BANNER is False
    assert settings.WAGTAILEMBEDS_FINDERS == []


def test_pillow_refuses_bombs_before_it_decodes() -> None:
    assert PIL.Image.MAX_IMAGE_PIXELS == settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 2
    assert settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS <= 25_000_000


def test_uploads_are_bounded_and_without_svg() -> None:
    assert (
        settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE == settings.WAGTAILDOCS_MAX_UPLOAD_SIZE == 10 << 20
    )
    assert "svg" not in settings.WAGTAILIMAGES_EXTENSIONS
    assert not {"svg", "html", "htm", "xml", "js"} & set(settings.WAGTAILDOCS_EXTENSIONS)


def test_hanging_servers_are_left_quickly(tmp_path: Path) -> None:
    variables = {"ELASTICSEARCH_URL": "http://127.0.0.1:9200", "DATA_DIR": str(tmp_path)}

    found = setting_values("WAGTAILSEARCH_BACKENDS", "EMAIL_TIMEOUT", **variables)

    engine = found["WAGTAILSEARCH_BACKENDS"]["elastic"]
    assert (engine["TIMEOUT"], engine["OPTIONS"]["max_retries"]) == (0.8, 0)
    assert "elastic" not in found["WAGTAILSEARCH_BACKENDS"]["default"]["BACKEND"]
    assert found["EMAIL_TIMEOUT"] <= 3


def production_databases(**variables: str) -> dict[str, Any]:
    return setting_values("DATABASES", **variables)["DATABASES"]["default"]


def test_writers_of_sqlite_wait_for_each_other(tmp_path: Path) -> None:
    options = production_databases(DATA_DIR=str(tmp_path))["OPTIONS"]

    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] >= 20
    assert "journal_mode=WAL" in options["init_command"]


def test_sqlite_really_runs_with_a_write_ahead_log(tmp_path: Path) -> None:
    code = (
        "import django; django.setup(); from django.db import connection as c; k = c.cursor(); "
        "print(*k.execute('PRAGMA journal_mode').fetchone(), "
        "*k.execute('PRAGMA busy_timeout').fetchone())"
    )

    result = python("-c", code, DATA_DIR=str(tmp_path))

    assert result.stdout.split() == ["wal", "20000"]


@pytest.mark.parametrize("url", ["sqlite:////tmp/x", "postgres://a:b@127.0.0.1/c"])
def test_requests_are_not_transactions(url: str, tmp_path: Path) -> None:
    database = production_databases(DATABASE_URL=url, DATA_DIR=str(tmp_path))

    assert not database.get("ATOMIC_REQUESTS")


def test_postgresql_connections_are_checked(tmp_path: Path) -> None:
    database = production_databases(
        DATABASE_URL="postgres://a:b@127.0.0.1/c", DATA_DIR=str(tmp_path)
    )

    assert database["CONN_HEALTH_CHECKS"] is True
    assert database["OPTIONS"]["connect_timeout"] <= 3


# --- The manual ------------------------------------------------------------------------------


def documented_names() -> list[str]:
    """Return the variables in the first column of the table, in its order."""
    lines = (ROOT / "docs/settings.md").read_text().splitlines()
    return [found[1] for line in lines if (found := re.match(r"\| `([A-Z_]+)` \|", line))]


def read_names() -> set[str]:
    """Return the variables that the code reads from the environment."""
    reading = re.compile(
        r"""(?:env(?:\.\w+)?\(|os\.environ(?:\.(?:get|setdefault|pop))?[\[(]|getenv\()"""
        r"""\s*["']([A-Z_]+)["']"""
    )
    return {name for path in READING_FILES for name in reading.findall(path.read_text())}


def test_manual_lists_exactly_the_variables_that_are_read() -> None:
    names = documented_names()

    assert len(names) == len(set(names))
    assert set(names) == read_names()


def test_environment_is_read_nowhere_else() -> None:
    reading = re.compile(r"os\.environ|getenv\(|environ\.Env|env\.(str|bool|list|int)\(")
    folders = (
        "home",
        "partners",
        "servicecards",
        "news",
        "search",
        "mail",
        "newsletter",
        "site/portal",
    )
    found = {
        path
        for name in folders
        for path in (ROOT / name).rglob("*.py")
        if reading.search(path.read_text())
    }

    assert found <= set(READING_FILES)


def test_every_documented_default_is_a_value(tmp_path: Path) -> None:
    names = ("PORTAL_BASE_URL", "DEFAULT_FROM_EMAIL", "SERVE_MEDIA", "MAIL_FOLDER")

    found = setting_values(*names, DATA_DIR=str(tmp_path))

    assert found["PORTAL_BASE_URL"] == "http://127.0.0.1:8000"
    assert found["DEFAULT_FROM_EMAIL"] == "rozcestnik@localhost"
    assert found["SERVE_MEDIA"] is True
    assert found["MAIL_FOLDER"] == str(tmp_path / "mail")


@pytest.mark.parametrize("cache", ["locmemcache://", "rediscache://127.0.0.1:1/0"])
def test_documented_caches_can_be_used(cache: str, tmp_path: Path) -> None:
    code = "import django; django.setup(); from django.core.cache import cache; cache._cache"

    result = python("-c", code, CACHE_URL=cache, DATA_DIR=str(tmp_path))

    assert result.returncode == 0, result.stderr
