"""Taking an enquiry: once, however often it is sent, and on to whom the rules say."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext_noop

from mail.limits import Rule, allow, keyed
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

    All fields belong to it: a form that a cache gave to two people makes two enquiries, and one
    that is sent again with the phone filled in is not lost.
    """
    words = "|".join(" ".join(str(value).split()) for value in asdict(asked).values())
    return keyed(f"{given}|{words}", "enquiries")


class TooMany(Exception):
    """A limit is reached; `is_network` tells which."""

    def __init__(self, is_network: bool) -> None:
        super().__init__()
        self.is_network = is_network


@transaction.atomic
def receive(key: str, asked: Asked, network: str) -> Enquiry:
    """Store an enquiry, pass it on where a rule says so, and tell the firm; once for each key.

    Of many who send the same form at once one stores it and the others wait for its row, so only
    one counts. Raises TooMany; then nothing is stored.
    """
    enquiry, is_new = Enquiry.objects.get_or_create(form_key=key, defaults=asdict(asked))
    if not is_new:
        return enquiry
    if not allow(ENQUIRIES_PER_NETWORK, network):
        raise TooMany(is_network=True)
    if not allow(ENQUIRIES_PER_ADDRESS, asked.email.lower()):
        raise TooMany(is_network=False)
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
