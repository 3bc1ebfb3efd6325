"""Web server, background worker and mail worker under one process that ends all three.

`python -m portal.server --port 8000` serves; with `--prepare` it first brings data and static
files up to date, each step with its time: that is `make demo`. Settings are those of production;
the secret key of this machine is made on the first run.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds until a site that does not answer counts as failed
ADMIN_NAME = "spravce"


class Stopped(Exception):
    """Somebody asked us to end."""


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)  # noqa: T201  (this is a command)


def configure(port: int) -> Path:
    """Set the environment for production settings on this machine; return the data folder."""
    sys.path.insert(0, str(ROOT / "site"))
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    data = Path(os.environ.get("DATA_DIR", str(ROOT / "var")))
    from portal.settings.secret_key import local_secret_key

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
    os.environ.setdefault("SECRET_KEY", local_secret_key(data))
    os.environ.setdefault("PORTAL_BASE_URL", f"http://127.0.0.1:{port}")
    os.environ.setdefault("BIND", f"127.0.0.1:{port}")
    return data


def check_port(port: int) -> None:
    """Exit with a clear message when somebody else listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"Port {port} is taken. Choose another: make demo PORT={port + 1}")


def admin_password(data: Path) -> str:
    """Return the generated password of the first administrator, kept readable for its owner."""
    path = data / "admin_password"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(15) + "\n")
    return path.read_text().strip()


def _make_admin(data: Path) -> None:
    """Create the first administrator once; an existing account keeps its password."""
    from django.contrib.auth import get_user_model

    users = get_user_model()._default_manager
    if not users.filter(username=ADMIN_NAME).exists():
        users.create_superuser(ADMIN_NAME, "", admin_password(data))


def _static_stamp() -> str:
    """Return what the collected files depend on: our sources and the installed packages."""
    sources = [*sorted((ROOT / "static").rglob("*")), ROOT / "requirements.txt"]
    newest = max(path.stat().st_mtime for path in sources)
    return f"{len(sources)} {newest}"


def _collect_static(data: Path) -> None:
    """Collect and compress static files, unless nothing changed since the last time."""
    from django.core.management import call_command

    stamp = data / "static.stamp"
    if stamp.exists() and stamp.read_text() == _static_stamp():
        say("  nothing changed")
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(_static_stamp())


def _queue_nights() -> None:
    """Queue what the worker does every night, unless it is queued."""
    from django.core.management import call_command

    call_command("check_links", schedule=True)
    call_command("search_rebuild", schedule=True)


def prepare(data: Path) -> None:
    """Bring translations, database, content and static files up to date, showing each step."""
    import django

    django.setup()
    from django.core.management import call_command

    steps: list[tuple[str, Callable[[], object]]] = [
        ("Compile interface texts", lambda: call_command("compile_texts")),
        ("Prepare the database", lambda: call_command("prepare_database")),
        ("Load the starter content", lambda: call_command("load_content")),
        ("Set up roles", lambda: call_command("setup_roles")),
        ("Create the administrator", lambda: _make_admin(data)),
        ("Fill the search index", lambda: call_command("search_rebuild", missing=True)),
        ("Queue the work of the nights", _queue_nights),
        ("Collect static files", lambda: _collect_static(data)),
    ]
    for number, (name, step) in enumerate(steps, 1):
        started = time.monotonic()
        say(f"[{number}/{len(steps)}] {name} …")
        step()
        say(f"      {time.monotonic() - started:.1f} s")


def _start() -> list[subprocess.Popen[bytes]]:
    """Start the web server, the background worker and that of the mail as our children."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}"}
    commands = [
        [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py")],
        [sys.executable, str(ROOT / "manage.py"), "db_worker"],
        [sys.executable, str(ROOT / "manage.py"), "newsletter_worker"],
    ]
    return [subprocess.Popen(command, env=environment) for command in commands]  # noqa: S603


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _wait(port: int, children: list[subprocess.Popen[bytes]]) -> None:
    """Wait until the site answers. Raises Stopped when a child ends or patience does."""
    deadline = time.monotonic() + PATIENCE
    while not _answers(port):
        if time.monotonic() > deadline or any(child.poll() is not None for child in children):
            raise Stopped("The site does not answer.")
        time.sleep(0.2)


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask the children to finish, then insist."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()


def serve(port: int, data: Path) -> int:
    """Serve until Ctrl-C or SIGTERM, or until one part ends; return the exit status."""

    def stop(signum: int, frame: FrameType | None) -> None:
        raise Stopped("")

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    children = _start()
    try:
        _wait(port, children)
        base = os.environ["PORTAL_BASE_URL"]
        say(f"Ready: {base}/")
        if (data / "admin_password").exists():
            say(f"Admin: {base}/admin/  {ADMIN_NAME}  {admin_password(data)}")
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        say("One part of the site ended by itself; ending the other.")
        return 1
    except Stopped as reason:
        if str(reason):
            say(str(reason))
            return 1
        return 0
    finally:
        _end(children)


def main() -> None:
    """Read the command line, prepare if asked, serve."""
    parser = argparse.ArgumentParser(description="Serve the portal on this machine.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--prepare", action="store_true", help="bring data up to date first")
    parser.add_argument("--only-prepare", action="store_true", help="do not serve afterwards")
    options = parser.parse_args()
    data = configure(options.port)
    if not options.only_prepare:
        check_port(options.port)
    if options.prepare or options.only_prepare:
        prepare(data)
    if not options.only_prepare:
        sys.exit(serve(options.port, data))


if __name__ == "__main__":
    main()
