"""What time does to enquiries: reminders, escalation, word to the firm, the second question.

Days count from the last change of state. Each step locks the enquiry first, like everybody who
changes one, and looks again whether it is still due, so two workers never write twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from home.chores import register_chore
from home.reminders import claim_reminder, due_for_reminder
from partners.enquiries import messages, office_messages
from partners.enquiries.referring import SYSTEM, locked, note
from partners.enquiries.states import ENDED, OPEN, UNCLAIMED, EnquiryState, Event
from partners.models import Enquiry, Referral

PARTNER_DAYS = (9, 21, 45)  # of silence, before a partner is reminded (issue 9)
COORDINATOR_DAYS = (3, 9, 21)  # while nobody has been asked, or nobody wants it
TELL_FIRM_AFTER = timedelta(days=9)  # that nobody has taken it
ASK_AGAIN_AFTER = timedelta(days=30)
SILENT = (
    gettext_noop("Question no. %(number)d: the partner does not react"),
    gettext_noop("It was reminded three times. Ask it by phone, or choose another partner."),
)
WAITS = (
    gettext_noop("Question no. %(number)d still waits for a partner"),
    gettext_noop("The firm has been waiting for days. Confirm a partner or answer it yourself."),
)


@register_chore
def remind() -> dict[str, int]:
    """Do what is due; return how many of what."""
    at = timezone.now()
    return {
        "partners": sum(map(_remind_partner, _due_referrals(at))),
        "coordinator": sum(map(_remind_coordinator, _due_enquiries(at))),
        "told": sum(map(_tell_firm, _untold(at))),
        "surveys": sum(map(_ask_again, _due_surveys(at))),
    }


def _due_referrals(at: datetime) -> list[Referral]:
    rows = Referral.objects.filter(state__in=OPEN, enquiry__erased_at=None)
    rows = rows.exclude(enquiry__state__in=ENDED)
    return due_for_reminder(rows.select_related("enquiry"), PARTNER_DAYS, at)


def _due_enquiries(at: datetime) -> list[Enquiry]:
    rows = Enquiry.objects.filter(state__in=UNCLAIMED, erased_at=None)
    return due_for_reminder(rows, COORDINATOR_DAYS, at)


def _untold(at: datetime) -> list[Enquiry]:
    nobody = [*UNCLAIMED, EnquiryState.PASSED]
    rows = Enquiry.objects.filter(state__in=nobody, told_nobody_at=None, erased_at=None)
    return list(rows.filter(since__lte=at - TELL_FIRM_AFTER))


def _due_surveys(at: datetime) -> list[Enquiry]:
    rows = Enquiry.objects.filter(state__in=ENDED, surveys=1, erased_at=None)
    return list(rows.filter(ended_at__lte=at - ASK_AGAIN_AFTER))


def _present(enquiry: Enquiry, *states: str) -> Enquiry | None:
    """Return the enquiry as it is now, locked first like everywhere; None when it has moved on."""
    row = locked(enquiry)
    return row if row.state in states and row.erased_at is None else None


@transaction.atomic
def _remind_partner(referral: Referral) -> bool:
    enquiry = _present(referral.enquiry, *(set(EnquiryState) - ENDED))
    if enquiry is None or not claim_reminder(referral, timezone.now(), state=referral.state):
        return False
    referral.enquiry, times = enquiry, referral.reminders + 1
    office_messages.to_partner(referral, is_reminder=True)
    note(enquiry, Event.REMINDED, SYSTEM, referral.name, referral)
    if times == len(PARTNER_DAYS):
        office_messages.to_coordinator(enquiry, *SILENT)
        note(enquiry, Event.ESCALATED, SYSTEM, referral.name, referral)
    return True


@transaction.atomic
def _remind_coordinator(enquiry: Enquiry) -> bool:
    row = _present(enquiry, *UNCLAIMED)
    if row is None or not claim_reminder(enquiry, timezone.now(), state=enquiry.state):
        return False
    office_messages.to_coordinator(row, *WAITS)
    return True


@transaction.atomic
def _tell_firm(enquiry: Enquiry) -> bool:
    row = _present(enquiry, *UNCLAIMED, EnquiryState.PASSED)
    if row is None or row.told_nobody_at or row.since != enquiry.since:
        return False
    Enquiry.objects.filter(pk=row.pk).update(told_nobody_at=timezone.now())
    messages.nobody_yet(row, row.referrals.filter(state__in=OPEN))
    note(row, Event.TOLD, SYSTEM)
    return True


@transaction.atomic
def _ask_again(enquiry: Enquiry) -> bool:
    row = _present(enquiry, *ENDED)
    if row is None or row.surveys != 1:
        return False
    Enquiry.objects.filter(pk=row.pk).update(surveys=2)
    messages.survey(row, 2)
    note(row, Event.SURVEYED, SYSTEM)
    return True
