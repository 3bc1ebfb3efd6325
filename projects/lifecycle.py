"""The state of a project on one day, from its dates (data model, section 2)."""

from __future__ import annotations

from datetime import date
from typing import Any

from projects.models.choices import BidState, ProjectStatus


def status_of(project: Any, today: date) -> ProjectStatus | None:
    """Return the state on `today`; None where the dates do not say (it is never guessed).

    An end that is known to the month or year lasts until its last day. The end of the
    sustainability period is the last day on which the results must stand.
    """
    if project.bid_state == BidState.REJECTED:
        return ProjectStatus.REJECTED
    starts, ends = project.starts, project.ends
    if starts and today < starts.day:
        return ProjectStatus.BEFORE_START
    if ends and today > ends.last_day:
        until = project.sustainability_until
        return ProjectStatus.SUSTAINABILITY if until and today <= until else ProjectStatus.ENDED
    if starts and ends:
        return ProjectStatus.RUNNING
    return ProjectStatus.BEFORE_START if project.bid_state == BidState.BEFORE_START else None


def state_class(status: ProjectStatus | None) -> str:
    """Return the class that draws a state: disc, ring or bar."""
    classes = {ProjectStatus.RUNNING: "open", ProjectStatus.ENDED: "ended"}
    return classes.get(status, "ask") if status else "ask"
