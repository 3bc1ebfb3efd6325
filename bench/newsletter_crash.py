"""Kill workers and the mail server in the middle of an issue; count what was lost or doubled.

`bench/newsletter_crash [--messages N] [--kills N] [--databases sqlite,postgresql] [--json]`
runs through a real Postfix into a counting sink. Figures, no assertions (newsletter.md, 5).
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import newsletter_lab as lab
from tests.services.postfix import Postfix, postfix

OPEN = (0, 1, 3)  # queued, claimed, uncertain
PATIENCE = 600  # seconds for one experiment


def left(run: int) -> int:
    """Return how many deliveries are still open."""
    counts = lab.states(run)
    return sum(counts[state] for state in OPEN)


def verdict(run: int, sink: lab.Sink, server: Postfix, name: str) -> dict[str, int]:
    """Wait for the mail server's queue and count."""
    end = time.monotonic() + 60
    while server.queue_length() and time.monotonic() < end:
        time.sleep(0.5)
    time.sleep(1)
    wanted = lab.addresses(run)
    lost = sum(sink.recipients[address] == 0 for address in wanted)
    doubled = sum(sink.recipients[address] > 1 for address in wanted)
    lab.say(f"  {name}: {len(wanted)} messages, lost {lost}, doubled {doubled}")
    return {"messages": len(wanted), "lost": lost, "doubled": doubled}


def wait_for_begin(journal: Path, worker: object, end: float) -> bool:
    """Wait until a worker has begun to send; False when it ended or nothing is left."""
    while time.monotonic() < end:
        if journal.exists() and journal.stat().st_size:
            return True
        if worker.poll() is not None:  # type: ignore[attr-defined]
            return False
        time.sleep(0.005)
    return False


def finish(run: int, configuration: str) -> None:
    """Let one worker do the rest."""
    worker = lab.start_worker(configuration)
    end = time.monotonic() + PATIENCE
    while left(run) and time.monotonic() < end:
        time.sleep(0.5)
    lab.stop_worker(worker)


def kill_workers(run: int, configuration: str, sink: lab.Sink, kills: int, each: int) -> int:
    """Kill a worker `kills` times, each after some `each` more messages; return how often."""
    done, end = 0, time.monotonic() + 4 * PATIENCE
    while done < kills and time.monotonic() < end:
        if not lab.states(run)[0]:
            break
        worker = lab.start_worker(configuration)
        goal, limit = sink.total + random.randint(0, 2 * each), time.monotonic() + 10
        while sink.total < goal and worker.poll() is None and time.monotonic() < limit:
            time.sleep(0.002)
        time.sleep(random.uniform(0.0, 0.01))
        worker.kill()
        worker.wait()
        done += 1
        if done % 20 == 0:
            lab.say(f"  {done} kills, {left(run)} messages left")
    return done


def stopped_worker(run: int, configuration: str, locks: Path, seconds: float) -> None:
    """Stop a worker for longer than the mail server waits, beside a second that goes on."""
    first = lab.start_worker(configuration)
    wait_for_begin(locks / "worker-1.journal", first, time.monotonic() + 10)
    time.sleep(0.2)
    first.send_signal(signal.SIGSTOP)
    second = lab.start_worker(configuration)
    time.sleep(seconds)
    first.send_signal(signal.SIGCONT)
    end = time.monotonic() + PATIENCE
    while left(run) and time.monotonic() < end:
        time.sleep(0.5)
    for worker in (first, second):
        lab.stop_worker(worker)


def killed_server(run: int, configuration: str, server: Postfix, times: int) -> None:
    """Kill the whole mail server while a worker sends, and start it again."""
    worker = lab.start_worker(configuration)
    for _time in range(times):
        time.sleep(random.uniform(1.5, 3.0))
        if not left(run):
            break
        server.kill()
        time.sleep(1)
        server.start()
    end = time.monotonic() + PATIENCE
    while left(run) and time.monotonic() < end:
        time.sleep(0.5)
    lab.stop_worker(worker)


