"""Tokens of signed links never reach a log (reliability 50)."""

from __future__ import annotations

import logging
import re

# 30 or 32 characters, some of them capitals or digits: no address of a page looks so.
_TOKEN = re.compile(r"/(?=[\w-]*[A-Z0-9])[\w-]{30,32}(?=/|\b)")


def without_tokens(text: str) -> str:
    """Return a text in which long random parts of addresses are left out."""
    return _TOKEN.sub("/…", text)


class TokenFilter(logging.Filter):
    """Rewrites messages that name an address with a token."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, without tokens; a broken one is the handler's to report."""
        try:
            text = record.getMessage()
        except (TypeError, ValueError):
            return True
        shown = without_tokens(text)
        if shown != text:
            record.msg, record.args = shown, ()
        return True
