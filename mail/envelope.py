"""Addresses and identifiers that lead an answer back to its row: VERP and ENVID.

`b+17.0a1b2c3d4e5f@bounce.example` is the envelope sender of row 17. The code behind the dot is an
HMAC, so nobody else can make one up; the same pair is the ENVID (RFC 3461) `b17.0a1b…`.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

CODE_LENGTH = 16  # hexadecimal digits: 64 bits
_SENDER = re.compile(r"<?(?P<kind>[a-z])\+(?P<id>\d{1,18})\.(?P<code>[0-9a-f]{16})@", re.ASCII)
_ENVID = re.compile(r"(?P<kind>[a-z])(?P<id>\d{1,18})\.(?P<code>[0-9a-f]{16})", re.ASCII)


@dataclass(frozen=True)
class Envelopes:
    """Makes and reads the envelopes of one portal; `key` is secret."""

    key: bytes
    domain: str

    def code(self, kind: str, row: int) -> str:
        """Return the code that proves the row's number."""
        return hmac.digest(self.key, b"%s%d" % (kind.encode(), row), sha256).hex()[:CODE_LENGTH]

    def sender(self, kind: str, row: int) -> tuple[str, str]:
        """Return envelope sender and ENVID of a row; `kind` is the ledger's letter."""
        code = self.code(kind, row)
        return f"{kind}+{row}.{code}@{self.domain}", f"{kind}{row}.{code}"

    def row_of_sender(self, address: str) -> tuple[str, int] | None:
        """Return (ledger, row) of an envelope sender of ours; None for anything else."""
        return self._proved(_SENDER.match(address.strip()))

    def row_of_envid(self, envid: str) -> tuple[str, int] | None:
        """Return (ledger, row) of an ENVID of ours; None for anything else."""
        return self._proved(_ENVID.fullmatch(envid.strip()))

    def _proved(self, found: re.Match[str] | None) -> tuple[str, int] | None:
        if found is None:
            return None
        kind, row = found["kind"], int(found["id"])
        return (kind, row) if hmac.compare_digest(found["code"], self.code(kind, row)) else None


@lru_cache(maxsize=4)
def derived_key(secret: str, purpose: str) -> bytes:
    """Return a key for one purpose, so that no two uses share one."""
    return hmac.digest(secret.encode(), f"rozcestnik.{purpose}".encode(), sha256)
