"""Run a command with an Elasticsearch of its own: `python -m tests.services.elasticsearch CMD …`.

Where ELASTICSEARCH_TEST_URL is set the command simply uses that server. Where Java or Maven is
missing it says so and does nothing, unless REQUIRE_SERVICES=1 makes that a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "elasticsearch"
PORT = "9219"  # beside one that somebody works with


def main(command: list[str]) -> int:
    """Start the server, run the command, end the server; return the command's exit code."""
    if os.environ.get("ELASTICSEARCH_TEST_URL"):
        return subprocess.call(command)
    missing = [name for name in ("java", "mvn") if shutil.which(name) is None]
    if missing:
        print(f"No {' and no '.join(missing)}: tests with a real Elasticsearch are left out.")
        return 1 if os.environ.get("REQUIRE_SERVICES") == "1" else 0
    environment = {**os.environ, "ES_PORT": PORT}
    started = subprocess.run([SCRIPT], env=environment, stdout=subprocess.PIPE, text=True)
    print(started.stdout, flush=True)
    if started.returncode:
        return started.returncode
    url = started.stdout.strip().splitlines()[-1]
    try:
        return subprocess.call(command, env={**environment, "ELASTICSEARCH_TEST_URL": url})
    finally:
        subprocess.run([SCRIPT, "--stop"], env=environment, check=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
