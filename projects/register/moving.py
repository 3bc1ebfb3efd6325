"""Moving an idea from state to state: what each step needs, and its line in the history."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from home.dates import check_day, today_in_prague
from projects.models import IdeaEntry, ProjectIdea
from projects.register.states import DECIDED, IdeaState, may_follow


def _checked_day(day: date | None, earliest: date | None) -> date:
    """Return the day of a step: today unless told. Raises ValidationError."""
    today = today_in_prague()
    day = day or today
    check_day(day)
    if day > today:
        raise ValidationError(_("The day must not be in the future."))
    if earliest and day < earliest:
        raise ValidationError(_("A bid cannot be decided before it was submitted."))
    return day


def _changes(idea: ProjectIdea, wanted: IdeaState, day: date | None, note: str) -> dict[str, Any]:
    """Return what a step changes besides the state. Raises ValidationError with what is missing."""
    if wanted in DECIDED:
        if wanted == IdeaState.REJECTED and not note:
            raise ValidationError(_("Say why the bid was rejected."))
        return {"decided_on": _checked_day(day, idea.submitted_on), "reason": note}
    if idea.state in DECIDED:  # the decision was noted by mistake
        if idea.project_id:
            raise ValidationError(_("It is a project already. Delete that page first."))
        return {"decided_on": None, "reason": ""}
    if wanted == IdeaState.SUBMITTED:
        if not idea.programme_id:
            raise ValidationError(_("Fill in the programme first: a bid belongs to one."))
        return {"submitted_on": _checked_day(day, None)}
    return {"submitted_on": None}  # a bid that was taken back is none


@transaction.atomic
def move(
    idea: ProjectIdea, wanted: str, who: str, *, day: date | None = None, note: str = ""
) -> None:
    """Move an idea to another state.

    Raises ValidationError with what to do when the step is not allowed, something is missing, or
    somebody else moved the idea meanwhile; then nothing has changed.
    """
    before = IdeaState(idea.state)
    if not may_follow(before, wanted):
        raise ValidationError(
            _("From “%(before)s” an idea cannot go where you want it. Look at the page again.")
            % {"before": before.label}
        )
    after = IdeaState(wanted)
    changes = _changes(idea, after, day, note)
    mine = ProjectIdea.objects.filter(pk=idea.pk, state=before)
    if before in DECIDED:  # somebody may make a project of it at this moment
        mine = mine.filter(project=None)
    if not mine.update(state=after, changed_at=timezone.now(), **changes):
        raise ValidationError(_("Somebody else has moved this idea meanwhile. Look at it again."))
    IdeaEntry.objects.create(
        idea=idea,
        who=who,
        before=before,
        after=after,
        day=changes.get("decided_on") or changes.get("submitted_on"),
        note=note,
    )
    idea.refresh_from_db()
