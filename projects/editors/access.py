"""Who may do what in the projects' rooms, and the common frame of their views."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from home import rooms
from home.base import BasePage
from home.editors import edits_pages

SEE_IDEAS = "projects.view_projectidea"
CHANGE_IDEAS = "projects.change_projectidea"
ADD_IDEAS = "projects.add_projectidea"
SEE_OPPORTUNITIES = "projects.view_opportunity"
CHANGE_OPPORTUNITIES = "projects.change_opportunity"
SEE_DUTIES = "projects.view_duty"
CHANGE_DUTIES = "projects.change_duty"
SEE_REPORTS = "projects.view_reportround"
RUN_REPORTS = "projects.change_reportround"


def may_add_below(user: Any, index_type: type[BasePage]) -> bool:
    """Say whether a user may add pages below the list of a type."""
    index = index_type.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    return bool(index and index.permissions_for_user(user).can_add_subpage())


class ProjectsView(rooms.RoomView):
    """A page of the projects' rooms."""

    room_url_name = "projects_room"
    room_label = _("Projects and plan")
    header_icon = "folder-open-inverse"


class EditorsView(ProjectsView):
    """A page for everybody who edits pages."""

    def may_open(self, user: Any) -> bool:
        """Say whether the user edits any page."""
        return edits_pages(user)
