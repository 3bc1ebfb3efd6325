"""Availability of a service: derived from dates and calls, never typed (data model, sections 1, 7).

Pure functions: they take dates and today's date, and know no database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from home.dates import add_months

CLOSING_SOON = timedelta(days=30)


class Availability(models.TextChoices):
    """State of a service for somebody who comes today (adms:status). Values stand in addresses."""

    OPEN = "otevreno", _("Open all year round")
    OPEN_CALL = "otevrena-vyzva", _("Call is open")
    CLOSING_SOON = "brzy-konci", _("Closes soon")
    UPCOMING = "otevre-se", _("Opens later")
    CLOSED = "uzavreno", _("Closed for now")
    PAUSED = "pozastaveno", _("Paused")
    ENDED = "ukonceno", _("Ended")
    UNKNOWN = "overte", _("Check that it is running")


@dataclass(frozen=True)
class Window:
    """A call: the days on which applications are taken, both included."""

    opens: date | None
    closes: date | None


@dataclass(frozen=True)
class State:
    """Availability with the date that matters for it (the last or the first day)."""

    availability: Availability
    day: date | None = None

    def days_left(self, today: date) -> int | None:
        """Return days to the date, today being 0."""
        return (self.day - today).days if self.day else None


@dataclass(frozen=True)
class Timing:
    """What a card says about time."""

    intake_mode: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    windows: tuple[Window, ...] = ()
    is_paused: bool = False
    notice_until: date | None = None


def _is_open(window: Window, today: date) -> bool:
    starts = window.opens is None or window.opens <= today
    return starts and (window.closes is None or today <= window.closes)


def _open_until(last_day: date | None, today: date, lasting: Availability) -> State:
    """Return the state of something open whose last day is `last_day`."""
    if last_day and last_day - today <= CLOSING_SOON:
        return State(Availability.CLOSING_SOON, last_day)
    return State(lasting, last_day)


def _of_windows(windows: Iterable[Window], today: date) -> State:
    """Return the state that the calls make: the open one, else the next, else closed."""
    dated = [window for window in windows if window.opens or window.closes]
    running = [window for window in dated if _is_open(window, today)]
    if running:
        ends = [window.closes for window in running if window.closes]
        return _open_until(min(ends, default=None), today, Availability.OPEN_CALL)
    coming = [window.opens for window in dated if window.opens and window.opens > today]
    if coming:
        return State(Availability.UPCOMING, min(coming))
    return State(Availability.CLOSED) if dated else State(Availability.UNKNOWN)


def state_of(timing: Timing, today: date) -> State:
    """Return the availability on `today`.

    Order of the rules: ended, paused, not yet on offer, calls, intake mode. A card without dates
    whose intake mode is not documented is `unknown`: ask first.
    """
    if timing.valid_to and timing.valid_to < today:
        return State(Availability.ENDED, timing.valid_to)
    if timing.is_paused and (timing.notice_until is None or today <= timing.notice_until):
        return State(Availability.PAUSED, timing.notice_until)
    if timing.valid_from and timing.valid_from > today:
        return State(Availability.UPCOMING, timing.valid_from)
    if timing.windows:
        return _of_windows(timing.windows, today)
    if timing.intake_mode in ("", "calls"):
        return State(Availability.UNKNOWN)
    return _open_until(timing.valid_to, today, Availability.OPEN)


CONFIRM_EVERY = 12  # months, where a card does not say


def confirmation_is_valid(assured_on: date | None, confirm_every: int | None, today: date) -> bool:
    """Say whether a card was confirmed and its next confirmation is not due yet."""
    if assured_on is None:
        return False
    due = add_months(assured_on, confirm_every or CONFIRM_EVERY)
    return due >= today
