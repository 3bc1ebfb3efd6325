"""States of an enquiry and of its referrals, and what may follow what. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReferralState(models.TextChoices):
    """What one partner did with an enquiry."""

    PASSED = "passed", _("passed on")
    TAKEN = "taken", _("taken")
    ANSWERED = "answered", _("answered")
    UNREACHABLE = "unreachable", _("firm cannot be reached")
    NOT_FOR_US = "not-for-us", _("not for us")
    CANCELLED = "cancelled", _("taken back")


class EnquiryState(models.TextChoices):
    """Where an enquiry stands; all but `closed` follow from its referrals."""

    WAITING = "waiting", _("waits for a partner")
    PASSED = "passed", _("passed on")
    TAKEN = "taken", pgettext_lazy("state of an enquiry", "taken")
    ANSWERED = "answered", _("answered")
    UNREACHABLE = "unreachable", _("firm cannot be reached")
    NOT_FOR_US = "not-for-us", _("no partner is responsible")
    CLOSED = "closed", pgettext_lazy("state of an enquiry", "closed")


class Event(models.TextChoices):
    """What stands in an enquiry's history."""

    RECEIVED = "received", _("asked")
    PASSED = "passed", _("passed on")
    TAKEN = "taken", _("taken")
    ANSWERED = "answered", _("answered")
    UNREACHABLE = "unreachable", _("firm cannot be reached")
    NOT_FOR_US = "not-for-us", _("not for us")
    CANCELLED = "cancelled", _("taken back")
    CLOSED = "closed", pgettext_lazy("state of an enquiry", "closed")
    REMINDED = "reminded", _("reminded")
    ESCALATED = "escalated", _("handed to the coordinator")
    TOLD = "told", _("told that nobody has it yet")
    SURVEYED = "surveyed", _("asked whether it helped")
    NOTED = "noted", pgettext_lazy("history", "note")


class Satisfaction(models.TextChoices):
    """Whether it helped."""

    YES = "yes", pgettext_lazy("did it help", "yes")
    PARTLY = "partly", pgettext_lazy("did it help", "partly")
    NO = "no", pgettext_lazy("did it help", "no")


FINAL = frozenset({ReferralState.ANSWERED, ReferralState.UNREACHABLE, ReferralState.NOT_FOR_US})
OPEN = frozenset({ReferralState.PASSED, ReferralState.TAKEN})
BY_PARTNER = FINAL | {ReferralState.TAKEN}
# The office's turn: nobody works on it.
UNCLAIMED = frozenset({EnquiryState.WAITING, EnquiryState.NOT_FOR_US})
ENDED = frozenset({EnquiryState.ANSWERED, EnquiryState.UNREACHABLE, EnquiryState.CLOSED})
# The first of these that a referral has is the state of the enquiry.
ORDER = (
    ReferralState.ANSWERED,
    ReferralState.TAKEN,
    ReferralState.PASSED,
    ReferralState.NOT_FOR_US,  # before the next: the office still looks for somebody
    ReferralState.UNREACHABLE,
)


def may_follow(present: ReferralState | str, wanted: ReferralState | str) -> bool:
    """Say whether a referral may go from one state to another.

    What is open may be taken, ended or taken back; what has ended stays as it is.
    """
    if present == ReferralState.PASSED:
        return wanted in BY_PARTNER | {ReferralState.CANCELLED}
    return present == ReferralState.TAKEN and wanted in FINAL | {ReferralState.CANCELLED}


def state_of(referrals: Iterable[ReferralState | str], is_closed: bool = False) -> EnquiryState:
    """Return where an enquiry stands, from the states of its referrals."""
    if is_closed:
        return EnquiryState.CLOSED
    present = set(referrals)
    for state in ORDER:
        if state in present:
            return EnquiryState(state.value)
    return EnquiryState.WAITING
