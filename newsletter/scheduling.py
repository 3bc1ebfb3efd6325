"""When issues are due, and what a worker's tick does about it. All days are Prague's.

The next issue of each frequency exists ahead, so editors can shape it. A late one goes out once;
one that is more than some hours late waits for an editor.
"""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from home.chores import do_chores
from home.dates import PRAGUE, add_months, today_in_prague
from mail.ledger import now
from mail.privacy import keep_periods
from newsletter.composing import attach, compose
from newsletter.events import record_deadlines, unclaimed
from newsletter.frequencies import DIGESTS, SLUGS, Frequency
from newsletter.issues import hold
from newsletter.models import NewsletterSettings, Run, RunState

logger = logging.getLogger(__name__)
LATE = gettext_noop("It is late: no worker ran when it was due. Send it or cancel it.")
BROKEN = gettext_noop("It could not be put together. The log of the worker says why.")
OPEN = (RunState.PLANNED, RunState.HELD)


def next_day(frequency: Frequency, settings: NewsletterSettings, after: datetime) -> date:
    """Return the day of the first issue that is due after a moment."""
    local = after.astimezone(PRAGUE)
    if frequency == Frequency.WEEKLY:
        day = local.date() + timedelta((settings.weekly_day - local.weekday()) % 7)
        return day if due_at(day, settings) > after else day + timedelta(7)
    day = local.date().replace(day=settings.monthly_day)
    return day if due_at(day, settings) > after else add_months(day, 1)


def due_at(day: date, settings: NewsletterSettings) -> datetime:
    """Return when the issue of a day is due.

    In the night when clocks change an hour that is missing or doubled gives one moment, too.
    """
    return datetime.combine(day, settings.send_time, PRAGUE).astimezone(UTC)


def plan(at: datetime | None = None) -> list[Run]:
    """Make the next issue of each frequency, or move it where the settings want it."""
    settings, at = NewsletterSettings.load(), at or timezone.now()
    planned = []
    for frequency in DIGESTS:
        day = next_day(frequency, settings, at)
        key = f"{SLUGS[frequency]}-{day}"
        due = int(due_at(day, settings).timestamp())
        run = regular_run(frequency)
        if run is None:
            run, _is_new = Run.objects.get_or_create(
                key=key, defaults={"frequency": frequency, "day": day, "due_at": due}
            )
        elif _may_move(run, due) and not Run.objects.filter(key=key).exists():
            untouched = Run.objects.filter(pk=run.pk, state=RunState.PLANNED, is_by_hand=False)
            untouched.update(key=key, day=day, due_at=due)
            run.refresh_from_db()
        planned.append(run)
    return planned


def regular_run(frequency: Frequency) -> Run | None:
    """Return the open digest of a frequency that an editor did not send ahead.

    One that has been held for more than a day does not keep the next ones from being planned.
    """
    runs = Run.objects.filter(frequency=frequency, state__in=OPEN, composed_at=None, corrects=None)
    forgotten = Q(state=RunState.HELD, due_at__lt=now() - 86_400)
    return runs.exclude(forgotten).exclude(key__contains="-early-").order_by("due_at").first()


def _may_move(run: Run, due: int) -> bool:
    """Say whether the settings changed since: a run that is not due yet and nobody held."""
    return run.state == RunState.PLANNED and not run.is_by_hand and now() < run.due_at != due


def gather_immediate() -> Run | None:
    """Put what shall go out at once, and had its time to settle, into a run of its own."""
    with transaction.atomic():
        first = unclaimed(Frequency.NOW).order_by("pk").first()
        if first is None:
            return None
        values = {
            "frequency": Frequency.NOW,
            "day": today_in_prague(),
            "due_at": first.ripe_at,
        }
        run, _is_new = Run.objects.get_or_create(key=f"now-{first.pk}", defaults=values)
        run = Run.objects.select_for_update().get(pk=run.pk)
        if run.state != RunState.PLANNED:  # of another tick, or cancelled: it takes nothing more
            run = Run.objects.create(key=f"now-{first.pk}-{now()}", **values)
        attach(run)
    return run


def send_due() -> dict[str, int]:
    """Compose what is due; hold what is too late. Return {key: deliveries, or -1}."""
    limit = NewsletterSettings.load().hold_after * 3600
    done = {}
    for run in Run.objects.filter(state=RunState.PLANNED, due_at__lte=now()).order_by("due_at"):
        if now() - run.due_at > limit:
            hold(run, LATE)
            continue
        try:
            done[run.key] = compose(run)
        except Exception:
            # One issue that cannot be rendered must not stop all others, nor try for ever.
            logger.exception("Issue %s could not be composed", run.key)
            hold(run, BROKEN)
    return done


def tick() -> dict[str, int]:
    """Do everything that is due: periods, chores of all rooms, plan, deadlines, gather, compose."""
    keep_periods()
    do_chores()
    plan()
    record_deadlines(today_in_prague())
    gather_immediate()
    done = send_due()
    plan()  # the issue after one that went out: should every worker die now, it is missed visibly
    return done
