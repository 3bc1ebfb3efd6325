"""Reminders of duties: a month and a week ahead, on the day, a fortnight late."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from home.addresses import absolute
from home.chores import register_chore
from home.dates import PreciseDate, today_in_prague
from mail.notes import Note, put_note
from partners.enquiries.messages import coordinator
from projects.models import Duty

# Days since `remind_from`, which is thirty days before the duty is due.
REMIND_ON = (0, 23, 30, 44)


def steps_past(since: datetime, at: datetime) -> int:
    """Return how many of the reminders should have been written by now."""
    return sum(since + timedelta(days=days) <= at for days in REMIND_ON)


@register_chore
def remind_of_duties() -> int:
    """Remind of what is due; return how many messages were written.

    A duty that was entered late, or that waited for a worker, gets one reminder for all that are
    past, and the others on their day.
    """
    at = timezone.now()
    rows = Duty.objects.filter(
        done_on=None, remind_from__lte=at, reminders__lt=len(REMIND_ON)
    ).select_related("responsible", "project", "project__content_owner")
    return sum(
        _remind(duty, at) for duty in rows if steps_past(duty.remind_from, at) > duty.reminders
    )


def receiver(duty: Duty) -> str:
    """Return who is reminded: who does it, who looks after the project, else the office."""
    people = (duty.responsible, duty.project.content_owner)
    found = [person.email for person in people if person and person.is_active and person.email]
    return found[0] if found else coordinator()


@transaction.atomic
def _remind(duty: Duty, at: datetime) -> bool:
    to = receiver(duty)
    mine = Duty.objects.filter(
        pk=duty.pk, done_on=None, reminders=duty.reminders, remind_from=duty.remind_from
    )
    # Without anybody to write to, the reminder waits: the list shows what is overdue.
    if not to or not mine.update(reminders=steps_past(duty.remind_from, at), reminded_at=at):
        return False
    with translation.override(settings.LANGUAGE_CODE):
        project = duty.project.acronym or duty.project.title
        values = {"project": project, "title": duty.title}
        is_late = duty.due < today_in_prague()
        subject = _("Overdue: %(title)s (%(project)s)") if is_late else _("%(title)s (%(project)s)")
        note = Note(
            subject=subject % values,
            paragraphs=(
                _("This duty of the project %(project)s should be done already.") % values
                if is_late
                else _("The project %(project)s has a duty with a deadline.") % values,
            ),
            facts=(
                (_("What is to be done"), duty.title),
                (_("Kind"), duty.get_kind_display()),
                (_("Due on"), str(PreciseDate(duty.due))),
            ),
            quote=duty.note,
            action=(_("Open the list of duties"), absolute(reverse("duties"))),
            reason=_("You get this because you look after the project or its duties."),
        )
    put_note("duty", to, settings.LANGUAGE_CODE, note)
    return True
