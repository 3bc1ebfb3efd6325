"""Rules and enquiries of the database, as `partners.enquiries.routing` wants them."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from partners.enquiries.routing import Need, Proposal, Rule, proposals
from partners.involvement import providers_of
from partners.models import Enquiry, Organisation, ReferralRule


@dataclass(frozen=True)
class ProposedPartner:
    """A partner that an enquiry may go to."""

    organisation: Organisation
    proposal: Proposal

    @property
    def sends_itself(self) -> bool:
        """Say whether it goes out by itself; without an address it waits for the coordinator."""
        return self.proposal.sends_itself and bool(self.organisation.enquiry_email)


def need_of(enquiry: Enquiry) -> Need:
    """Return what is known of an enquiry."""
    key = str(enquiry.card_key or "")
    return Need(
        topic=enquiry.topic,
        district=enquiry.place,
        service=key,
        providers=providers_of(key) if key else frozenset(),
    )


def active_rules() -> list[Rule]:
    """Return the rules in use, in two queries; organisations by their page with the facts.

    An editor may have chosen the page in either language.
    """
    rows = ReferralRule.objects.filter(is_active=True).values_list(
        "partner__translation_key",
        "topic__code",
        "district__code",
        "service__translation_key",
        "provider__translation_key",
        "sends_itself",
    )
    source = Organisation.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
    ids = dict(source.values_list("translation_key", "pk"))
    return [
        Rule(
            partner=ids[partner],
            topic=topic or "",
            district=district or "",
            service=str(service or ""),
            provider=ids.get(provider, 0),
            sends_itself=sends_itself,
        )
        for partner, topic, district, service, provider, sends_itself in rows
        if partner in ids and (provider is None or provider in ids)
    ]


def proposed(enquiry: Enquiry) -> list[ProposedPartner]:
    """Return the partners that the rules propose, the best first; published ones only."""
    ranked = proposals(need_of(enquiry), active_rules())
    published = Organisation.objects.filter(live=True, is_historic=False)
    found = published.in_bulk([proposal.partner for proposal in ranked])
    return [
        ProposedPartner(found[proposal.partner], proposal)
        for proposal in ranked
        if proposal.partner in found
    ]
