"""What strangers send, as text that every database and every file takes."""

from __future__ import annotations

import unicodedata

from django.http import HttpRequest, QueryDict

UNWANTED = ("Cc", "Cs", "Cn")
KEPT = "\n\r\t"
LONGEST_NUMBER = 18  # digits of an id


def plain_text(text: str) -> str:
    """Return the text without control characters, surrogates and unassigned code points."""
    return "".join(c for c in text if c in KEPT or unicodedata.category(c) not in UNWANTED)


def posted(request: HttpRequest) -> QueryDict:
    """Return what a form sent, cleaned."""
    found = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        found.setlist(plain_text(name), [plain_text(value) for value in values])
    return found


def id_in(text: str) -> int:
    """Return the id that a text names; 0, which nothing has, for anything else."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number else 0
