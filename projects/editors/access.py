"""Who may do what in the projects' rooms, and the common frame of their views."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from home import rooms
from home.editors import edits_pages

SEE_IDEAS = "projects.view_projectidea"
CHANGE_IDEAS = "projects.change_projectidea"
SEE_DUTIES = "projects.view_duty"
CHANGE_DUTIES = "projects.change_duty"
SEE_REPORTS = "projects.view_reportround"
RUN_REPORTS = "projects.change_reportround"


class RoomView(rooms.RoomView):
    """A page of the projects' rooms."""

    room_url_name = "project_ideas"
    room_label = _("Projects and plan")
    header_icon = "folder-open-inverse"


class EditorsView(RoomView):
    """A page for everybody who edits pages."""

    room_url_name = "indicators_due"

    def may_open(self, user: Any) -> bool:
        """Say whether the user edits any page."""
        return edits_pages(user)
