"""Run a command with a PostgreSQL cluster of its own: `python -m tests.services.postgresql CMD …`.

Where DATABASE_URL is set the command simply uses that. Where PostgreSQL is not installed it says
so and does nothing, unless REQUIRE_SERVICES=1 makes that a failure.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

UNPRIVILEGED = "postgres"  # initdb refuses root; Debian's package brings this user


def _programs() -> Path | None:
    """Return the folder of initdb and pg_ctl, the newest version first."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    found = debian[0] if debian else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _as_user(command: list[str]) -> list[str]:
    """Return the command run as an unprivileged user where we are root."""
    return ["runuser", "-u", UNPRIVILEGED, "--", *command] if os.geteuid() == 0 else command


@contextlib.contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """Start a cluster on a free loopback port and yield its DATABASE_URL; remove it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="rozcestnik-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, UNPRIVILEGED)
    data, port = folder / "data", _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off"
    initdb = [str(programs / "initdb"), "-D", str(data), "-U", "portal", "-A", "trust"]
    start = [str(programs / "pg_ctl"), "-D", str(data), "-w", "-o", options]
    try:
        subprocess.run(
            _as_user([*initdb, "-E", "UTF8", "--locale=C.UTF-8"]),
            check=True,
            stdout=subprocess.DEVNULL,
        )
        subprocess.run(
            _as_user([*start, "-l", str(folder / "log"), "start"]),
            check=True,
            stdout=subprocess.DEVNULL,
        )
        yield f"postgres://portal@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(
            _as_user([str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"]),
            check=False,
            stdout=subprocess.DEVNULL,
        )
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Run the command of the command line against PostgreSQL; return its exit status."""
    command = sys.argv[1:]
    if os.environ.get("DATABASE_URL"):
        return subprocess.run(command, check=False).returncode
    programs = _programs()
    if programs is None:
        print("PostgreSQL is not installed: its tests are skipped.", flush=True)
        return 1 if os.environ.get("REQUIRE_SERVICES") == "1" else 0
    with cluster(programs) as url:
        print("PostgreSQL:", url, flush=True)
        environment = {**os.environ, "DATABASE_URL": url}
        return subprocess.run(command, check=False, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
