"""Building messages: 7-bit, quoted-printable, text part first (newsletter.md, 7.1).

A message for many readers is built once, with placeholders for what differs. They are characters
of Unicode's private use area in the texts and two-byte marks in the built message; each stands on
a soft line of its own, so no folding can cut it.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable
from email.header import Header
from email.utils import formataddr

# What differs between readers of the same message.
TOKEN, ADDRESS, ROW, SINCE = "\ue001", "\ue002", "\ue003", "\ue004"
_PLACEHOLDERS = re.compile("([\ue001-\ue004])")
_MARKS = re.compile(rb"(\x00[\x01-\x04])")
SOFT = b"=\n"
MOST_OF_A_LINE = 998  # bytes, RFC 5322, 2.1.1


def mark(placeholder: str) -> bytes:
    """Return what stands for a placeholder in a built message."""
    return bytes((0, ord(placeholder) - 0xE000))


def quoted_printable(text: str) -> bytes:
    """Return the text as quoted-printable lines (RFC 2045, 6.7), placeholders as marks."""
    encoded = b""
    for piece in _PLACEHOLDERS.split(text.replace("\r\n", "\n")):
        if _PLACEHOLDERS.fullmatch(piece):
            if encoded and not encoded.endswith(b"\n"):
                encoded += SOFT
            encoded += mark(piece) + SOFT
        else:
            encoded += binascii.b2a_qp(piece.encode(), istext=True)
    return encoded.replace(b"\n", b"\r\n")


def header_line(name: str, value: str) -> bytes:
    """Return one header; words that are not ASCII are encoded (RFC 2047). Raises ValueError."""
    if any(ord(character) < 32 for character in name + value):
        raise ValueError(f"The header {name} must be one line.")
    pieces = _PLACEHOLDERS.split(value)
    if all(piece.isascii() or _PLACEHOLDERS.fullmatch(piece) for piece in pieces):
        line = b"".join(
            mark(piece) if _PLACEHOLDERS.fullmatch(piece) else piece.encode() for piece in pieces
        )
    else:
        line = Header(value, "utf-8", header_name=name).encode(linesep="\r\n").encode()
    return name.encode() + b": " + line + b"\r\n"


def address(name: str, email: str) -> str:
    """Return `"Name" <address>`, encoded where needed. Raises ValueError for two lines."""
    if any(ord(character) < 32 for character in name + email):
        raise ValueError("An address must be one line.")
    return formataddr((name, email), "utf-8")


def _part(kind: str, text: str, language: str) -> bytes:
    head = [
        f"Content-Type: text/{kind}; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
        f"Content-Language: {language}",
    ]
    return "\r\n".join([*head, "", ""]).encode() + quoted_printable(text)


def build(
    headers: Iterable[tuple[str, str]], text: str, html: str, language: str, boundary: str
) -> bytes:
    """Return the message with CRLF line ends; placeholders are marks.

    `headers` without those of MIME. Raises ValueError when a header holds a line break.
    """
    lines = [header_line(name, value) for name, value in headers]
    lines += [
        header_line("Content-Language", language),
        header_line("MIME-Version", "1.0"),
        header_line("Content-Type", f'multipart/alternative; boundary="{boundary}"'),
    ]
    edge = b"--" + boundary.encode()
    parts = [_part("plain", text, language), _part("html", html, language)]
    body = b"".join(edge + b"\r\n" + part + b"\r\n" for part in parts)
    return b"".join(lines) + b"\r\n" + body + edge + b"--\r\n"


def segments(message: bytes) -> list[bytes]:
    """Return the message cut at its marks: text, mark, text, mark, …, text."""
    return _MARKS.split(message)


def filled(message: bytes, values: dict[str, bytes]) -> bytes:
    """Return the message with values for its placeholders."""
    marks = {mark(name): value for name, value in values.items()}
    return b"".join(marks.get(piece, piece) for piece in segments(message))
