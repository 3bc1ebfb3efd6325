"""The projects' rooms in the admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from home.editors import EditorsItem
from home.rooms import RoomItem
from projects.editors.access import SEE_DUTIES, SEE_IDEAS, SEE_OPPORTUNITIES, SEE_REPORTS
from projects.editors.duties import CalendarAddressView, DutiesView, DutyViewSet
from projects.editors.ideas import IdeaView
from projects.editors.indicators import IndicatorsDueView
from projects.editors.register import (
    IdeaPolicy,
    IdeaViewSet,
    OpportunityView,
    OpportunityViewSet,
    RegisterReportView,
)
from projects.editors.reports import RoundsView, RoundView
from projects.models import ProjectIdea

IDEAS = "wagtailsnippets_projects_projectidea:list"
OPPORTUNITIES = "wagtailsnippets_projects_opportunity:list"
register_permission_policy(ProjectIdea, IdeaPolicy(ProjectIdea))
for viewset in (IdeaViewSet, OpportunityViewSet, DutyViewSet):
    register_snippet(viewset)


def room(request: HttpRequest) -> HttpResponse:
    """Lead to what the user may see of the rooms (the first link of the way back)."""
    rooms = {SEE_IDEAS: IDEAS, SEE_REPORTS: "report_rounds"}
    found = (name for right, name in rooms.items() if request.user.has_perm(right))
    return redirect(next(found, "wagtailadmin_home"))


@hooks.register("register_admin_menu_item")
def projects_menu() -> SubmenuMenuItem:
    """Return the menu with its entries."""
    entries = [
        RoomItem(_("Project ideas"), reverse(IDEAS), SEE_IDEAS, icon_name="pick", order=10),
        RoomItem(
            _("Opportunities"),
            reverse(OPPORTUNITIES),
            SEE_OPPORTUNITIES,
            icon_name="group",
            order=20,
        ),
        RoomItem(
            _("Register in numbers"),
            reverse("register_report"),
            SEE_IDEAS,
            icon_name="table",
            order=30,
        ),
        RoomItem(
            _("Duties of projects"),
            reverse("duties"),
            SEE_DUTIES,
            icon_name="calendar-alt",
            order=40,
        ),
        RoomItem(
            _("Reports of actors"),
            reverse("report_rounds"),
            SEE_REPORTS,
            icon_name="form",
            order=45,
        ),
        EditorsItem(_("Indicators"), reverse("indicators_due"), icon_name="order-up", order=50),
    ]
    return SubmenuMenuItem(
        _("Projects and plan"),
        Menu(items=entries),
        name="projects-and-plan",
        icon_name="folder-open-inverse",
        order=320,
    )


@hooks.register("register_admin_urls")
def projects_urls() -> list[Any]:
    """Return the addresses of the rooms."""
    return [
        path("projects-and-plan/", room, name="projects_room"),
        path("projects-and-plan/ideas/<int:pk>/", IdeaView.as_view(), name="project_idea"),
        path(
            "projects-and-plan/opportunities/<int:pk>/",
            OpportunityView.as_view(),
            name="opportunity",
        ),
        path("projects-and-plan/report/", RegisterReportView.as_view(), name="register_report"),
        path("projects-and-plan/duties/", DutiesView.as_view(), name="duties"),
        path(
            "projects-and-plan/duties/calendar/",
            CalendarAddressView.as_view(),
            name="duties_calendar_address",
        ),
        path("projects-and-plan/reports/", RoundsView.as_view(), name="report_rounds"),
        path("projects-and-plan/reports/<int:pk>/", RoundView.as_view(), name="report_round"),
        path("indicators/", IndicatorsDueView.as_view(), name="indicators_due"),
    ]


ACTION_NAMES = {
    "idea_move": _("Move an idea"),
    "idea_wanted": _("Make a page “partner wanted”"),
    "idea_project": _("Make a project of an idea"),
    "idea_again": _("Try a rejected idea again"),
    "duty_done": _("Do a duty"),
    "duty_undone": _("Take back that a duty is done"),
    "reports_open": _("Ask the actors of a plan"),
    "reports_ask": _("Ask one actor"),
    "reports_approve": _("Approve a report"),
    "reports_approve_all": _("Approve all reports"),
    "reports_withhold": _("Withhold a report"),
    "opportunity_wanted": _("Make a page “partner wanted”"),
}


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Name what the audit log keeps of these rooms."""
    for name, label in ACTION_NAMES.items():
        actions.register_action(f"projects.{name}", label, label)
