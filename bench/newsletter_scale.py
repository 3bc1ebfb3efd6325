"""An issue for a hundred thousand readers: composing, the ledger, CPU per message, hand-over.

`bench/newsletter_scale [--subscribers N] [--databases sqlite,postgresql] [--workers N] [--json]`.
CPU is measured against Debian's `smtp-sink`; the ratio against `smtp-source` into the same Postfix
in the same run. Figures, no assertions (newsletter.md, 4; issue 8).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import newsletter_lab as lab
from tests.services.postfix import free_port, postfix

ITEMS = 20
TICKS = os.sysconf("SC_CLK_TCK")
HANDED_OVER = 20_000  # messages through Postfix


def make_readers(count: int) -> None:
    """Write subscribers with three choices each on average, as in newsletter.md, 4."""
    from newsletter.models import Choice, Subscriber
    from newsletter.topics import all_topics

    random.seed(1)
    topics = [topic.code for topic in all_topics("cs")]
    domains = ["seznam.cz"] * 45 + ["gmail.com"] * 25 + ["centrum.cz"] * 10
    domains += [f"firma{n}.cz" for n in range(20)]
    for start in range(0, count, 10_000):
        made = Subscriber.objects.bulk_create(
            Subscriber(
                email=f"u{number}@{domains[number % len(domains)]}",
                domain=domains[number % len(domains)],
                language="cs" if number % 10 else "en",
            )
            for number in range(start, min(start + 10_000, count))
        )
        Choice.objects.bulk_create(
            (
                Choice(subscriber=reader, topic=topic, frequency=random.choice((2, 2, 2, 3, 1)))
                for reader in made
                for topic in random.sample(topics, random.choice((1, 2, 3, 4, 5)))
            ),
            batch_size=10_000,
        )
        lab.say(f"  {min(start + 10_000, count)} of {count} readers")


def make_events() -> None:
    """Record some published cards as news."""
    from newsletter.events import record
    from newsletter.models.issues import EventKind
    from servicecards.models import ServiceCard

    cards = ServiceCard.objects.filter(locale__language_code="cs", live=True).order_by("pk")
    for card in cards[:ITEMS]:
        record(card.translation_key, EventKind.NEWS)


def composed() -> dict[str, Any]:
    """Compose an issue step by step and time each; the ledger is written a second time, too."""
    from django.db import transaction
    from django.utils import timezone

    from mail.ledger import now
    from newsletter import composing
    from newsletter.models import Run, RunState

    run = Run.objects.create(
        key=f"scale-{now()}",
        frequency=2,
        state=RunState.SENDING,
        day=timezone.localdate(),
        due_at=now(),
        composed_at=timezone.now(),
    )
    started = time.perf_counter()
    with transaction.atomic():
        items = composing.items_of(composing.attach(run))
        plan = composing.plan_of(run, items)
        planned = time.perf_counter() - started
        variants = composing.write_variants(run, plan)
    composed_s = time.perf_counter() - started
    started = time.perf_counter()
    with transaction.atomic():
        written = composing.write_ledger(run, plan.rows, variants)
    ledger_s = time.perf_counter() - started
    again = composing.write_ledger(run, plan.rows, variants)
    Run.objects.filter(pk=run.pk).update(due=written)
    return {
        "run": run.pk,
        "due": written,
        "variants": len(plan.variants),
        "audience_s": round(planned, 2),
        "compose_s": round(composed_s, 2),
        "ledger_s": round(ledger_s, 2),
        "written_again": again,
    }


@contextlib.contextmanager
def smtp_sink() -> Iterator[int]:
    """Run Debian's smtp-sink on a free port."""
    port = free_port()
    command = ["/usr/sbin/smtp-sink", "-u", "nobody", f"127.0.0.1:{port}", "1000"]
    sink = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    try:
        yield port
    finally:
        sink.terminate()
        sink.wait()


