"""Talking to mail servers: with and without PIPELINING, refusals, cut lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mail.letters import Fate, Letter, Outcome, stuffed
from mail.smtp import Connection, Server, Unavailable
from tests.services.mailserver import MailServer, RawServer, opened

BODY = b"Subject: x\r\n\r\nText\r\n"


def letter(number: int) -> Letter:
    return Letter(number, f"m+{number}.0@b.cz", f"u{number}@firma.cz", f"m{number}.0", BODY)


def connect(port: int, timeout: float = 2.0) -> Connection:
    connection: Connection = opened(Connection(Server("127.0.0.1", port, timeout=timeout)))
    return connection


def send(connection: Connection, letters: list[Letter]) -> list[tuple[int, Fate]]:
    return [
        (found.id, outcome.fate) for found, outcome in connection.send(letters, lambda _l: None)
    ]


def test_letters_go_one_by_one_where_nothing_else_is_allowed(server: MailServer) -> None:
    connection = connect(server.port)
    server.handler.rcpt_answers["u2@firma.cz"] = "451 4.3.0 later"

    fates = send(connection, [letter(1), letter(2), letter(3)])

    assert not connection.is_pipelining
    assert fates == [(1, Fate.ACCEPTED), (2, Fate.LATER), (3, Fate.ACCEPTED)]
    assert [sender for sender, _to, _data in server.handler.taken] == ["m+1.0@b.cz", "m+3.0@b.cz"]


def test_pipelined_letters_are_judged_one_by_one() -> None:
    server = RawServer()
    server.refused = {"u2@firma.cz", "u4@firma.cz"}
    connection = connect(server.port)

    fates = send(connection, [letter(number) for number in range(1, 6)])

    assert connection.is_pipelining
    assert connection.knows_dsn
    assert [fate for _id, fate in fates] == [
        Fate.ACCEPTED,
        Fate.REFUSED,
        Fate.ACCEPTED,
        Fate.REFUSED,
        Fate.ACCEPTED,
    ]
    assert server.taken == ["u1@firma.cz", "u3@firma.cz", "u5@firma.cz"]


def test_cut_after_the_end_of_a_message_leaves_exactly_that_one_uncertain() -> None:
    connection = connect(RawServer(after_data="cut").port)
    begun: list[int] = []
    fates: list[tuple[int, Fate]] = []

    def work() -> None:
        for found, outcome in connection.send(
            [letter(1), letter(2)], lambda begin: begun.append(begin.id)
        ):
            fates.append((found.id, outcome.fate))

    with pytest.raises(Unavailable):
        work()
    assert begun == [1]
    assert fates == [(1, Fate.UNKNOWN)]


@pytest.mark.parametrize(
    "make",
    [
        lambda: 1,  # nobody listens there
        lambda: RawServer(greeting=b"554 5.3.2 not today").port,
        lambda: RawServer(after_data="hang").port,
        lambda: RawServer(greeting=b"HTTP/1.1 400 Bad Request").port,
    ],
    ids=["refused", "554", "hanging", "http"],
)
def test_server_that_does_not_talk_is_unavailable(make: Callable[[], int]) -> None:
    with pytest.raises(Unavailable):
        connect(make(), timeout=0.5)


@pytest.mark.parametrize(
    ("code", "text", "fate", "status", "queue_id"),
    [
        (250, "2.0.0 Ok: queued as 4XyzAB12cd", Fate.ACCEPTED, "2.0.0", "4XyzAB12cd"),
        (250, "OK id=1tA2bC-000abc-D1", Fate.ACCEPTED, "", "1tA2bC-000abc-D1"),
        (452, "4.3.1 Insufficient system storage", Fate.LATER, "4.3.1", ""),
        (550, "5.1.1 User unknown", Fate.REFUSED, "5.1.1", ""),
        (0, "", Fate.UNKNOWN, "", ""),
    ],
)
def test_answers_are_understood(
    code: int, text: str, fate: Fate, status: str, queue_id: str
) -> None:
    outcome = Outcome(code, text)

    assert (outcome.fate, outcome.status, outcome.queue_id) == (fate, status, queue_id)


def test_message_without_a_last_line_end_gets_one() -> None:
    assert stuffed(b"Subject: x\r\n\r\nHello").endswith(b"Hello\r\n")
