"""What an answer does: it confirms, pauses or ends the card, or becomes a draft for the editor."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from home.dates import today_in_prague
from mail.links import end_links, use_link
from servicecards.changing import change_facts
from servicecards.confirming import messages
from servicecards.confirming.asking import PURPOSE, facts_of
from servicecards.confirming.models import OPEN, Answer, ConfirmationRequest
from servicecards.models import ServiceCard

# What a provider may propose: wording that stands in one field.
PROPOSABLE = ("plain_title", "summary", "cost_note", "notice")


@transaction.atomic
def answer(
    token: str,
    given: Answer,
    *,
    until: date | None = None,
    note: str = "",
    changes: dict[str, str] | None = None,
    language: str = "cs",
) -> bool:
    """Take one answer; the link is used up. False: it does not work, or somebody was faster."""
    link = use_link(token, PURPOSE)
    if link is None:
        return False
    mine = ConfirmationRequest.objects.filter(pk=link.subject, state__in=OPEN)
    if not mine.update(state=given, answered_at=timezone.now(), until=until, note=note):
        return False
    request = ConfirmationRequest.objects.get(pk=link.subject)
    end_links(PURPOSE, request.pk)
    card = facts_of(request)
    if card is None:
        return False
    _carry_out(request, card, given, changes or {}, language)
    return True


def _carry_out(
    request: ConfirmationRequest,
    card: ServiceCard,
    given: Answer,
    changes: dict[str, str],
    language: str,
) -> None:
    today = today_in_prague()
    known: dict[str, Any] = {"silent_since": None}
    if given == Answer.CONFIRMED:
        change_facts(card, None, assured_on=today, **known)
        return
    if given == Answer.PAUSED:
        known |= {"is_paused": True, "notice_until": request.until, "assured_on": today}
    elif given == Answer.ENDED:
        known |= {"valid_to": request.until, "assured_on": today}
    change_facts(card, None, **known)
    revision = _draft(card, changes, language) if changes else None
    messages.to_editor(request, card, given, revision)


def page_in(card: ServiceCard, language: str) -> ServiceCard:
    """Return the card's page in a language; the one with the facts where there is none."""
    pages = ServiceCard.objects.filter(
        translation_key=card.translation_key, locale__language_code=language
    )
    return pages.first() or card


def _draft(card: ServiceCard, changes: dict[str, str], language: str) -> int | None:
    """Write proposed wording into a new draft of the page; return the revision's id.

    It builds on the latest draft, so an editor's unpublished work is not lost.
    """
    page = page_in(card, language)
    draft: Any = page.get_latest_revision_as_object()
    for name in PROPOSABLE:
        if name in changes:
            setattr(draft, name, changes[name])
    revision = draft.save_revision(user=None, changed=True, clean=False, log_action=True)
    return int(revision.pk) if page.pk == card.pk else None
