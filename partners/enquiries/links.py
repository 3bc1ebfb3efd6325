"""Links of the contact point's messages: each for one thing and one purpose."""

from __future__ import annotations

from datetime import timedelta

from mail.links import link_url, make_link
from partners.models import Enquiry, Referral

REFERRAL, STATE, SURVEY = "enquiry-referral", "enquiry-state", "enquiry-survey"
PURPOSES = (REFERRAL, STATE, SURVEY)
LIFETIMES = {
    REFERRAL: timedelta(days=90),
    STATE: timedelta(days=365),
    SURVEY: timedelta(days=60),
}


def referral_link(referral: Referral) -> str:
    """Return a link by which a partner works on one enquiry, until that has ended."""
    token = make_link(REFERRAL, referral.pk, lifetime=LIFETIMES[REFERRAL])
    return link_url("enquiry_referral", token, referral.language)


def state_link(enquiry: Enquiry) -> str:
    """Return a link by which a firm sees where its enquiry stands."""
    token = make_link(STATE, enquiry.pk, lifetime=LIFETIMES[STATE])
    return link_url("enquiry_state", token, enquiry.language)


def survey_link(enquiry: Enquiry, round_number: int) -> str:
    """Return a link that takes one answer to "did it help"."""
    token = make_link(SURVEY, enquiry.pk, {"round": round_number}, LIFETIMES[SURVEY])
    return link_url("enquiry_survey", token, enquiry.language)
