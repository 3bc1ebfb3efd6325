"""When whoever answers for a card is asked, reminded, and given up on.

Due are published cards with an assurer two weeks before their confirmation runs out, at most three
new questions a day for one address. Silence for 45 days marks the card: a notice for readers, a
lower place in the search, a task for its editor.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from home.chores import register_chore
from home.dates import add_months, today_in_prague
from home.groups import translation_groups
from home.reminders import claim_reminder, due_for_reminder
from mail.links import end_links, link_url, make_link
from servicecards.changing import change_facts
from servicecards.confirming import messages
from servicecards.confirming.models import OPEN, Answer, ConfirmationRequest
from servicecards.lifecycle import CONFIRM_EVERY
from servicecards.models import ServiceCard

PURPOSE = "card-confirmation"
LIFETIME = timedelta(days=180)
AHEAD = timedelta(days=14)
REMIND_AFTER = (9, 21, 45)  # days; the last time the card counts as silent
AGAIN_AFTER = timedelta(days=90)  # since the last question, whatever was answered
MOST_A_DAY = 3  # new questions for one address


def is_due(card: ServiceCard, today: date) -> bool:
    """Say whether the card's confirmation runs out soon, or never was one."""
    if not card.live or not card.assurer_email or (card.valid_to and card.valid_to < today):
        return False
    if card.is_paused and card.notice_until and card.notice_until >= today:
        return False
    if card.assured_on is None:
        return True
    return add_months(card.assured_on, card.confirm_every or CONFIRM_EVERY) - AHEAD <= today


def due_cards(today: date) -> list[ServiceCard]:
    """Return the cards to ask about, those that have waited longest first; two queries.

    Who was asked lately about a card is left alone; somebody new is not.
    """
    groups = translation_groups(ServiceCard.objects.all())
    lately = Q(asked_at__gt=timezone.now() - AGAIN_AFTER) | Q(state__in=OPEN)
    asked = ConfirmationRequest.objects.filter(lately).values_list("card_key", "email")
    left_out = {(str(key), email.lower()) for key, email in asked}
    cards = [
        group.facts
        for key, group in groups.items()
        if (key, group.facts.assurer_email.lower()) not in left_out
    ]
    due = [card for card in cards if is_due(card, today)]
    return sorted(due, key=lambda card: (card.assured_on or date.min, card.pk))


def confirmation_link(request: ConfirmationRequest) -> str:
    """Return a link that answers one question about one card."""
    return link_url(
        "card_confirmation",
        make_link(PURPOSE, request.pk, lifetime=LIFETIME),
        request.language,
    )


@register_chore
def ask_for_confirmations() -> dict[str, int]:
    """Ask about what is due, remind, give up; return how many of what."""
    today = today_in_prague()
    given: Counter[str] = Counter(
        ConfirmationRequest.objects.filter(
            asked_at__gt=timezone.now() - timedelta(days=1)
        ).values_list("email", flat=True)
    )
    withdrawn, asked = _withdraw(), 0
    for card in due_cards(today):
        if given[card.assurer_email] < MOST_A_DAY and _ask(card):
            given[card.assurer_email] += 1
            asked += 1
    return {"asked": asked, "reminded": _remind(), "withdrawn": withdrawn}


@transaction.atomic
def _ask(card: ServiceCard) -> bool:
    authority = card.competent_authority
    try:
        with transaction.atomic():
            request = ConfirmationRequest.objects.create(
                card_key=card.translation_key,
                email=card.assurer_email,
                language=authority.facts.mail_language if authority else "cs",
            )
    except IntegrityError:  # another worker was faster
        return False
    messages.question(request, card, confirmation_link(request))
    return True


def _remind() -> int:
    rows = ConfirmationRequest.objects.filter(state=Answer.ASKED)
    return sum(map(_remind_one, due_for_reminder(rows, REMIND_AFTER, timezone.now(), "asked_at")))


@transaction.atomic
def _remind_one(request: ConfirmationRequest) -> bool:
    card = facts_of(request)
    if card is None or not claim_reminder(request, timezone.now(), state=Answer.ASKED):
        return False
    is_last = request.reminders + 1 == len(REMIND_AFTER)
    messages.question(request, card, confirmation_link(request), is_reminder=True)
    if is_last:
        ConfirmationRequest.objects.filter(pk=request.pk).update(state=Answer.SILENT)
        change_facts(card, None, silent_since=today_in_prague())
        messages.to_editor(request, card, Answer.SILENT)
    return True


def facts_of(request: ConfirmationRequest, live_only: bool = True) -> ServiceCard | None:
    """Return the page that carries the card's facts, while the card is published."""
    groups = translation_groups(ServiceCard.objects.filter(translation_key=request.card_key))
    group = groups.get(str(request.card_key))
    return group.facts if group and (group.facts.live or not live_only) else None


def _withdraw() -> int:
    """End questions about cards that are confirmed otherwise, not published, or somebody else's."""
    today, count = today_in_prague(), 0
    for request in ConfirmationRequest.objects.filter(state__in=OPEN):
        card = facts_of(request)
        is_theirs = card is not None and card.assurer_email.lower() == request.email.lower()
        if card is None or not is_theirs or not is_due(card, today):
            count += withdraw(request)
    return count


@transaction.atomic
def withdraw(request: ConfirmationRequest) -> bool:
    """End a question without an answer, and what its silence said of the card."""
    mine = ConfirmationRequest.objects.filter(pk=request.pk, state__in=OPEN)
    if not mine.update(state=Answer.WITHDRAWN, answered_at=timezone.now()):
        return False
    end_links(PURPOSE, request.pk)
    card = facts_of(request, live_only=False)
    if card is not None and card.silent_since:
        change_facts(card, None, silent_since=None)
    return True
