"""Signing up, confirming, changing, pausing, leaving, erasing: each in one transaction."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from home.dates import today_in_prague
from mail.limits import LINKS_PER_ADDRESS, MAILS_PER_ADDRESS, allow
from mail.links import LIFETIME, find_link, link_url, make_link, token_hash, use_link
from mail.models import OneTimeLink
from mail.outbox import put
from mail.states import State
from newsletter.addresses import address_key, domain_of
from newsletter.consent import consent_text, note
from newsletter.models import Choice, Delivery, SignUp, Status, Subscriber, Suppression
from newsletter.models.subscribers import ConsentAction
from newsletter.topics import topic_names

CONFIRM, FRESH, NEW_ADDRESS = "newsletter-confirm", "newsletter-data", "newsletter-address"
LONGEST_PAUSE = timedelta(days=365)
COMPLAINT = "complaint"


def _send_link(view: str, to: str, language: str, token: str, **context: Any) -> None:
    """Store the message that a view is named by: it leads there, as long as the link works."""
    values = {"link": link_url(view, token, language), "days": LIFETIME.days, **context}
    put(view, to, language, values, useless_after=timezone.now() + LIFETIME)


@transaction.atomic
def request_sign_up(
    email: str, language: str, foreign: str, choices: dict[str, int], source: str
) -> SignUp:
    """Store the request and the message that asks to confirm it.

    The same happens for every address, known or not; only the message is left out when the
    address has had enough of them, or its owner complained.
    """
    text = consent_text(language)
    sign_up = SignUp.objects.create(
        email=email,
        language=language,
        foreign_items=foreign,
        choices=choices,
        consent_text=text,
        source=source[:200],
    )
    note(email, ConsentAction.REQUESTED, language, choices=choices, text=text, source=source)
    token = make_link(CONFIRM, sign_up.pk)
    if allow(MAILS_PER_ADDRESS, email.lower()) and not has_complained(email):
        names = topic_names(language)
        topics = ", ".join(names.get(code, code) for code in choices)
        _send_link("newsletter_confirm", email, language, token, topics=topics)
    return sign_up


def has_complained(email: str) -> bool:
    """Say whether the address complained of us: then it gets nothing at all."""
    suppressed = Suppression.objects.filter(address_key=address_key(email), reason=COMPLAINT)
    return suppressed.exists()


def sign_up_of(token: str) -> SignUp | None:
    """Return the request that a link belongs to, confirmed or not; None when it does not work."""
    link = OneTimeLink.objects.filter(
        token_hash=token_hash(token), purpose=CONFIRM, expires_at__gt=timezone.now()
    ).first()
    return SignUp.objects.filter(pk=link.subject).first() if link else None


@transaction.atomic
def confirm(token: str) -> Subscriber | None:
    """Make the request of a link a subscription; a second time nothing more happens.

    None: the link does not work.
    """
    sign_up = sign_up_of(token)
    if sign_up is None:
        return None
    if use_link(token, CONFIRM) is None:
        return Subscriber.objects.filter(email__iexact=sign_up.email).first()
    subscriber = _subscribed(sign_up)
    set_choices(subscriber, sign_up.choices)
    Suppression.objects.filter(address_key=address_key(sign_up.email)).delete()
    SignUp.objects.filter(pk=sign_up.pk).update(confirmed_at=timezone.now())
    note(
        sign_up.email,
        ConsentAction.CONFIRMED,
        sign_up.language,
        choices=sign_up.choices,
        text=sign_up.consent_text,
        source=sign_up.source,
    )
    return subscriber


def _subscribed(sign_up: SignUp) -> Subscriber:
    """Return the subscriber of the address, active, with the wishes of the request."""
    values: dict[str, Any] = {
        "language": sign_up.language,
        "foreign_items": sign_up.foreign_items,
        "status": Status.ACTIVE,
        "paused_until": None,
        "ended_at": None,
        "end_reason": "",
        "confirmed_at": timezone.now(),
        "domain": domain_of(sign_up.email),
    }
    found = Subscriber.objects.filter(email__iexact=sign_up.email)
    if not found.update(**values):
        try:
            with transaction.atomic():
                return Subscriber.objects.create(email=sign_up.email, **values)
        except IntegrityError:  # somebody confirmed another request at the same moment
            found.update(**values)
    return found.get()


def set_choices(subscriber: Subscriber, choices: dict[str, int]) -> None:
    """Replace what a subscriber chose; letters that are waiting and not chosen any more go."""
    subscriber.choices.exclude(topic__in=choices).delete()
    Choice.objects.bulk_create(
        (Choice(subscriber=subscriber, topic=t, frequency=f) for t, f in choices.items()),
        update_conflicts=True,
        unique_fields=["subscriber", "topic"],
        update_fields=["frequency"],
    )
    waiting = Delivery.objects.filter(subscriber=subscriber, state=State.QUEUED)
    waiting.exclude(run__frequency__in=set(choices.values())).filter(run__corrects=None).update(
        state=State.SUPPRESSED, answer="changed"
    )


@transaction.atomic
def change(
    subscriber: Subscriber, language: str, foreign: str, choices: dict[str, int], source: str
) -> None:
    """Take over new wishes."""
    subscriber.language, subscriber.foreign_items = language, foreign
    subscriber.save(update_fields=["language", "foreign_items"])
    set_choices(subscriber, choices)
    note(subscriber.email, ConsentAction.CHANGED, language, choices=choices, source=source)


@transaction.atomic
def pause(subscriber: Subscriber, until: date) -> None:
    """Send nothing until a day; what is waiting is not sent later."""
    until = min(until, today_in_prague() + LONGEST_PAUSE)
    present = Subscriber.objects.filter(pk=subscriber.pk).exclude(status=Status.ENDED)
    if not present.update(status=Status.PAUSED, paused_until=until):
        return
    _drop_waiting(subscriber, "paused")
    note(subscriber.email, ConsentAction.PAUSED, subscriber.language)


@transaction.atomic
def resume(subscriber: Subscriber) -> bool:
    """Send again; False: there was no pause (who left needs a new consent)."""
    paused = Subscriber.objects.filter(pk=subscriber.pk, status=Status.PAUSED)
    if not paused.update(status=Status.ACTIVE, paused_until=None):
        return False
    note(subscriber.email, ConsentAction.RESUMED, subscriber.language)
    return True


@transaction.atomic
def leave(subscriber: Subscriber, reason: str, source: str = "") -> bool:
    """End a subscription at once, for what is queued, too; return whether it had not ended."""
    if reason == COMPLAINT:
        suppress(subscriber.email, reason)
    ended = Subscriber.objects.filter(pk=subscriber.pk).exclude(status=Status.ENDED)
    if not ended.update(
        status=Status.ENDED, paused_until=None, ended_at=timezone.now(), end_reason=reason
    ):
        return False
    _drop_waiting(subscriber, reason)
    note(subscriber.email, ConsentAction.WITHDRAWN, subscriber.language, source=source)
    return True


def suppress(email: str, reason: str) -> None:
    """Keep the hash of an address that gets nothing any more."""
    Suppression.objects.update_or_create(
        address_key=address_key(email), defaults={"reason": reason}
    )


def _drop_waiting(subscriber: Subscriber, reason: str) -> None:
    Delivery.objects.filter(subscriber=subscriber, state=State.QUEUED).update(
        state=State.SUPPRESSED, answer=reason
    )


# --- What needs the mailbox itself: seeing the data, another address ---------------------------


@transaction.atomic
def send_fresh_link(subscriber: Subscriber) -> bool:
    """Send a link that works for a week to the address itself; False: too many were sent."""
    token = make_link(FRESH, subscriber.pk)
    if allow(LINKS_PER_ADDRESS, subscriber.email.lower()):
        _send_link("newsletter_data", subscriber.email, subscriber.language, token)
        return True
    return False


def subscriber_of_fresh_link(token: str) -> Subscriber | None:
    """Return whose data a link opens."""
    link = find_link(token, FRESH)
    return Subscriber.objects.filter(pk=link.subject).first() if link else None


@transaction.atomic
def request_new_address(token: str, email: str) -> bool:
    """Ask the new address to confirm the change; uses the link up. False: it does not work."""
    link = use_link(token, FRESH)
    subscriber = Subscriber.objects.filter(pk=link.subject).first() if link else None
    if subscriber is None:
        return False
    fresh = make_link(NEW_ADDRESS, subscriber.pk, {"email": email})
    if allow(MAILS_PER_ADDRESS, email.lower()) and not has_complained(email):
        _send_link("newsletter_address", email, subscriber.language, fresh)
    return True


@transaction.atomic
def confirm_new_address(token: str) -> Subscriber | None:
    """Move a subscription to its new address; None when the link does not work.

    An address that has a subscription of its own gives that up for this one.
    """
    link = use_link(token, NEW_ADDRESS)
    subscriber = Subscriber.objects.filter(pk=link.subject).first() if link else None
    if link is None or subscriber is None:
        return None
    email = link.data["email"]
    for other in Subscriber.objects.filter(email__iexact=email).exclude(pk=subscriber.pk):
        leave(other, "moved")
        other.delete()
    subscriber.email, subscriber.domain = email, domain_of(email)
    subscriber.save(update_fields=["email", "domain"])
    note(
        email, ConsentAction.CONFIRMED, subscriber.language, text=consent_text(subscriber.language)
    )
    return subscriber


def wake_paused(today: date) -> int:
    """Send again to those whose pause is over; return to how many."""
    over = Subscriber.objects.filter(status=Status.PAUSED, paused_until__lte=today)
    return over.update(status=Status.ACTIVE, paused_until=None)
