"""Doing a duty: once, and the next one of a series is entered."""

from __future__ import annotations

import calendar
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from home.dates import add_months
from projects.models import Duty


def next_due(duty: Duty) -> date | None:
    """Return when the next duty of the series is due; None when there is none."""
    if not duty.repeat_months:
        return None
    following = add_months(duty.due, duty.repeat_months)
    last = calendar.monthrange(following.year, following.month)[1]
    following = following.replace(day=min(duty.repeat_day or duty.due.day, last))
    return None if duty.repeat_until and following > duty.repeat_until else following


@transaction.atomic
def do(duty: Duty, on: date, who: str) -> Duty | None:
    """Note that a duty is done; return the next one of the series.

    Raises ValidationError when somebody was faster. A duty that was taken back and is done again
    has its next one already.
    """
    mine = Duty.objects.filter(pk=duty.pk, done_on=None)
    if not mine.update(done_on=on, done_by=who):
        raise ValidationError(_("This duty is done already."))
    following = next_due(duty)
    if following is None:
        return None
    kept = ("project_id", "kind", "title", "repeat_months", "repeat_until", "responsible_id")
    values = {name: getattr(duty, name) for name in (*kept, "note", "repeat_day")}
    row, _is_new = Duty.objects.get_or_create(previous=duty, defaults={"due": following, **values})
    return row


def undo(duty: Duty) -> None:
    """Take it back: the duty is still to be done. Raises ValidationError when it is not done."""
    mine = Duty.objects.filter(pk=duty.pk).exclude(done_on=None)
    if not mine.update(done_on=None, done_by=""):
        raise ValidationError(_("This duty is not done."))
