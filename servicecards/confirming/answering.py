"""What an answer does: it confirms, pauses or ends the card, or becomes a draft for the editor."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from home.dates import today_in_prague
from mail.links import end_links, find_link, use_link
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
    link = find_link(token, PURPOSE)
    # The question is locked before its link, as everywhere: nobody waits for who waits for them.
    open_ones = ConfirmationRequest.objects.select_for_update().filter(state__in=OPEN)
    request = open_ones.filter(pk=link.subject).first() if link else None
    if request is None or not use_link(token, PURPOSE):
        return False
    request.state, request.answered_at, request.until = given, timezone.now(), until
    request.note = with_changes(note, changes or {})
    request.save()
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
        _end_notice(request, card)
        known |= {"is_paused": True, "notice_until": request.until, "assured_on": today}
    elif given == Answer.ENDED:
        known |= {"valid_to": request.until, "assured_on": today}
    change_facts(card, None, **known)
    page = page_in(card, language)
    revision = _draft(page, changes) if changes else None
    messages.to_editor(request, page, given, revision)


def _end_notice(request: ConfirmationRequest, card: ServiceCard) -> None:
    """Empty a notice that had an end of its own: the end of the pause takes its field.

    The editor reads the notice in the message: a lasting one ends with the pause.
    """
    if card.notice:
        request.note = with_changes(request.note, {"notice": card.notice})
        request.save(update_fields=["note"])
    if card.notice_until is None:
        return
    for page in ServiceCard.objects.filter(translation_key=card.translation_key):
        change_facts(page, None, notice="")


def page_in(card: ServiceCard, language: str) -> ServiceCard:
    """Return the card's page in a language; the one with the facts where there is none."""
    pages = ServiceCard.objects.filter(
        translation_key=card.translation_key, locale__language_code=language
    )
    return pages.first() or card


def _draft(page: ServiceCard, changes: dict[str, str]) -> int:
    """Write proposed wording into a new draft of the page; return the revision's id.

    It builds on the latest draft, so an editor's unpublished work is not lost. On a page that is
    edited sentence by sentence (wagtail-localize) the draft may be written over: the words stand in
    the note, too.
    """
    draft: Any = page.get_latest_revision_as_object()
    for name, text in changes.items():
        setattr(draft, name, text)
    revision = draft.save_revision(user=None, changed=True, clean=False, log_action=True)
    return int(revision.pk)


def with_changes(note: str, changes: dict[str, str]) -> str:
    """Return a provider's note with the proposed wording below it, in the editors' language."""
    with translation.override(settings.LANGUAGE_CODE):
        labels = {field.name: field.verbose_name for field in ServiceCard._meta.concrete_fields}
        lines = [f"{labels[name]}: {text or '–'}" for name, text in changes.items()]
    return "\n".join([*([note] if note else []), *lines])
