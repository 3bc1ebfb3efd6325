"""Building messages: any text survives, nothing gets into a header that does not belong there."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail import mime
from mail.letters import stuffed, unstuffed
from mail.mime import ADDRESS, ROW, SINCE, TOKEN

TEXTS = st.text(
    alphabet=st.characters(exclude_categories=("Cs", "Co", "Cc"), include_characters="\n"),
    max_size=400,
)
VALUES = {TOKEN: b"t" * 30, ADDRESS: b"jana@firma.cz", ROW: b"17", SINCE: b"3. 3. 2026"}


def parsed(text: str, html: str = "<p>x</p>"):
    headers = [("From", mime.address("Rozcestník", "a@b.cz")), ("To", ADDRESS), ("Subject", "Č")]
    built = mime.build(headers, text, html, "cs", "=_edge")
    return mime.filled(built, VALUES)


@given(before=TEXTS, between=TEXTS, after=TEXTS)
def test_any_text_around_placeholders_survives_the_encoding(
    before: str, between: str, after: str
) -> None:
    data = parsed(f"{before}{TOKEN}{between}{SINCE}{after}")

    message = message_from_bytes(data, policy=policy.SMTP)
    text = message.get_body(("plain",)).get_content()
    wanted = f"{before}{'t' * 30}{between}3. 3. 2026{after}"
    assert text.replace("\r\n", "\n").rstrip("\n") == wanted.rstrip("\n")


@given(text=TEXTS)
def test_messages_are_seven_bit_with_short_lines(text: str) -> None:
    data = parsed(text + TOKEN, html=text)

    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= mime.MOST_OF_A_LINE
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\x00" not in data


@given(data=st.binary(max_size=200))
def test_dots_at_line_starts_come_back(data: bytes) -> None:
    ended = data if data.endswith(b"\r\n") else data + b"\r\n"
    assert unstuffed(stuffed(data)) == ended


@pytest.mark.parametrize("text", ["x\r\nBcc: a@b.cz", "x\nBcc: a@b.cz", "x\ry", "x\x00y"])
def test_header_of_two_lines_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        mime.header_line("Subject", text)
    with pytest.raises(ValueError, match="one line"):
        mime.address(text, "a@b.cz")


def test_text_part_comes_first_and_both_say_their_language() -> None:
    message = message_from_bytes(parsed("ahoj"), policy=policy.default)

    kinds = [part.get_content_type() for part in message.iter_parts()]
    assert kinds == ["text/plain", "text/html"]
    assert [part["Content-Language"] for part in message.iter_parts()] == ["cs", "cs"]
    assert str(message["From"]) == "Rozcestník <a@b.cz>"
