"""Projects for machines: schema.org Project with its grant."""

from __future__ import annotations

from typing import Any

from home.addresses import absolute


def project_data(own: Any) -> dict[str, Any]:
    """Return schema.org Project; what is not documented is left out."""
    facts = own.facts
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Project",
        "@id": absolute(own.get_url() or ""),
        "name": own.title,
        "alternateName": facts.acronym,
        "description": own.summary,
        "identifier": facts.identifier,
        "url": facts.website,
        "foundingDate": facts.starts.iso if facts.starts else "",
        "dissolutionDate": facts.ends.iso if facts.ends else "",
    }
    if facts.eu_contribution is not None:
        amount = {"@type": "MonetaryAmount", "currency": facts.currency}
        data["funding"] = {
            "@type": "Grant",
            "amount": {**amount, "value": float(facts.eu_contribution)},
        }
    return {name: value for name, value in data.items() if value}
