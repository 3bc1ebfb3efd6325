"""What the portal does by itself again and again: each room registers its own.

The leading worker's tick (`newsletter_tick`) does them all, every half hour at least. A chore
looks for what is due and ends quickly when nothing is; doing it twice at once does nothing twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)
Chore = Callable[[], object]
_chores: list[Chore] = []


def register_chore(chore: Chore) -> Chore:
    """Register a function without arguments."""
    _chores.append(chore)
    return chore


def do_chores() -> int:
    """Do all chores; one that fails is logged and stops no other. Return how many failed."""
    failed = 0
    for chore in _chores:
        try:
            chore()
        except Exception:
            failed += 1
            logger.exception("Chore %s failed", chore.__name__)
    return failed
