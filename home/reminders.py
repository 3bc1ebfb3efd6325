"""Who is due for a reminder: by days since something began, never two reminders at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet


def due_for_reminder(
    rows: QuerySet, days: tuple[int, ...], at: datetime, since: str = "since"
) -> list[Any]:
    """Return the rows whose next reminder is due.

    `days`: when each reminder is due, counted from the field `since`. Rows have `reminders` (how
    many there were) and `reminded_at`. After a long stop the next reminder still keeps its
    distance from the last one.
    """
    found: list[Any] = []
    for times, day in enumerate(days):
        distance = day - (days[times - 1] if times else 0)
        rested = Q(reminded_at=None) | Q(reminded_at__lte=at - timedelta(days=distance))
        is_due = Q(reminders=times, **{f"{since}__lte": at - timedelta(days=day)})
        found += rows.filter(rested & is_due)
    return found


def claim_reminder(row: Any, at: datetime, **state: Any) -> bool:
    """Count a reminder of a row, unless another worker did or the row has moved on."""
    mine = type(row)._default_manager.filter(pk=row.pk, reminders=row.reminders, **state)
    return bool(mine.update(reminders=F("reminders") + 1, reminded_at=at))