def cpu_of(name: str) -> float:
    """Return the CPU seconds of all processes of a program, dead children included."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            text = stat.read_text()
            if f"({name})" in text:
                fields = text.rpartition(")")[2].split()
                total += sum(map(int, fields[11:15]))
    return total / TICKS


def memory_of(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
    return 0.0


def sent(run: int, configuration: str, workers: int, most: int | None = None) -> dict[str, Any]:
    """Let workers send a run; return seconds, CPU and memory. `most`: only so many letters."""
    from newsletter.models import Delivery

    if most is not None:
        rows = Delivery.objects.filter(run=run, state=0).order_by("not_before", "id")
        keep = list(rows.values_list("pk", flat=True)[:most])
        Delivery.objects.filter(run=run, state=0, pk__gt=keep[-1]).update(state=6)
    count = lab.states(run)[0]
    before, postgres = resource.getrusage(resource.RUSAGE_CHILDREN), cpu_of("postgres")
    started = time.monotonic()
    processes = [lab.start_worker(configuration) for _worker in range(workers)]
    memory: list[float] = []
    open_rows = Delivery.objects.filter(run=run, state__in=[0, 1])
    while open_rows.exists():
        time.sleep(0.25)
        memory.append(max(memory_of(process.pid) for process in processes))
    seconds = time.monotonic() - started
    for process in processes:
        process.send_signal(signal.SIGTERM)
    for process in processes:
        process.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    middle = memory[len(memory) // 3] if memory else 0.0
    return {
        "messages": count,
        "seconds": round(seconds, 1),
        "per_second": round(count / seconds),
        "cpu_ms_per_message": round(cpu / count * 1000, 3),
        "database_ms_per_message": round((cpu_of("postgres") - postgres) / count * 1000, 3),
        "memory_mb": round(max(memory, default=0.0), 1),
        "memory_growth_mb": round(memory[-1] - middle, 1) if memory else 0.0,
    }


def smtp_source(port: int, messages: int, sessions: int, size: int) -> float:
    """Return the messages a second that smtp-source gets into a server."""
    command = ["/usr/sbin/smtp-source", "-s", str(sessions), "-m", str(messages)]
    command += ["-l", str(size), "-f", "a@portal.example", "-t", "u@example.cz"]
    started = time.monotonic()
    subprocess.run([*command, f"127.0.0.1:{port}"], check=True)
    return messages / (time.monotonic() - started)


def message_size(run: int) -> int:
    """Return the size of a typical message in bytes."""
    from newsletter.models import Variant

    variants = Variant.objects.filter(run=run).order_by("-readers")
    return len(bytes(variants.values_list("message", flat=True)[0]))


def experiments(database: str, subscribers: int, workers: int) -> dict[str, Any]:
    """Run everything on one database."""
    with lab.portal(database, content=True):
        lab.say(f"[{database}] {subscribers} readers …")
        make_readers(subscribers)
        make_events()
        lab.say(f"[{database}] composing …")
        result: dict[str, Any] = {"database": database, **composed()}
        run = result.pop("run")
        lab.say(f"[{database}] {result}")
        lab.say(f"[{database}] {result['due']} letters to smtp-sink by {workers} workers …")
        with smtp_sink() as port:
            result |= sent(run, lab.configuration_json(port, None), workers)
        lab.say(f"[{database}] {result}")
        result |= handed_over(run, workers)
    return result


def handed_over(run: int, workers: int) -> dict[str, Any]:
    """Compare hand-over into a Postfix with what smtp-source reaches, in turns."""
    from newsletter.models import Delivery, Run, RunState

    size, ours, theirs = message_size(run), [], []
    with smtp_sink() as sink, postfix(sink) as server:
        configuration = lab.configuration_json(server.port, None)
        for turn in range(2):
            lab.say(f"  hand-over into Postfix, turn {turn + 1} of 2 …")
            theirs.append(smtp_source(server.port, HANDED_OVER // 4, workers, size))
            drain(server)
            Delivery.objects.filter(run=run).update(state=0)
            Run.objects.filter(pk=run).update(state=RunState.SENDING)
            ours.append(sent(run, configuration, workers, HANDED_OVER // 4)["per_second"])
            drain(server)
    return {
        "postfix_per_second": round(max(ours)),
        "smtp_source_per_second": round(max(theirs)),
        "handover_ratio": round(max(ours) / max(theirs), 2),
    }


def drain(server: Any) -> None:
    """Wait until the mail server's queue is empty."""
    while server.queue_length():
        time.sleep(0.5)


def separately(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Run each database in a process of its own: Django knows one at a time."""
    found = []
    for database in options.databases.split(","):
        command = [sys.executable, __file__, "--databases", database, "--json"]
        command += ["--subscribers", str(options.subscribers), "--workers", str(options.workers)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        found.append(json.loads(done.stdout.strip().splitlines()[-1])["databases"][0])
    return found


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subscribers", type=int, default=100_000)
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="last line: one object")
    options = parser.parse_args()
    lab.need_packages()
    if "," in options.databases:
        found = separately(options)
    else:
        found = [experiments(options.databases, options.subscribers, options.workers)]
    for row in found:
        print(f"{row['database']}:")
        for name, value in row.items():
            print(f"  {name:28} {value}")
    if options.json:
        worst = {
            name: max(row[name] for row in found)
            for name in ("compose_s", "ledger_s", "cpu_ms_per_message", "memory_mb")
        }
        worst["handover_ratio"] = min(row["handover_ratio"] for row in found)
        print(json.dumps({**worst, "databases": found}))


if __name__ == "__main__":
    main()
