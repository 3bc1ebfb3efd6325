"""A service card for machines: schema.org GovernmentService."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from home.addresses import absolute
from servicecards.presentation import CardView, card_view


def _organisation(view: Any) -> dict[str, Any]:
    return {"@type": "GovernmentOrganization", "name": view.title, "url": absolute(view.url)}


def _channels(card: CardView, url: str) -> list[dict[str, Any]]:
    languages = [term.notation for term in card.terms["languages"]]
    spoken = {"availableLanguage": languages} if languages else {}
    return [
        {"@type": "ServiceChannel", "name": channel["term"].name, "serviceUrl": url, **spoken}
        for channel in card.channels
        if channel["term"]
    ]


def _offers(card: CardView) -> list[dict[str, Any]]:
    """Return the calls as offers with the days on which they are open."""
    offers = [
        {
            "@type": "Offer",
            "name": call["label"],
            "validFrom": call["opens"].isoformat() if call["opens"] else "",
            "validThrough": call["closes"].isoformat() if call["closes"] else "",
            "url": call["link"],
        }
        for call in card.calls
    ]
    return [{name: value for name, value in offer.items() if value} for offer in offers]


def schema_org(own: Any, request: HttpRequest) -> dict[str, Any]:
    """Return the description; what is not documented is left out."""
    card = getattr(own, "_view", None) or card_view(own, own.language)
    url = absolute(own.get_url() or "")
    data = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "@id": url,
        "url": url,
        "identifier": own.identifier,
        "name": card.title,
        "alternateName": card.plain_title.text,
        "description": card.summary.text,
        "serviceType": [term.name for term in card.terms["service_type"]],
        "audience": [
            {"@type": "BusinessAudience", "name": term.name} for term in card.terms["audience"]
        ],
        "areaServed": [term.name for term in card.terms["territory"]],
        "serviceOperator": _organisation(card.authority) if card.authority else None,
        "provider": [_organisation(view) for view in card.providers],
        "availableChannel": _channels(card, url),
        "offers": _offers(card),
    }
    return {name: value for name, value in data.items() if value}
