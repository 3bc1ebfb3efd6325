"""State of a project from its dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.dates import PreciseDate, Precision, add_months
from projects.lifecycle import status_of
from projects.models import ProjectStatus

pytestmark = pytest.mark.sqlite_only
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
PRECISIONS = st.sampled_from(list(Precision))


@dataclass
class Facts:
    starts: PreciseDate | None = None
    ends: PreciseDate | None = None
    sustainability_until: date | None = None
    bid_state: str = ""


def facts(start: str, end: str, until: str = "") -> Facts:
    return Facts(
        PreciseDate(date.fromisoformat(start)),
        PreciseDate(date.fromisoformat(end)),
        date.fromisoformat(until) if until else None,
    )


@pytest.mark.parametrize(
    ("today", "status"),
    [
        ("2020-12-31", ProjectStatus.BEFORE_START),
        ("2021-01-01", ProjectStatus.RUNNING),
        ("2022-12-31", ProjectStatus.RUNNING),
        ("2023-01-01", ProjectStatus.SUSTAINABILITY),
        ("2027-12-31", ProjectStatus.SUSTAINABILITY),
        ("2028-01-01", ProjectStatus.ENDED),
    ],
)
def test_state_follows_the_dates(today: str, status: ProjectStatus) -> None:
    project = facts("2021-01-01", "2022-12-31", "2027-12-31")

    assert status_of(project, date.fromisoformat(today)) == status


def test_end_known_to_the_month_lasts_until_its_last_day() -> None:
    project = Facts(
        PreciseDate(date(2019, 4, 1), Precision.MONTH), PreciseDate(date(2022, 3, 1), "month")
    )

    assert status_of(project, date(2022, 3, 31)) == ProjectStatus.RUNNING
    assert status_of(project, date(2022, 4, 1)) == ProjectStatus.ENDED


def test_nothing_is_guessed_without_dates() -> None:
    today = date(2026, 11, 24)

    assert status_of(Facts(), today) is None
    assert status_of(Facts(starts=PreciseDate(date(2020, 1, 1))), today) is None
    assert status_of(Facts(ends=PreciseDate(date(2030, 1, 1))), today) is None
    assert status_of(Facts(bid_state="before-start"), today) == ProjectStatus.BEFORE_START
    assert status_of(Facts(bid_state="rejected"), today) == ProjectStatus.REJECTED


@given(start=DAYS, length=st.integers(0, 4000), kept=st.integers(0, 4000), precision=PRECISIONS)
def test_states_follow_one_another_and_never_go_back(
    start: date, length: int, kept: int, precision: str
) -> None:
    end = start + timedelta(days=length)
    ends = PreciseDate(end, precision)
    project = Facts(PreciseDate(start), ends, ends.last_day + timedelta(days=kept))
    order = list(map(str, ("pred-zahajenim", "v-realizaci", "v-udrzitelnosti", "ukonceny")))
    moments = [
        *(start - timedelta(days=1), start, end, ends.last_day),
        *(project.sustainability_until, project.sustainability_until + timedelta(days=1)),
    ]

    found = [order.index(status_of(project, day).value) for day in sorted(moments)]

    assert found == sorted(found)
    assert found[0] == 0
    assert found[-1] == 3


@given(day=DAYS, months=st.integers(0, 240))
def test_adding_months_keeps_the_day_or_takes_the_last(day: date, months: int) -> None:
    later = add_months(day, months)

    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
