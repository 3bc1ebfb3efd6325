"""The proof of consent: words, language, choices, times (reliability 43)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from newsletter.addresses import address_key
from newsletter.models.subscribers import ConsentAction, ConsentEntry


def consent_text(language: str) -> str:
    """Return the words that somebody agrees to, in their language."""
    with translation.override(language):
        return _(
            "I want the news on the chosen topics by e-mail. The portal keeps my address, topics "
            "and the time of this consent for that purpose alone. I can take it back at any time "
            "with one click; the address is then erased within 28 days."
        )


def note(
    address: str,
    action: ConsentAction,
    language: str,
    *,
    choices: dict[str, int] | None = None,
    text: str = "",
    source: str = "",
    at: datetime | None = None,
) -> ConsentEntry:
    """Append an entry to the log; `at`: now, unless it is told."""
    return ConsentEntry.objects.create(
        address_key=address_key(address),
        action=action,
        language=language,
        text=text,
        choices=choices or {},
        source=source[:200],
        at=at or timezone.now(),
    )


def proof(address: str) -> list[dict[str, Any]]:
    """Return the log of an address as plain values, oldest first."""
    return [
        {
            "action": entry.action,
            "label": str(entry.get_action_display()),
            "at": entry.at,
            "language": entry.language,
            "purpose": entry.purpose,
            "text": entry.text,
            "choices": entry.choices,
            "source": entry.source,
        }
        for entry in ConsentEntry.objects.filter(address_key=address_key(address))
    ]
