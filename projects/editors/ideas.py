"""Project ideas in the admin: the list, one idea with its steps and history."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from home.rooms import Action, ActionView
from partners.editors.actions import name_of
from projects.editors.access import (
    ADD_IDEAS,
    CHANGE_IDEAS,
    SEE_IDEAS,
    ProjectsView,
    may_add_below,
)
from projects.editors.register import make_wanted
from projects.models import PartnerWantedIndexPage, ProjectIdea, ProjectIndexPage
from projects.register.moving import move
from projects.register.pages import make_project, try_again
from projects.register.states import DECIDED, FOLLOWS, IdeaState

LONGEST = 2000  # characters of a reason


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ValidationError(_("Write the day as year-month-day.")) from error


def _move(idea: ProjectIdea, request: HttpRequest) -> str:
    note = request.POST.get("note", "").strip()
    if len(note) > LONGEST:
        raise ValidationError(_("At most 2,000 characters."))
    wanted, day = request.POST.get("state", ""), _day(request.POST.get("day", ""))
    move(idea, wanted, name_of(request.user), day=day, note=note)
    return _("The idea is now: %s.") % IdeaState(idea.state).label


def _project(idea: ProjectIdea, request: HttpRequest) -> str:
    if not may_add_below(request.user, ProjectIndexPage):
        raise PermissionDenied
    make_project(idea, request.user)
    return _("The project is a draft with all that the idea knew. Complete and publish it.")


def _again(idea: ProjectIdea, request: HttpRequest) -> str:
    if not request.user.has_perm(ADD_IDEAS):
        raise PermissionDenied
    again = try_again(idea)
    return _("The new try is idea no. %d.") % again.pk


ACTIONS: dict[str, Action] = {
    "move": _move,
    "wanted": make_wanted,
    "project": _project,
    "again": _again,
}


class IdeaView(ProjectsView, ActionView):
    """One idea: what is known, its next step, where it may go, its history."""

    permission = SEE_IDEAS
    change_permission = CHANGE_IDEAS
    actions = ACTIONS
    log_prefix = "projects.idea_"
    header_icon = "pick"
    template_name = "wagtailadmin/projects/idea.html"

    @cached_property
    def subject(self) -> ProjectIdea:
        """The idea of the address."""
        rows = ProjectIdea.objects.select_related(
            *("programme", "sector", "topic", "lead_partner", "owner", "project", "wanted_page"),
            "previous",
        )
        found: ProjectIdea = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_page_title(self) -> str:
        """Return its name."""
        return self.subject.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the template needs."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        idea, user = self.subject, self.request.user
        state = IdeaState(idea.state)
        return {
            **context,
            "idea": idea,
            "state": state,
            "steps": [(step, step in DECIDED) for step in FOLLOWS[state]],
            "needs_day": any(step in (IdeaState.SUBMITTED, *DECIDED) for step in FOLLOWS[state]),
            "partners": idea.partners.select_related("organisation"),
            "links": idea.links.select_related("page"),
            "districts": idea.districts.all(),
            "entries": idea.entries.all(),
            "next_try": ProjectIdea.objects.filter(previous=idea).first(),
            "may_make_call": may_add_below(user, PartnerWantedIndexPage),
            "may_make_project": may_add_below(user, ProjectIndexPage),
            "may_add": user.has_perm(ADD_IDEAS),
            "edit_url": reverse("wagtailsnippets_projects_projectidea:edit", args=[idea.pk]),
        }
