"""The way to a mail server: one open connection, as many commands in one write as it allows.

With PIPELINING (RFC 2920) the end of one message and MAIL, RCPT, DATA of the next go out together.
`smtplib` opens the connection (TLS, login); talking goes past it, since its calls wait each.
"""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from mail.letters import Letter, Outcome

END = b".\r\n"
GO_ON = 354
CLOSING = 421
SEND_PATIENCE = 120  # seconds for the answer to a whole message
LOCAL_NAMES = {"", "localhost"}


class Unavailable(Exception):
    """The mail server does not answer, or does not want to talk now. Nothing was taken."""


@dataclass(frozen=True)
class Server:
    """Where and how to connect."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    use_tls: bool = False
    use_ssl: bool = False
    timeout: float = 10.0
    name: str = ""  # how we greet: a host name


@dataclass
class _Head:
    """Answers to MAIL, RCPT and DATA."""

    mail: Outcome
    rcpt: Outcome
    data: Outcome

    @property
    def problem(self) -> Outcome | None:
        """Return the first answer that forbids to go on."""
        if self.mail.code >= 300:
            return self.mail
        if self.rcpt.code >= 300:
            return self.rcpt
        return None if self.data.code == GO_ON else self.data


class Connection:
    """An open conversation. Raises Unavailable when it cannot be opened."""

    def __init__(self, server: Server) -> None:
        try:
            self._smtp = self._open(server)
        except (OSError, smtplib.SMTPException) as error:
            raise Unavailable(str(error)) from error
        self.is_pipelining = self._smtp.has_extn("pipelining")
        self.knows_dsn = self._smtp.has_extn("dsn")
        self._socket = cast(socket.socket, self._smtp.sock)
        self._socket.settimeout(SEND_PATIENCE)
        self._buffer = b""
        self._must_reset = False

    @staticmethod
    def _open(server: Server) -> smtplib.SMTP:
        name = None if server.name in LOCAL_NAMES else server.name
        kind = smtplib.SMTP_SSL if server.use_ssl else smtplib.SMTP
        smtp = kind(server.host, server.port, local_hostname=name, timeout=server.timeout)
        try:
            smtp.ehlo()
            if server.use_tls:
                smtp.starttls()
                smtp.ehlo()
            if server.user:
                smtp.login(server.user, server.password)
        except (OSError, smtplib.SMTPException):
            smtp.close()
            raise
        return smtp

    def close(self) -> None:
        """Say goodbye; a server that is gone does not matter."""
        try:
            self._socket.settimeout(2)
            self._socket.sendall(b"QUIT\r\n")
        except OSError:
            pass
        self._smtp.close()

    # --- Talking ---------------------------------------------------------------------------

    def _reply(self) -> Outcome:
        """Read one answer, however many lines it has. Raises OSError when the line is cut."""
        lines = []
        while True:
            while b"\n" not in self._buffer:
                more = self._socket.recv(8192)
                if not more:
                    raise ConnectionResetError("The mail server closed the connection.")
                self._buffer += more
            line, self._buffer = self._buffer.split(b"\n", 1)
            lines.append(line[4:].rstrip().decode("ascii", "replace"))
            if line[3:4] != b"-":
                break
        if not line[:3].isdigit():
            raise ConnectionResetError("The mail server does not speak SMTP.")
        return Outcome(int(line[:3]), " ".join(lines))

    def _commands(self, letter: Letter) -> list[bytes]:
        options, wish = ("", "")
        if self.knows_dsn:
            options, wish = f" RET=HDRS ENVID={letter.envid}", " NOTIFY=FAILURE"
        return [
            f"MAIL FROM:<{letter.sender}>{options}\r\n".encode(),
            f"RCPT TO:<{letter.recipient}>{wish}\r\n".encode(),
            b"DATA\r\n",
        ]

    def _head(self, letter: Letter) -> _Head:
        """Read the answers to what announced the letter; ask one by one without PIPELINING."""
        if self.is_pipelining:
            return _Head(self._reply(), self._reply(), self._reply())
        if self._must_reset:
            self._socket.sendall(b"RSET\r\n")
            self._reply()
            self._must_reset = False
        answers = []
        for command in self._commands(letter):
            self._socket.sendall(command)
            answers.append(self._reply())
            if answers[-1].code >= 400:
                break
        answers += [answers[-1]] * (3 - len(answers))
        return _Head(*answers)

    def _announcement(self, letter: Letter | None) -> bytes:
        """Return what goes out with the end of the letter before."""
        if letter is None or not self.is_pipelining:
            return b""
        return b"".join(self._commands(letter))

    def _reset(self) -> None:
        """End a transaction that failed, before the next letter is announced."""
        if self.is_pipelining:
            self._socket.sendall(b"RSET\r\n")
            self._reply()
        else:
            self._must_reset = True

    def send(
        self, letters: Iterable[Letter], begin: Callable[[Letter], None]
    ) -> Iterator[tuple[Letter, Outcome]]:
        """Hand letters over and yield each with its answer.

        `begin` is called before a letter's end goes out: from then on it may be taken. When the
        connection breaks, the letter in hand is yielded with code 0 if its end had gone out, and
        Unavailable is raised; letters that were not yielded were not taken.
        """
        waiting = iter(letters)
        letter = next(waiting, None)
        is_announced = False
        while letter is not None:
            has_begun = False
            following: Letter | None = None
            try:
                if not is_announced:
                    self._socket.sendall(self._announcement(letter))
                head = self._head(letter)
                if problem := head.problem:
                    if head.data.code == GO_ON:  # nobody to send it to, yet it waits for text
                        self._socket.sendall(END)
                        self._reply()
                    self._reset()
                    outcome, is_announced = problem, False
                    following = next(waiting, None)
                else:
                    following = next(waiting, None)
                    begin(letter)
                    has_begun = True
                    self._socket.sendall(letter.data + END + self._announcement(following))
                    outcome, is_announced = self._reply(), True
            except OSError as error:
                if has_begun:
                    yield letter, Outcome(0, str(error))
                raise Unavailable(str(error)) from error
            yield letter, outcome
            if outcome.code == CLOSING:
                raise Unavailable(outcome.text)
            letter = following
