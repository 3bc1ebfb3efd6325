"""Events whose registration ends or that begin soon, for the newsletter."""

from __future__ import annotations

from datetime import date, timedelta

from home.groups import translation_groups
from home.newsworthy import Deadline, register_deadlines
from news.events import EventPage

NEAR = timedelta(days=14)


@register_deadlines
def coming_events(today: date) -> list[Deadline]:
    """Return the events that readers have to act on within a fortnight."""
    found = []
    for key, group in translation_groups(EventPage.objects.defer("body")).items():
        facts = group.facts
        day = facts.registration_deadline or facts.start_date
        if day and today <= day <= today + NEAR and not facts.is_over(today):
            found.append(Deadline(key, day))
    return found