def server_away(run: int, configuration: str, server: Postfix, seconds: float) -> bool:
    """Stop the mail server in mid-run for a while; return whether editors saw the pause."""
    from mail.models import WorkerStatus

    worker = lab.start_worker(configuration)
    time.sleep(2)
    server.call("stop")
    time.sleep(seconds)
    was_seen = WorkerStatus.objects.filter(paused_since__isnull=False).exists()
    server.start()
    end = time.monotonic() + PATIENCE
    while left(run) and time.monotonic() < end:
        time.sleep(0.5)
    lab.stop_worker(worker)
    lab.say(f"  away for {seconds} s, pause visible: {was_seen}")
    return was_seen


def experiments(database: str, messages: int, kills: int) -> list[dict[str, object]]:
    """Run all experiments on one database."""
    found: list[dict[str, object]] = []
    found_visible: list[bool] = []
    with lab.portal(database) as folder:
        locks = folder / "workers"

        def attempt(name: str, count: int, work: Callable[..., int | None]) -> None:
            sink = lab.Sink()
            with postfix(sink.port, timeout=10) as server:
                configuration = lab.configuration_json(server.port, server.log)
                run = lab.make_issue(count)
                started = time.monotonic()
                done = work(run, configuration, server, sink) or 0
                finish(run, configuration)
                result = verdict(run, sink, server, f"[{database}] {name}")
                resent = sum(n > 1 for n in sink.ids.values())
                found.append(
                    {
                        "database": database,
                        "experiment": name,
                        **result,
                        "kills": done,
                        "same_message_id": resent,
                        "seconds": round(time.monotonic() - started),
                    }
                )

        lab.say(f"[{database}] {kills} times kill -9 over {messages} messages …")
        each = 3 * messages // (4 * max(kills, 1))  # so that kills do not outlast messages
        attempt("kill -9", messages, lambda r, c, s, k: kill_workers(r, c, k, kills, each))
        lab.say(f"[{database}] SIGSTOP for 15 s, the mail server waits 10 s …")
        attempt("SIGSTOP", 3000, lambda r, c, s, k: stopped_worker(r, c, locks, 15))
        lab.say(f"[{database}] mail server killed three times …")
        attempt("MTA killed", 3000, lambda r, c, s, k: killed_server(r, c, s, 3))
        for seconds in (8, 20):
            lab.say(f"[{database}] mail server away for {seconds} s …")

            def away(run: int, configuration: str, server: Postfix, sink: lab.Sink) -> None:
                visible = server_away(run, configuration, server, seconds)  # noqa: B023
                found_visible.append(visible)

            attempt(f"MTA away {seconds} s", 4000, away)
            found[-1]["pause_visible"] = found_visible[-1]
    return found


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=15_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="last line: one object")
    options = parser.parse_args()
    random.seed(options.seed)
    lab.need_packages()
    if "," in options.databases:
        found = separately(options)
    else:
        found = experiments(options.databases, options.messages, options.kills)
    heads = ("messages", "kills", "lost", "doubled")
    print(f"{'database':12} {'experiment':12}" + "".join(f"{head:>9}" for head in heads))
    for row in found:
        print(
            f"{row['database']:12} {row['experiment']:12}"
            + "".join(f"{row[head]:>9}" for head in heads)
        )
    if options.json:
        killed = [row for row in found if row["experiment"] == "kill -9"]
        total = {
            name: sum(int(str(row[name])) for row in killed)
            for name in ("messages", "kills", "lost", "doubled")
        }
        print(json.dumps({**total, "experiments": found}))


def separately(options: argparse.Namespace) -> list[dict[str, object]]:
    """Run each database in a process of its own: Django knows one at a time."""
    import subprocess

    found: list[dict[str, object]] = []
    for database in options.databases.split(","):
        command = [sys.executable, __file__, "--databases", database, "--json"]
        command += ["--messages", str(options.messages), "--kills", str(options.kills)]
        command += ["--seed", str(options.seed)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        found += json.loads(done.stdout.strip().splitlines()[-1])["experiments"]
    return found


if __name__ == "__main__":
    main()
