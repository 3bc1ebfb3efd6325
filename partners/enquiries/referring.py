"""Passing enquiries on, and what partners and the office do with them.

Every change is one transaction: the state, a line of the history and the messages. It locks the
enquiry first; a referral's state changes by a conditional UPDATE, so of two who act at once only
one does.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from mail.links import end_links
from partners.enquiries import messages, office_messages
from partners.enquiries.links import REFERRAL
from partners.enquiries.states import (
    ENDED,
    OPEN,
    UNCLAIMED,
    EnquiryState,
    Event,
    ReferralState,
    may_follow,
    state_of,
)
from partners.models import Enquiry, EnquiryEntry, Organisation, Referral

NOBODY_WANTS = (
    gettext_noop("Question no. %(number)d came back: no partner is responsible"),
    gettext_noop("All partners that were asked say that it is not for them. Choose another one."),
)
SYSTEM = gettext_noop("The portal")


def note(
    enquiry: Enquiry, event: Event, who: str, text: str = "", referral: Referral | None = None
) -> EnquiryEntry:
    """Add a line to the history."""
    return EnquiryEntry.objects.create(
        enquiry=enquiry, referral=referral, event=event, who=who, note=text
    )


def locked(enquiry: Enquiry) -> Enquiry:
    """Return the enquiry with its row locked: everybody takes this lock first, so nobody waits
    for somebody who waits for them.
    """
    return Enquiry.objects.select_for_update().get(pk=enquiry.pk)


@transaction.atomic
def pass_on(
    enquiry: Enquiry, partner: Organisation, who: str, email: str = "", is_first: bool = False
) -> Referral:
    """Hand an enquiry to a partner. `is_first`: the receipt tells the firm, no other message.

    Raises ValidationError when it has ended, when the partner has it already or has no address.
    """
    enquiry = locked(enquiry)
    if enquiry.state == EnquiryState.CLOSED or enquiry.erased_at:
        raise ValidationError(_("This question is closed."))
    facts = partner.facts
    email = email or facts.enquiry_email
    if not email:
        raise ValidationError(_("This partner has no mailbox for enquiries yet: write one."))
    if enquiry.state in ENDED:
        _begin_again(enquiry)
    try:
        with transaction.atomic():
            referral = Referral.objects.create(
                enquiry=enquiry,
                organisation_id=facts.pk,
                name=facts.title,
                email=email,
                language=facts.mail_language,
            )
    except IntegrityError as error:
        raise ValidationError(_("This partner has the question already.")) from error
    note(enquiry, Event.PASSED, who, referral.name, referral)
    settle(enquiry)
    office_messages.to_partner(referral)
    if not is_first:
        messages.passed(enquiry, referral)
    return referral


def settle(enquiry: Enquiry) -> EnquiryState:
    """Bring an enquiry's state in line with its referrals; return it."""
    row = locked(enquiry)
    states = row.referrals.values_list("state", flat=True)
    state = state_of(states, is_closed=row.state == EnquiryState.CLOSED)
    if state != row.state:
        row.state, row.since, row.reminders, row.reminded_at = state, timezone.now(), 0, None
        row.told_nobody_at = None
    if state in ENDED and row.ended_at is None:
        row.ended_at = timezone.now()
    elif state not in ENDED:
        row.ended_at = None
    row.save()
    enquiry.refresh_from_db()
    return state


def _move(referral: Referral, wanted: ReferralState) -> bool:
    """Change a referral's state; False when it may not follow, or somebody was faster."""
    present = [state for state in ReferralState if may_follow(state, wanted)]
    changed = Referral.objects.filter(pk=referral.pk, state__in=present).update(
        state=wanted, since=timezone.now(), reminders=0, reminded_at=None
    )
    if not changed:
        return False
    referral.refresh_from_db()
    if wanted != ReferralState.TAKEN:
        end_links(REFERRAL, referral.pk)
    return True


