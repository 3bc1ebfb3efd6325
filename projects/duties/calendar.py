"""Duties as a calendar: a file for who is logged in, an address with a secret for their program."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from home.addresses import absolute
from home.calendars import Entry, calendar_response
from mail.links import end_links, find_link, link_url, make_link
from projects.models import Duty

PURPOSE = "duties-calendar"
LIFETIME = timedelta(days=730)
FILENAME = "povinnosti-projektu"
SEE = "projects.view_duty"


def calendar_of_duties(project_id: int = 0) -> HttpResponse:
    """Return the open duties as iCalendar, of one project or of all. One query."""
    rows = Duty.objects.filter(done_on=None).select_related("project")
    rows = rows.filter(project_id=project_id) if project_id else rows
    entries = [
        Entry(
            uid=f"duty-{duty.pk}",
            title=f"{duty.project.acronym or duty.project.title}: {duty.title}",
            description="\n".join(filter(None, [str(duty.get_kind_display()), duty.note])),
            url=absolute(reverse("duties")),
            start=duty.due,
            end=None,
            changed=duty.changed_at,
        )
        for duty in rows
    ]
    language = translation.get_language() or ""
    response = calendar_response(_("Duties of projects"), language, entries, FILENAME)
    response["Cache-Control"] = "no-store"
    return response


def new_address(user: Any) -> str:
    """Return an address for a user's calendar program; older ones stop working."""
    end_links(PURPOSE, user.pk)
    language = translation.get_language() or "cs"
    return link_url("duties_calendar", make_link(PURPOSE, user.pk, lifetime=LIFETIME), language)


@require_safe
def subscribed(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a calendar program; 404 when its address or its user's right has ended."""
    link = find_link(token, PURPOSE)
    user = (
        get_user_model().objects.filter(pk=link.subject, is_active=True).first() if link else None
    )
    if user is None or not user.has_perm(SEE):
        raise Http404
    return calendar_of_duties()
