"""A mail server in this process (aiosmtpd) that keeps what it gets and can be told to misbehave."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Handler:
    """Answers as told; keeps (sender, recipient, bytes) of what it took."""

    rcpt_answers: dict[str, str] = field(default_factory=dict)
    data_answer: str = ""
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)
    options: list[list[str]] = field(default_factory=list)

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        answer = self.rcpt_answers.get(address, "")
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        self.options.append(options)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data_answer:
            return self.data_answer
        for recipient in envelope.rcpt_tos:
            self.taken.append((envelope.mail_from, recipient, envelope.original_content))
        return f"250 2.0.0 Ok: queued as Q{len(self.taken)}"

    @property
    def messages(self) -> list[EmailMessage]:
        """What was taken, parsed."""
        return [message_from_bytes(m, policy=policy.default) for _s, _r, m in self.taken]  # type: ignore[misc]


@dataclass
class MailServer:
    """A running server."""

    host: str
    port: int
    handler: Handler


@contextlib.contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run a server on a free loopback port."""
    handler = Handler()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield MailServer("127.0.0.1", port, handler)
    finally:
        controller.stop()


_opened: list[Any] = []


def opened(thing: Any) -> Any:
    """Remember something with `close()`; `close_all` ends it after the test."""
    _opened.append(thing)
    return thing


def close_all() -> None:
    """Close what tests opened."""
    while _opened:
        _opened.pop().close()


class RawServer(threading.Thread):
    """A server by script: what it does after each command, PIPELINING included.

    `after_data`: "accept", "cut" (take the message, close without an answer), "hang".
    """

    def __init__(self, after_data: str = "accept", greeting: bytes = b"220 raw") -> None:
        super().__init__(daemon=True)
        self.after_data, self.greeting = after_data, greeting
        self.taken: list[str] = []
        self.refused: set[str] = set()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]
        self._talks: list[socket.socket] = []
        opened(self)
        self.start()

    def run(self) -> None:
        while True:
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            self._talks.append(connection)
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def close(self) -> None:
        """Stop listening and talking."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        for end in (self.socket, *self._talks):
            end.close()

    def _talk(self, connection: socket.socket) -> None:  # noqa: C901  (it reads like SMTP)
        recipient = ""
        with contextlib.suppress(OSError, ValueError), connection.makefile("rb") as file:
            if self.after_data == "hang":
                time.sleep(2)
            connection.sendall(self.greeting + b"\r\n")
            for line in file:
                word = line[:4].upper()
                if word == b"EHLO":
                    connection.sendall(b"250-raw\r\n250-PIPELINING\r\n250 DSN\r\n")
                elif word == b"RCPT":
                    recipient = line.split(b"<")[1].split(b">")[0].decode()
                    is_bad = recipient in self.refused
                    connection.sendall(b"550 5.1.1 unknown\r\n" if is_bad else b"250 Ok\r\n")
                elif word == b"DATA":
                    if recipient in self.refused:
                        connection.sendall(b"554 5.5.1 no valid recipients\r\n")
                        continue
                    connection.sendall(b"354 go\r\n")
                    for text in file:
                        if text == b".\r\n":
                            break
                    self.taken.append(recipient)
                    if self.after_data == "cut":
                        connection.shutdown(socket.SHUT_RDWR)
                        return
                    connection.sendall(b"250 2.0.0 Ok: queued as R%d\r\n" % len(self.taken))
                elif word == b"QUIT":
                    return
                else:
                    connection.sendall(b"250 Ok\r\n")