@transaction.atomic
def act(referral: Referral, wanted: ReferralState, text: str = "") -> bool:
    """Carry out what a partner decided by its link; False when that is no longer possible."""
    locked(referral.enquiry)
    if not _move(referral, wanted):
        return False
    enquiry = referral.enquiry
    note(enquiry, Event(wanted.value), referral.name, text, referral)
    state = settle(enquiry)
    if wanted == ReferralState.TAKEN:
        messages.taken(enquiry, referral)
    elif wanted == ReferralState.ANSWERED:
        _end(enquiry, is_asked=True)
        messages.answered(enquiry, referral, text)
    elif wanted == ReferralState.UNREACHABLE:
        messages.unreachable(enquiry, referral, text)
    elif state in UNCLAIMED:
        messages.given_back(enquiry, referral)
        office_messages.to_coordinator(enquiry, *NOBODY_WANTS)
    return True


def _end(enquiry: Enquiry, is_asked: bool) -> None:
    """Take the enquiry back from everybody who has not finished.

    `is_asked`: the firm gets a message that asks whether it helped.
    """
    for other in enquiry.referrals.filter(state__in=OPEN):
        if _move(other, ReferralState.CANCELLED):
            office_messages.not_needed(other)
    if is_asked:
        Enquiry.objects.filter(pk=enquiry.pk, surveys=0).update(surveys=1)
    enquiry.refresh_from_db()


@transaction.atomic
def take_back(referral: Referral, who: str) -> bool:
    """Take an enquiry back from a partner; False when the partner has finished."""
    locked(referral.enquiry)
    if not _move(referral, ReferralState.CANCELLED):
        return False
    note(referral.enquiry, Event.CANCELLED, who, referral.name, referral)
    if settle(referral.enquiry) in UNCLAIMED:
        messages.given_back(referral.enquiry, referral)
    office_messages.not_needed(referral)
    return True


@transaction.atomic
def answer_directly(enquiry: Enquiry, who: str, text: str) -> None:
    """Answer in the name of the contact point.

    Raises ValidationError when it is closed, or when the same answer has been sent already.
    """
    enquiry = locked(enquiry)
    if enquiry.state == EnquiryState.CLOSED or enquiry.erased_at:
        raise ValidationError(_("This question is closed."))
    if enquiry.entries.filter(event=Event.ANSWERED, note=text).exists():
        raise ValidationError(_("This answer has been sent already."))
    with translation.override(enquiry.language):
        name = _("Contact point")
    referral = Referral.objects.create(
        enquiry=enquiry, name=name, language=enquiry.language, state=ReferralState.ANSWERED
    )
    note(enquiry, Event.ANSWERED, who, text, referral)
    settle(enquiry)
    _end(enquiry, is_asked=True)
    messages.answered(enquiry, referral, text)


@transaction.atomic
def close(enquiry: Enquiry, who: str, text: str = "", tells_firm: bool = True) -> bool:
    """End an enquiry, whatever its state; False: it was closed. `tells_firm`: with the text."""
    row = locked(enquiry)
    if row.state == EnquiryState.CLOSED:
        return False
    Enquiry.objects.filter(pk=row.pk).update(
        state=EnquiryState.CLOSED, since=timezone.now(), reminders=0, reminded_at=None
    )
    note(enquiry, Event.CLOSED, who, text)
    settle(enquiry)
    _end(enquiry, is_asked=tells_firm)
    if tells_firm:
        messages.closed(enquiry, text)
    return True


def _begin_again(enquiry: Enquiry) -> None:
    """Let an enquiry that has ended wait for a partner again, from now on."""
    past = Referral.objects.filter(enquiry=enquiry).exclude(state__in=OPEN)
    past.update(state=ReferralState.CANCELLED)
    Enquiry.objects.filter(pk=enquiry.pk).update(
        state=EnquiryState.WAITING,
        since=timezone.now(),
        reminders=0,
        reminded_at=None,
        ended_at=None,
        told_nobody_at=None,
    )
    enquiry.refresh_from_db()


@transaction.atomic
def reopen(enquiry: Enquiry, who: str, text: str = "") -> None:
    """Take an enquiry up again: it waits for the coordinator."""
    locked(enquiry)
    _begin_again(enquiry)
    note(enquiry, Event.NOTED, who, text)
    settle(enquiry)
