"""Reports of actors in the admin: rounds, one round with who said what, what to approve."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.dates import today_in_prague
from home.editors import admin_language
from home.plain_text import id_in
from home.rooms import Action, ActionView
from newsletter.addresses import normalised
from partners.editors.actions import name_of
from projects.editors.access import RUN_REPORTS, SEE_REPORTS, ProjectsView
from projects.models import ActionPlan, ActorReport, ReportRound
from projects.reporting.answering import approve, withhold
from projects.reporting.cards import card_names
from projects.reporting.halves import HalfYear, last_ended
from projects.reporting.rounds import ask_at, open_round


def _open(_subject: Any, request: HttpRequest) -> str:
    plan = ActionPlan.objects.filter(pk=id_in(request.POST.get("plan", ""))).first()
    half = HalfYear.parse(request.POST.get("half", ""))
    today = today_in_prague()
    if plan is None or half not in (HalfYear.of(today), last_ended(today)):
        raise ValidationError(_("Choose a plan and a half-year from the list."))
    opened = open_round(plan, half, name_of(request.user))
    request.acted_on = opened  # type: ignore[attr-defined]
    asked = opened.reports.filter(was_asked=True).count()
    return _("Asked: %(asked)d of %(all)d actors.") % {
        "asked": asked,
        "all": opened.reports.count(),
    }


class RoundsView(ProjectsView, ActionView):
    """All rounds, and a form that begins one."""

    permission = SEE_REPORTS
    change_permission = RUN_REPORTS
    actions = {"open": _open}
    log_prefix = "projects.reports_"
    page_title = gettext_lazy("Reports of actors")
    header_icon = "form"
    template_name = "wagtailadmin/projects/rounds.html"

    subject = None  # the round that a button opens

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add rounds with their numbers, and the plans with how many could be asked."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        today = today_in_prague()
        rounds = ReportRound.objects.select_related("plan").annotate(
            asked=Count("reports", filter=Q(reports__was_asked=True)),
            reported=Count("reports", filter=Q(reports__answered_at__isnull=False)),
            waiting=Count(
                "reports",
                filter=Q(
                    reports__answered_at__isnull=False,
                    reports__approved_at=None,
                    reports__withheld_at=None,
                ),
            ),
        )
        plans = ActionPlan.objects.filter(live=True, locale__language_code=settings.LANGUAGE_CODE)
        return {
            **context,
            "rounds": rounds.order_by("-year", "-half", "plan"),
            "plans": plans,
            "halves": [(half.code, half.label) for half in (last_ended(today), HalfYear.of(today))],
        }


def _report(opened: ReportRound, request: HttpRequest) -> ActorReport:
    rows = opened.reports.select_related("round__plan", "organisation")
    report = rows.filter(pk=id_in(request.POST.get("report", ""))).first()
    if report is None:
        raise ValidationError(_("This report is not here any more."))
    return report


def _ask(opened: ReportRound, request: HttpRequest) -> str:
    report = _report(opened, request)
    email = normalised(request.POST.get("email", "").strip())
    ask_at(report, email)
    return _("A new link is on its way to %s.") % email


def _approve(opened: ReportRound, request: HttpRequest) -> str:
    report = _report(opened, request)
    if not approve(report, request.POST.get("version", "")):
        raise ValidationError(_("The report has changed, or it is public already. Look again."))
    return _("Sentences and documents are public now.")


def _approve_all(opened: ReportRound, request: HttpRequest) -> str:
    shown = dict(zip(request.POST.getlist("seen"), request.POST.getlist("versions"), strict=False))
    waiting = [report for report in opened.reports.all() if report.waits]
    count = sum(approve(report, shown.get(str(report.pk), "?")) for report in waiting)
    if count < len(waiting):
        values = {"count": count, "left": len(waiting) - count}
        text = _("Approved: %(count)d. Others came or changed meanwhile: %(left)d. Look again.")
        raise ValidationError(text % values)
    return _("Reports approved: %d.") % count


def _withhold(opened: ReportRound, request: HttpRequest) -> str:
    if not withhold(_report(opened, request)):
        raise ValidationError(_("It is withheld already."))
    return _("Sentences and documents are not public any more.")


ACTIONS: dict[str, Action] = {
    "ask": _ask,
    "approve": _approve,
    "approve_all": _approve_all,
    "withhold": _withhold,
}


class RoundView(ProjectsView, ActionView):
    """One round: who was asked at which mailbox, who said what."""

    permission = SEE_REPORTS
    change_permission = RUN_REPORTS
    actions = ACTIONS
    log_prefix = "projects.reports_"
    header_icon = "form"
    template_name = "wagtailadmin/projects/round.html"

    @cached_property
    def subject(self) -> ReportRound:
        """The round of the address."""
        rows = ReportRound.objects.select_related("plan")
        found: ReportRound = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_page_title(self) -> str:
        """Return the half-year."""
        return f"{self.subject.plan.title}: {self.subject.label}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the reports with their cells. The same queries for any number."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        reports = list(
            self.subject.reports.select_related("organisation").prefetch_related("cells", "ratings")
        )
        ids = {cell.card_id for report in reports for cell in report.cells.all()}
        names, _pages = card_names(ids, admin_language(), only_public=False)
        lines = []
        for report in reports:
            cells = [
                (cell, names[cell.card_id], names[cell.card_id].activity(cell.activity)[0])
                for cell in report.cells.all()
            ]
            scores = ", ".join(str(rating.score) for rating in report.ratings.all())
            lines.append((report, cells, scores))
        return {
            **context,
            "round": self.subject,
            "lines": lines,
            "waiting": [report for report in reports if report.waits],
        }
