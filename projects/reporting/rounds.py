"""Rounds of reports: opened by hand or by themselves, reminded of, closed."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from home.chores import register_chore
from home.dates import today_in_prague
from home.reminders import claim_reminder, due_for_reminder
from home.visibility import public
from mail.links import end_links, link_url, make_link
from partners.models import Organisation
from projects.models import (
    ActionPlan,
    ActionPlanCard,
    ActorReport,
    CellReport,
    ReportRound,
    RoleAssignment,
)
from projects.reporting import messages
from projects.reporting.halves import HalfYear, asks_by_itself

PURPOSE = "actor-report"
LASTS = timedelta(days=45)  # while reports are taken
REMIND_AFTER = (9, 21)  # days
BY_ITSELF_WITHIN = timedelta(days=60)  # of the end of the half-year


def report_link(report: ActorReport) -> str:
    """Return a link by which an actor reports, until its round closes."""
    days = (report.round.closes_on - today_in_prague()).days + 1
    token = make_link(PURPOSE, report.pk, lifetime=timedelta(days=max(1, days)))
    return link_url("actor_report", token, report.language)


def cells_of(plan: ActionPlan) -> dict[int, list[RoleAssignment]]:
    """Return {actor's page: its cells in the published cards of a plan}. One query."""
    cards = public(ActionPlanCard.objects.filter(path__startswith=plan.path, depth=plan.depth + 1))
    rows = RoleAssignment.objects.filter(card__in=cards).order_by("card__number", "activity", "pk")
    found: dict[int, list[RoleAssignment]] = defaultdict(list)
    for row in rows:
        found[row.actor_id].append(row)
    return found


def mailbox_of(organisation: Organisation) -> str:
    """Return where an actor is asked: who confirms its facts, else who gets its enquiries."""
    return organisation.assurer_email or organisation.enquiry_email


@transaction.atomic
def open_round(plan: ActionPlan, half: HalfYear, who: str = "") -> ReportRound:
    """Ask all actors of a plan about a half-year. Raises ValidationError when they were asked.

    An actor without an e-mail is entered, too: editors see whom nobody asked.
    """
    facts = plan.facts
    cells = cells_of(facts)
    if not cells:
        raise ValidationError(_("No published card of this plan gives anybody a role."))
    try:
        with transaction.atomic():
            opened = ReportRound.objects.create(
                plan=facts,
                year=half.year,
                half=half.number,
                opened_by=who,
                closes_on=today_in_prague() + LASTS,
            )
    except IntegrityError as error:
        raise ValidationError(_("The actors have been asked about this half-year.")) from error
    for actor in public(Organisation.objects.filter(pk__in=cells)).order_by("pk"):
        ask(_enter(opened, actor, cells[actor.pk]))
    return opened


def _enter(opened: ReportRound, actor: Organisation, cells: list[RoleAssignment]) -> ActorReport:
    report = ActorReport.objects.create(
        round=opened,
        organisation=actor,
        email="" if actor.is_historic else mailbox_of(actor),
        language=actor.mail_language or settings.LANGUAGE_CODE,
    )
    CellReport.objects.bulk_create(
        CellReport(report=report, card_id=row.card_id, activity=row.activity, role=row.role)
        for row in cells
    )
    return report


def ask(report: ActorReport, is_reminder: bool = False) -> bool:
    """Write to an actor; False without an address."""
    if not report.email:
        return False
    messages.question(report, report_link(report), is_reminder)
    if not report.was_asked:
        report.was_asked = True
        report.save(update_fields=["was_asked"])
    return True


@transaction.atomic
def ask_at(report: ActorReport, email: str) -> None:
    """Ask an actor at an address that an editor gave; older links stop working."""
    rows = ActorReport.objects.select_for_update(of=("self",)).select_related(
        "round__plan", "organisation"
    )
    report = rows.get(pk=report.pk)  # of two editors the second ends the first one's link
    if report.round.closed_at:
        raise ValidationError(_("This round is closed."))
    end_links(PURPOSE, report.pk)
    report.email, report.since, report.reminders = email, timezone.now(), 0
    report.save(update_fields=["email", "since", "reminders"])
    ask(report)


@register_chore
def tend_rounds() -> dict[str, int]:
    """Open what is due, remind, close; return how many of what."""
    # Closing first: after an outage nobody is reminded of a round that has ended.
    return {"opened": _open_due(), "closed": _close(), "reminded": _remind()}


def _open_due() -> int:
    half = asks_by_itself(today_in_prague(), BY_ITSELF_WITHIN)
    if half is None:
        return 0
    asked = ReportRound.objects.filter(year=half.year, half=half.number).values("plan_id")
    plans = ActionPlan.objects.filter(
        asks_actors=True, live=True, locale__language_code=settings.LANGUAGE_CODE
    )
    count = 0
    for plan in plans.exclude(pk__in=asked):
        try:
            open_round(plan, half)
            count += 1
        except ValidationError:  # another worker was faster, or no card is published
            continue
    return count


def _remind() -> int:
    rows = ActorReport.objects.filter(
        answered_at=None, was_asked=True, round__closed_at=None
    ).exclude(email="")
    rows = rows.select_related("round__plan", "organisation")
    return sum(map(_remind_one, due_for_reminder(rows, REMIND_AFTER, timezone.now())))


@transaction.atomic
def _remind_one(report: ActorReport) -> bool:
    # The address may have been replaced or erased since the row was read.
    still = {"answered_at": None, "email": report.email, "round__closed_at": None}
    if not claim_reminder(report, timezone.now(), **still):
        return False
    return ask(report, is_reminder=True)


def _close() -> int:
    due = ReportRound.objects.filter(closed_at=None, closes_on__lt=today_in_prague())
    return sum(map(_close_one, due.select_related("plan")))


@transaction.atomic
def _close_one(opened: ReportRound) -> bool:
    mine = ReportRound.objects.filter(pk=opened.pk, closed_at=None)
    if not mine.update(closed_at=timezone.now()):
        return False
    for report in opened.reports.all():
        end_links(PURPOSE, report.pk)
    messages.closed(opened)
    return True
