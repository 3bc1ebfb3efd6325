"""What readers search for: counts by day, language and words, so that editors see what is missing.

Nothing tells who searched: no cookie, no address, no time of day. What looks like somebody's data
(an e-mail address, a long number) is not kept at all, and everything goes after thirteen months.
"""

from __future__ import annotations

import atexit
import logging
import re
import threading
import time
from datetime import date, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F

from home.dates import today_in_prague
from search.models import SearchCount

logger = logging.getLogger(__name__)

KEPT = timedelta(days=395)
PAUSE = 2.0  # seconds between two writes of a process; a lone search is written at once
MOST_WAITING = 500  # different searches; a robot's flood must not fill the memory
_PERSONAL = re.compile(r"@|\d{6,}|(?:\d[ .-]?){9,}")

_waiting: dict[tuple[date, str, str], tuple[int, int]] = {}  # (day, language, text): times, found
_lock = threading.Lock()
_written_at = -PAUSE


def countable(text: str) -> str:
    """Return the words as they are counted, "" for what is not kept."""
    return "" if _PERSONAL.search(text) else text.lower()[:100]


def looks_personal(typed: str) -> bool:
    """Say whether what was typed, before it is cleaned, looks like somebody's data."""
    return bool(_PERSONAL.search(typed))


def note_search(text: str, language: str, found: int) -> None:
    """Count a search; written at once or with the next ones."""
    counted = countable(text)
    if not counted:
        return
    key = (today_in_prague(), language, counted)
    with _lock:
        if key in _waiting or len(_waiting) < MOST_WAITING:
            _waiting[key] = (_waiting.get(key, (0, 0))[0] + 1, found)
        is_due = time.monotonic() - _written_at >= PAUSE
    if is_due:
        write_waiting()


def write_waiting() -> None:
    """Write what waits. Never raises: a search is answered even where it cannot be counted."""
    global _written_at
    with _lock:
        rows = dict(_waiting)
        _waiting.clear()
        _written_at = time.monotonic()
    try:
        with transaction.atomic():
            for (day, language, text), (times, found) in sorted(rows.items()):
                _add(day, language, text, times, found)
    except DatabaseError:
        logger.warning("Searches could not be counted now.", exc_info=True)
        with _lock:
            for key, (times, found) in rows.items():
                _waiting[key] = (_waiting.get(key, (0, 0))[0] + times, found)


def _add(day: date, language: str, text: str, times: int, found: int) -> None:
    row, made = SearchCount.objects.get_or_create(
        day=day, language=language, text=text, defaults={"searches": times, "found": found}
    )
    if not made:
        SearchCount.objects.filter(pk=row.pk).update(searches=F("searches") + times, found=found)


def note_click(text: str, language: str) -> None:
    """Count that a result was followed; only for what was searched for today."""
    if _waiting:
        write_waiting()
    rows = SearchCount.objects.filter(day=today_in_prague(), language=language)
    rows.filter(text=countable(text), clicks__lt=F("searches")).update(clicks=F("clicks") + 1)


def forget_old() -> int:
    """Delete counts older than thirteen months; return how many."""
    return SearchCount.objects.filter(day__lt=today_in_prague() - KEPT).delete()[0]


def forget_waiting() -> None:
    """Drop what waits (for tests that roll the database back)."""
    global _written_at
    _waiting.clear()
    _written_at = -PAUSE


def _write_at_the_end() -> None:
    if _waiting:
        write_waiting()


atexit.register(_write_at_the_end)
