"""Duties in the admin: what is to be done, what was done, a calendar."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.dates import today_in_prague
from home.plain_text import id_in
from home.rooms import Action, ActionView, RoomViewSet
from partners.editors.actions import name_of
from projects.duties.calendar import calendar_of_duties, new_address
from projects.duties.doing import do, undo
from projects.editors.access import CHANGE_DUTIES, SEE_DUTIES, ProjectsView
from projects.models import Duty, ProjectPage

DONE_SHOWN = 50


class DutyViewSet(RoomViewSet):
    """The forms of duties; their list is `DutiesView`."""

    model = Duty
    icon = "calendar-alt"
    menu_label = gettext_lazy("Duties of projects")
    list_display = ["title", "project", "due", "done_on"]
    list_filter = ["kind", "project", "responsible"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the duties with their projects, in one query."""
        return Duty.objects.select_related("project")


def _duty(request: HttpRequest) -> Duty:
    duty = Duty.objects.filter(pk=id_in(request.POST.get("duty", ""))).first()
    if duty is None:
        raise ValidationError(_("This duty is not here any more."))
    return duty


def _done(_project: Any, request: HttpRequest) -> str:
    following = do(_duty(request), today_in_prague(), name_of(request.user))
    if following:
        return _("Done. The next one is due on %s.") % f"{following.due:%-d. %-m. %Y}"
    return _("Done.")


def _undone(_project: Any, request: HttpRequest) -> str:
    undo(_duty(request))
    return _("The duty is to be done again.")


ACTIONS: dict[str, Action] = {"done": _done, "undone": _undone}


class DutiesView(ProjectsView, ActionView):
    """Open duties by their day, and the last that were done; `?project=` keeps one project's."""

    permission = SEE_DUTIES
    change_permission = CHANGE_DUTIES
    actions = ACTIONS
    log_prefix = "projects.duty_"
    page_title = gettext_lazy("Duties of projects")
    header_icon = "calendar-alt"
    template_name = "wagtailadmin/projects/duties.html"

    @property
    def subject(self) -> Duty:
        """The duty that a button is about."""
        return _duty(self.request)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the page, or the open duties as a calendar."""
        if request.GET.get("format") == "ics":
            return calendar_of_duties(id_in(request.GET.get("project", "")))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the duties, and the projects that have any."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        rows = Duty.objects.select_related("project", "responsible")
        chosen = id_in(self.request.GET.get("project", ""))
        shown = rows.filter(project_id=chosen) if chosen else rows
        return {
            **context,
            "today": today_in_prague(),
            "open": shown.filter(done_on=None),
            "done": shown.exclude(done_on=None).order_by("-done_on", "-pk")[:DONE_SHOWN],
            "projects": ProjectPage.objects.filter(pk__in=Duty.objects.values("project_id")),
            "chosen": chosen,
        }


class CalendarAddressView(ProjectsView, ActionView):
    """Gives a user the address of the calendar: once, it is kept nowhere."""

    permission = SEE_DUTIES
    change_permission = SEE_DUTIES
    page_title = gettext_lazy("Calendar of duties")
    header_icon = "calendar-alt"
    template_name = "wagtailadmin/projects/calendar.html"
    address = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make a new address and show it; older ones stop working."""
        self.address = new_address(request.user)
        response = self.get(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response
