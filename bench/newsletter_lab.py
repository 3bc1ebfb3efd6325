"""What the newsletter's benchmarks share: a portal's database of its own, workers, a mail sink."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]
NEEDED = ("postfix", "postgresql")


def say(text: str) -> None:
    """Show progress at once, beside what is printed as the result."""
    print(text, file=sys.stderr, flush=True)


def need_packages() -> None:
    """Install what is missing, by package name; exit with the names where we may not."""
    found = {"postfix": Path("/usr/sbin/postfix").exists()}
    found["postgresql"] = any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    missing = [name for name in NEEDED if not found[name]]
    if not missing:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.exit(f"Missing: {', '.join(missing)}. Install them (apt-get install) and run as root.")
    say(f"Installing {', '.join(missing)} …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["install", "-y", "-qq", "--no-install-recommends", *missing]
    for command in (["update", "-qq"], install):
        subprocess.run(
            ["apt-get", *command], check=True, env=environment, stdout=subprocess.DEVNULL
        )


class Sink(threading.Thread):
    """A mail server that takes everything and counts recipients; one thread a connection."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self.socket.getsockname()[1]
        self.recipients: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.lock = threading.Lock()
        self.is_away = False
        self.start()

    def run(self) -> None:
        """Accept until the end of the program."""
        while True:
            connection, _address = self.socket.accept()
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        file = connection.makefile("rb")
        recipient = ""

        def answer(text: bytes) -> None:
            connection.sendall(text + b"\r\n")

        with contextlib.suppress(OSError):
            answer(b"220 sink")
            for line in file:
                word = line[:4].upper()
                if word == b"RCPT":
                    recipient = line.split(b"<")[1].split(b">")[0].decode()
                    answer(b"250 2.1.5 Ok")
                elif word == b"DATA":
                    answer(b"354 go on")
                    self._take(file, recipient)
                    answer(b"250 2.0.0 Ok: queued as SINK")
                elif word == b"EHLO":
                    answer(b"250-sink\r\n250 PIPELINING")
                elif word == b"QUIT":
                    answer(b"221 bye")
                    return
                else:
                    answer(b"250 2.0.0 Ok")

    def _take(self, file: object, recipient: str) -> None:
        message_id, is_whole = "", False
        for line in file:  # type: ignore[attr-defined]
            if line == b".\r\n":
                is_whole = True
                break
            if line[:11].lower() == b"message-id:":
                message_id = line[11:].strip().decode()
        if not is_whole:  # cut off: whoever sent it has to send it again
            raise ConnectionResetError
        with self.lock:
            self.recipients[recipient] += 1
            self.ids[message_id] += 1

    @property
    def total(self) -> int:
        """Letters so far."""
        return sum(self.recipients.values())


@contextlib.contextmanager
def portal(database: str, content: bool = False) -> Iterator[Path]:
    """Set Django up on a migrated "sqlite" or "postgresql" of its own; yield DATA_DIR."""
    folder = Path(tempfile.mkdtemp(prefix="rozcestnik-bench-"))
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        if database == "postgresql":
            from tests.services import postgresql

            programs = postgresql._programs()
            if programs is None:
                raise SystemExit("Missing: postgresql.")
            url = stack.enter_context(postgresql.cluster(programs))
        else:
            url = f"sqlite:///{folder}/portal.sqlite3"
        os.environ |= {
            "DATABASE_URL": url,
            "DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
            "SECRET_KEY": "bench-" + "x" * 50,
            "DEBUG": "0",
        }
        import django

        django.setup()
        from django.core.management import call_command

        say(f"[{database}] preparing a database …")
        call_command("prepare_database", verbosity=0, stdout=sys.stderr)
        if content:
            say(f"[{database}] loading the starter content …")
            call_command("load_content", verbosity=0)
        yield folder
        from django.db import connections

        connections.close_all()


def configuration_json(port: int, log: Path | None, **changes: object) -> str:
    """Return a worker's configuration for a server on a loopback port."""
    from dataclasses import replace

    from mail.configuration import configuration

    value = configuration()
    server = {**value.server, "host": "127.0.0.1", "port": port, "user": "", "use_tls": False}
    return replace(
        value, folder="", server=server, log=str(log or ""), manage=(), **changes
    ).to_json()


def start_worker(configuration: str) -> subprocess.Popen[bytes]:
    """Start a lean worker."""
    file = os.memfd_create("configuration", 0)
    os.write(file, configuration.encode())
    os.lseek(file, 0, os.SEEK_SET)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "newsletter.worker_process", str(file)],
            pass_fds=[file],
            env=environment,
            cwd=ROOT,
        )
    finally:
        os.close(file)


def stop_worker(worker: subprocess.Popen[bytes]) -> None:
    """End a worker and wait."""
    worker.send_signal(signal.SIGTERM)
    worker.wait(timeout=60)


def make_issue(readers: int, variants: int = 20) -> int:
    """Write a run with its ledger: `readers` deliveries of some variants; return its id."""
    from django.utils import timezone

    from mail.ledger import now
    from newsletter.composing import write_ledger
    from newsletter.models import Run, RunState

    run = Run.objects.create(
        key=f"bench-{time.monotonic_ns()}",
        frequency=2,
        state=RunState.SENDING,
        day=timezone.localdate(),
        due_at=now(),
        composed_at=timezone.now(),
        due=readers,
        intro_cs="Zkušební vydání. " * 200,
    )
    ids = _variants(run, variants)
    rows = [(pk, place % variants, domain) for place, (pk, domain) in enumerate(_readers(readers))]
    write_ledger(run, rows, ids)
    return int(run.pk)


def _readers(count: int) -> list[tuple[int, str]]:
    """Write subscribers that no run has; return (id, provider) of each."""
    from newsletter.models import Subscriber

    stamp = time.monotonic_ns()
    made = Subscriber.objects.bulk_create(
        (
            Subscriber(
                email=f"u{number}.{stamp}@example{number % 7}.cz",
                domain=f"example{number % 7}.cz",
                language="cs",
            )
            for number in range(count)
        ),
        batch_size=2000,
    )
    return [(reader.pk, reader.domain) for reader in made]


def _variants(run: Any, count: int) -> list[int]:
    """Write variants of a run with the same message; return their ids."""
    from django.utils import timezone

    from newsletter.messages import Sender, message
    from newsletter.models import Variant
    from newsletter.rendering import Renderer

    rendered = Renderer(run).render([], "cs")
    content = message(run, Sender.load(), rendered, "cs", timezone.now())
    made = Variant.objects.bulk_create(
        Variant(
            run=run,
            language="cs",
            item_hash=str(number),
            subject=rendered.subject,
            text="",
            html="",
            message=content,
        )
        for number in range(count)
    )
    return [variant.pk for variant in made]


def states(run: int) -> Counter[int]:
    """Return how many deliveries of a run are in which state."""
    from django.db.models import Count

    from newsletter.models import Delivery

    rows = Delivery.objects.filter(run=run).order_by().values_list("state")
    return Counter(dict(rows.annotate(n=Count("pk"))))


def addresses(run: int) -> list[str]:
    """Return the addresses of a run's readers."""
    from newsletter.models import Delivery

    return list(Delivery.objects.filter(run=run).values_list("subscriber__email", flat=True))
