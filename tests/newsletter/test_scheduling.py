"""When issues are due: Prague's days, nights when clocks change, late workers."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from home.dates import PRAGUE
from newsletter import scheduling
from newsletter.frequencies import Frequency
from newsletter.models import NewsletterSettings, Run, RunState
from newsletter.scheduling import due_at, gather_immediate, next_day, plan, send_due, tick
from tests.newsletter.conftest import reader, told

pytestmark = pytest.mark.django_db


def prague(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PRAGUE)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("frequency", "now", "day"),
    [
        (Frequency.WEEKLY, prague(2026, 11, 24, 12), date(2026, 11, 30)),
        (Frequency.WEEKLY, prague(2026, 11, 30, 6, 59), date(2026, 11, 30)),
        (Frequency.WEEKLY, prague(2026, 11, 30, 7, 0), date(2026, 12, 7)),
        (Frequency.MONTHLY, prague(2026, 11, 24, 12), date(2026, 12, 1)),
        (Frequency.MONTHLY, prague(2026, 12, 1, 6), date(2026, 12, 1)),
        (Frequency.MONTHLY, prague(2026, 12, 31, 23, 30), date(2027, 1, 1)),
    ],
)
def test_next_issue_is_on_its_day(frequency: Frequency, now: datetime, day: date) -> None:
    assert next_day(frequency, NewsletterSettings(), now) == day


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        (date(2026, 3, 29), time(7), datetime(2026, 3, 29, 5, tzinfo=UTC)),
        (date(2026, 10, 25), time(7), datetime(2026, 10, 25, 6, tzinfo=UTC)),
        (date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_night_when_clocks_change_has_one_moment(day: date, at: time, moment: datetime) -> None:
    assert due_at(day, NewsletterSettings(send_time=at)) == moment


@pytest.mark.parametrize(
    "start", [datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC)]
)
def test_week_with_a_changed_clock_has_exactly_one_issue(start: datetime) -> None:
    settings = NewsletterSettings.load()
    settings.weekly_day, settings.send_time = 6, time(2, 30)
    settings.save()
    reader()
    with time_machine.travel(start, tick=False) as clock:
        for minutes in range(0, 48 * 60, 20):
            clock.move_to(start + timedelta(minutes=minutes))
            if minutes == 20:
                told()
            tick()

    sent = Run.objects.filter(frequency=2).exclude(state=RunState.PLANNED)
    assert [(run.day, run.due) for run in sent] == [(start.date() + timedelta(days=1), 1)]


def test_planning_again_and_again_makes_nothing_new() -> None:
    keys = [[run.key for run in plan()] for _time in range(3)]

    assert keys[0] == keys[1] == keys[2]
    assert Run.objects.count() == 2


def test_other_settings_move_an_issue_that_nobody_touched() -> None:
    plan()
    settings = NewsletterSettings.load()
    settings.weekly_day = 3
    settings.save()

    plan()

    run = Run.objects.get(frequency=Frequency.WEEKLY)
    assert run.day.weekday() == 3
    assert run.key == f"weekly-{run.day}"


def test_missed_issue_is_made_up_for_once_and_a_late_one_waits_for_an_editor() -> None:
    reader()
    told()
    start = datetime(2026, 11, 26, 12, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        plan()
        clock.move_to(prague(2026, 11, 30, 9))
        tick()
        first = Run.objects.get(key="weekly-2026-11-30")
        assert (first.state, first.due) == (RunState.SENDING, 1)
        clock.move_to(prague(2026, 12, 22, 9))
        tick()

    late = Run.objects.get(key="weekly-2026-12-07")
    assert late.state == RunState.HELD
    assert late.hold_reason == scheduling.LATE
    assert Run.objects.filter(frequency=2, state=RunState.SENDING).count() == 1


def test_immediate_news_waits_for_second_thoughts_and_then_goes_once() -> None:
    reader(export=1)
    event = told()
    event.ripe_at = int(datetime.now(UTC).timestamp()) + 600
    event.save()
    assert gather_immediate() is None

    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=601)):
        runs = [gather_immediate(), gather_immediate()]
        done = send_due()

    assert runs[1] is None
    assert done == {runs[0].key: 1}


def test_news_taken_back_in_time_goes_nowhere() -> None:
    reader(export=1)
    event = told()
    event.withdrawn_at = datetime.now(UTC)
    event.save()

    assert gather_immediate() is None


def test_issue_that_cannot_be_rendered_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    reader(export=1, dotace=2)
    told()
    broken = Run.objects.create(key="x", frequency=2, day=date.today(), due_at=1)  # noqa: DTZ011
    broken.due_at = int(datetime.now(UTC).timestamp()) - 5
    broken.save()

    def fail(run: Run) -> int:
        raise RuntimeError(run.key)

    monkeypatch.setattr(scheduling, "compose", fail)
    send_due()

    broken.refresh_from_db()
    assert (broken.state, broken.hold_reason) == (RunState.HELD, scheduling.BROKEN)
