"""What is written to actors, and to the office about their reports."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from home.addresses import absolute
from home.dates import PreciseDate
from home.ranges import format_ranges
from home.references import Pages
from mail.notes import Note, put_note
from partners.enquiries.messages import coordinator
from projects.models import ActorReport, ReportRound


def _cards(report: ActorReport) -> tuple[tuple[str, str], ...]:
    """Return (card, "activities 1–3, 5") of everything that an actor reports on."""
    numbers: dict[int, list[int]] = {}
    for cell in report.cells.all():
        numbers.setdefault(cell.card_id, []).append(cell.activity)
    pages = Pages(report.language, ids=numbers)
    found = []
    for card, activities in numbers.items():
        view = pages.get(card)
        words = ngettext("activity %(list)s", "activities %(list)s", len(activities))
        found.append((view.title if view else "–", words % {"list": format_ranges(activities)}))
    return tuple(found)


def question(report: ActorReport, link: str, is_reminder: bool) -> None:
    """Ask an actor for its report, or remind it."""
    plan = Pages(report.language, ids=[report.round.plan_id]).get(report.round.plan_id)
    with translation.override(report.language):
        values = {"half": report.round.label, "plan": plan.title if plan else ""}
        subject = (
            _("Reminder: your report for the %(half)s – %(plan)s")
            if is_reminder
            else _("Your report for the %(half)s – %(plan)s")
        )
        note = Note(
            subject=subject % values,
            paragraphs=(
                _(
                    "Twice a year the actors of the action plan say how far they are. For each of "
                    "your activities choose the state and add one sentence, if you like also an "
                    "output document. It takes a few minutes."
                ),
                _("You can change the report until %(day)s.")
                % {"day": PreciseDate(report.round.closes_on)},
            ),
            facts=_cards(report),
            action=(_("Fill in the report"), link),
            after=(_("Opening the link changes nothing. No account is needed."),),
            reason=_("You get this because your organisation is an actor of the action plan."),
        )
    put_note("actor_report", report.email, report.language, note, reply_to=coordinator())


def answered(report: ActorReport) -> None:
    """Tell the office that an actor has reported."""
    to = _office(report.round)
    if not to:
        return
    with translation.override(settings.LANGUAGE_CODE):
        values = {"actor": report.organisation.title, "half": report.round.label}
        note = Note(
            subject=_("%(actor)s reported for the %(half)s") % values,
            paragraphs=(
                _("States and satisfaction count at once. Approve the sentences and documents."),
            ),
            action=(_("Open the reports"), _round_url(report.round)),
            reason=_("You get this because you look after the action plan."),
        )
    put_note("actor_reported", to, settings.LANGUAGE_CODE, note)


def closed(opened: ReportRound) -> None:
    """Tell the office that a round has ended, and who was silent."""
    to = _office(opened)
    if not to:
        return
    reports = list(opened.reports.select_related("organisation"))
    silent = [r.organisation.display_name for r in reports if r.was_asked and not r.answered_at]
    with translation.override(settings.LANGUAGE_CODE):
        values = {"half": opened.label, "n": sum(1 for r in reports if r.answered_at)}
        asked = sum(1 for report in reports if report.was_asked)
        note = Note(
            subject=_("Reports for the %(half)s are closed") % values,
            paragraphs=(_("Reported: %(n)d of %(asked)d actors.") % {**values, "asked": asked},),
            quote="\n".join([_("Silent:"), *silent]) if silent else "",
            action=(_("Open the reports"), _round_url(opened)),
            reason=_("You get this because you look after the action plan."),
        )
    put_note("reports_closed", to, settings.LANGUAGE_CODE, note)


def _round_url(opened: ReportRound) -> str:
    return absolute(reverse("report_round", args=[opened.pk]))


def _office(opened: ReportRound) -> str:
    owner = opened.plan.content_owner
    return (owner.email if owner and owner.is_active else "") or coordinator()
