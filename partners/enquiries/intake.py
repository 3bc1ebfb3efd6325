"""Taking an enquiry: once, however often it is sent, and on to whom the rules say."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext_noop

from mail.limits import Rule, keyed
from partners.enquiries import messages, office_messages
from partners.enquiries.proposing import proposed
from partners.enquiries.referring import SYSTEM, note, pass_on
from partners.enquiries.states import Event
from partners.models import Enquiry

ENQUIRIES_PER_ADDRESS = Rule("enquiry-address", most=5, within=24 * 3600)
ENQUIRIES_PER_NETWORK = Rule("enquiry-network", most=20, within=3600)
FIRM = gettext_noop("The firm")
NEW = (
    gettext_noop("New question no. %(number)d waits for a partner"),
    gettext_noop("No rule sends it out by itself. Confirm a partner or choose another one."),
)


@dataclass(frozen=True)
class Asked:
    """What a firm filled in."""

    language: str
    need: str
    email: str
    topic: str = ""
    place: str = ""
    name: str = ""
    phone: str = ""
    card_key: uuid.UUID | None = None
    query: str = ""


def form_key(given: str, asked: Asked) -> str:
    """Return the key of one sending: the same form with the same words is one enquiry.

    The words belong to it, so a form that a cache gave to two people makes two enquiries.
    """
    words = " ".join(asked.need.split())
    return keyed(f"{given}|{asked.email.lower()}|{words}", "enquiries")


def known(key: str) -> Enquiry | None:
    """Return the enquiry that this sending made before."""
    return Enquiry.objects.filter(form_key=key).first()


@transaction.atomic
def receive(key: str, asked: Asked) -> Enquiry:
    """Store an enquiry, pass it on where a rule says so, and tell the firm; once for each key."""
    enquiry, is_new = Enquiry.objects.get_or_create(form_key=key, defaults=asdict(asked))
    if not is_new:
        return enquiry
    note(enquiry, Event.RECEIVED, FIRM)
    referrals = [
        pass_on(enquiry, partner.organisation, SYSTEM, is_first=True)
        for partner in proposed(enquiry)
        if partner.sends_itself
    ]
    enquiry.refresh_from_db()
    messages.receipt(enquiry, referrals)
    if not referrals:
        office_messages.to_coordinator(enquiry, *NEW)
    return enquiry
