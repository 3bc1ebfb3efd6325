"""A Postfix of its own: `with postfix(relay_port) as server:`; removed afterwards.

It listens on a free loopback port, writes its log into a file and relays everything to one port.
Needs root (Postfix drops its rights itself) and Debian's package `postfix`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/lib
myhostname = mta.portal.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:{relay}
smtp_dns_support_level = disabled
smtp_tls_security_level = none
smtpd_tls_security_level = none
smtpd_peername_lookup = no
smtpd_client_connection_count_limit = 0
smtpd_timeout = {timeout}s
smtpd_recipient_restrictions = permit_mynetworks,reject
smtpd_relay_restrictions = permit_mynetworks,reject
alias_maps =
alias_database =
local_recipient_maps =
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
smtp_destination_concurrency_limit = 20
default_process_limit = 100
minimal_backoff_time = 1s
maximal_backoff_time = 5s
queue_run_delay = 2s
"""


def is_installed() -> bool:
    """Say whether Postfix can be started here."""
    return shutil.which("postfix", path="/usr/sbin:/usr/bin") is not None and os.geteuid() == 0


def free_port() -> int:
    """Return a free loopback port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Postfix:
    """A running Postfix."""

    folder: Path
    port: int

    @property
    def log(self) -> Path:
        """Its log."""
        return self.folder / "mail.log"

    def call(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        """Run `postfix` for this instance."""
        command = ["/usr/sbin/postfix", "-c", str(self.folder / "etc"), *arguments]
        return subprocess.run(command, check=False, capture_output=True)

    def start(self) -> None:
        """Start it and wait until it answers. Raises RuntimeError."""
        done = self.call("start")
        for _attempt in range(100):
            if self.answers():
                return
            time.sleep(0.1)
        raise RuntimeError(f"Postfix does not start: {done.stderr.decode()}")

    def answers(self) -> bool:
        """Say whether it greets."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as probe:
                return probe.recv(3) == b"220"
        except OSError:
            return False

    def kill(self) -> None:
        """Kill the master and everything below it with SIGKILL: a crash."""
        pid = int((self.folder / "spool/pid/master.pid").read_text())
        children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, check=False)
        for process in [pid, *map(int, children.stdout.split())]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        time.sleep(0.2)

    def queue_length(self) -> int:
        """Return how many messages are in its queue."""
        folders = ("incoming", "active", "deferred", "maildrop")
        spool = self.folder / "spool"
        return sum(1 for name in folders for path in (spool / name).rglob("*") if path.is_file())


@contextlib.contextmanager
def postfix(relay: int, timeout: int = 300) -> Iterator[Postfix]:
    """Start a Postfix that relays to a loopback port; stop and remove it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="rozcestnik-postfix-", dir="/tmp"))
    folder.chmod(0o755)
    for name in ("etc", "spool", "lib"):
        (folder / name).mkdir()
    shutil.chown(folder / "lib", "postfix")
    port = free_port()
    (folder / "etc/main.cf").write_text(MAIN.format(folder=folder, relay=relay, timeout=timeout))
    (folder / "etc/master.cf").write_text(MASTER.format(port=port))
    server = Postfix(folder, port)
    try:
        server.start()
        yield server
    finally:
        server.call("abort")
        time.sleep(0.3)
        shutil.rmtree(folder, ignore_errors=True)
