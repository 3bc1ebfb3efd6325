"""Availability is derived from dates; every rule, and what holds for all dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.dates import today_in_prague
from servicecards.lifecycle import (
    CLOSING_SOON,
    Availability,
    Timing,
    Window,
    state_of,
)

TODAY = date(2026, 11, 24)


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


CASES = {
    "no dates, intake not documented": (Timing(), Availability.UNKNOWN),
    "calls but none dated": (Timing("calls"), Availability.UNKNOWN),
    "all year round": (Timing("continuous"), Availability.OPEN),
    "by appointment": (Timing("by-appointment"), Availability.OPEN),
    "ended yesterday": (Timing("continuous", valid_to=day(-1)), Availability.ENDED),
    "last day is today": (Timing("continuous", valid_to=day(0)), Availability.CLOSING_SOON),
    "ends in 30 days": (Timing("continuous", valid_to=day(30)), Availability.CLOSING_SOON),
    "ends in 31 days": (Timing("continuous", valid_to=day(31)), Availability.OPEN),
    "starts tomorrow": (Timing("continuous", valid_from=day(1)), Availability.UPCOMING),
    "call open": (Timing(windows=(Window(day(-9), day(60)),)), Availability.OPEN_CALL),
    "call without an end": (Timing(windows=(Window(day(-9), None),)), Availability.OPEN_CALL),
    "call closes soon": (Timing(windows=(Window(day(-9), day(5)),)), Availability.CLOSING_SOON),
    "call to come": (Timing(windows=(Window(day(9), day(60)),)), Availability.UPCOMING),
    "call over": (Timing(windows=(Window(day(-9), day(-1)),)), Availability.CLOSED),
    "call without dates": (Timing(windows=(Window(None, None),)), Availability.UNKNOWN),
    "paused": (Timing("continuous", is_paused=True), Availability.PAUSED),
    "pause over": (
        Timing("continuous", is_paused=True, notice_until=day(-1)),
        Availability.OPEN,
    ),
    "ended beats paused": (Timing(valid_to=day(-1), is_paused=True), Availability.ENDED),
}


@pytest.mark.parametrize(("timing", "expected"), CASES.values(), ids=CASES)
def test_state_follows_the_rules(timing: Timing, expected: Availability) -> None:
    assert state_of(timing, TODAY).availability == expected


def test_nearest_deadline_of_several_calls_counts() -> None:
    windows = (Window(day(-1), day(20)), Window(day(-1), day(7)), Window(day(3), day(4)))

    assert state_of(Timing(windows=windows), TODAY).day == day(7)


DATES = st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1))
TIMINGS = st.builds(
    Timing,
    intake_mode=st.sampled_from(["", "continuous", "calls", "by-appointment"]),
    valid_from=DATES,
    valid_to=DATES,
    windows=st.lists(st.builds(Window, DATES, DATES), max_size=4).map(tuple),
    is_paused=st.booleans(),
    notice_until=DATES,
)


@given(TIMINGS, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_timing_has_one_state_with_a_sensible_date(timing: Timing, today: date) -> None:
    state = state_of(timing, today)

    left = state.days_left(today)
    if state.availability == Availability.CLOSING_SOON:
        assert left is not None
        assert 0 <= left <= CLOSING_SOON.days
    if state.availability == Availability.UPCOMING:
        assert left is not None
        assert left > 0
    if state.availability == Availability.ENDED:
        assert left is not None
        assert left < 0


@given(TIMINGS, st.dates(date(2000, 1, 1), date(2099, 1, 1)))
def test_ended_stays_ended(timing: Timing, today: date) -> None:
    if state_of(timing, today).availability == Availability.ENDED:
        later = today + timedelta(days=300)
        assert state_of(timing, later).availability == Availability.ENDED


@pytest.mark.parametrize(
    ("utc", "expected"),
    [
        ("2026-11-23T22:59:00", date(2026, 11, 23)),
        ("2026-11-23T23:00:00", date(2026, 11, 24)),
        ("2026-07-01T21:59:00", date(2026, 7, 1)),
        ("2026-07-01T22:00:00", date(2026, 7, 2)),
        ("2026-03-29T00:59:59", date(2026, 3, 29)),
        ("2026-10-25T22:59:59", date(2026, 10, 25)),
    ],
)
def test_today_is_the_czech_day_in_winter_and_summer(utc: str, expected: date) -> None:
    assert today_in_prague(datetime.fromisoformat(utc).replace(tzinfo=UTC)) == expected
