"""What the newsletter keeps of an address: to show, to erase; how long (reliability 47, 48)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Max, Q

from home.dates import today_in_prague
from mail.ledger import now
from mail.models import OneTimeLink
from mail.privacy import DAY, Counts, Holder, before, register_holder
from mail.states import State
from newsletter.consent import note, proof
from newsletter.models import BounceEvent, Delivery, Run, RunState, SignUp, Status, Subscriber
from newsletter.models.issues import Variant
from newsletter.models.subscribers import ConsentAction, ConsentEntry
from newsletter.results import sums
from newsletter.subscribing import wake_paused
from newsletter.topics import topic_names

STOPPED = ("hard", "soft", "other")  # reasons of `newsletter.bounces`


def data_of(email: str) -> dict[str, Any]:
    """Return the subscriptions, requests and consents of an address as plain values."""
    subscribers = Subscriber.objects.filter(email__iexact=email).prefetch_related("choices")
    return {
        "subscriptions": [_subscription(subscriber) for subscriber in subscribers],
        "consents": proof(email),
        "requests": list(
            SignUp.objects.filter(email__iexact=email).values(
                "requested_at", "confirmed_at", "language", "choices", "source"
            )
        ),
    }


def _subscription(subscriber: Subscriber) -> dict[str, Any]:
    names = topic_names(subscriber.language)
    deliveries = subscriber.deliveries.values("run__key", "state", "handed_at", "result", "dsn")
    return {
        "language": subscriber.language,
        "items_in_the_other_language": subscriber.foreign_items,
        "status": Status(subscriber.status).name.lower(),
        "confirmed_at": subscriber.confirmed_at,
        "paused_until": subscriber.paused_until,
        "ended_at": subscriber.ended_at,
        "topics": {
            names.get(c.topic, c.topic): c.get_frequency_display() for c in subscriber.choices.all()
        },
        "deliveries": list(deliveries.order_by("-pk")),
        "returned": list(subscriber.bounces.values("kind", "status", "text", "at")),
    }


def erase(email: str) -> Counts:
    """Delete a reader; the keyed proof of consent and the counts stay."""
    subscribers = list(Subscriber.objects.filter(email__iexact=email))
    ids = [subscriber.pk for subscriber in subscribers]
    BounceEvent.objects.filter(subscriber__in=ids).update(subscriber=None, text="")
    sign_ups = SignUp.objects.filter(email__iexact=email)
    if subscribers or sign_ups.exists():
        note(email, ConsentAction.ERASED, subscribers[0].language if subscribers else "cs")
    links = Q(purpose__startswith="newsletter-", data__email__iexact=email)
    links |= Q(purpose="newsletter-confirm", subject__in=sign_ups.values("pk"))
    links |= Q(purpose__in=["newsletter-data", "newsletter-address"], subject__in=ids)
    waiting = Delivery.objects.filter(subscriber__in=ids, state=State.QUEUED)
    waiting.update(state=State.SUPPRESSED, answer="erased")
    return {
        "links": OneTimeLink.objects.filter(links).delete()[0],
        "requests": sign_ups.delete()[0],
        "subscriptions": Subscriber.objects.filter(pk__in=ids).delete()[0],
    }


def keep_periods(dry_run: bool) -> Counts:
    """Delete what has been kept long enough; who paused gets news again."""
    steps = {
        "unconfirmed": _unconfirmed(),
        "left": Subscriber.objects.filter(status=Status.ENDED, ended_at__lt=before("left")),
        "consent": _old_consents(),
        "deliveries": Run.objects.filter(
            state__in=[RunState.DONE, RunState.CANCELLED, RunState.EMPTY],
            due_at__lt=now() - settings.RETENTION["deliveries"] * DAY,
            deliveries__isnull=False,
        ).distinct(),
    }
    counts = {name: found.count() for name, found in steps.items()}
    if not dry_run:
        _carry_out(steps)
        counts["resumed"] = wake_paused(today_in_prague())
    return counts


def _carry_out(steps: dict[str, models.QuerySet]) -> None:
    for run in steps["deliveries"]:
        _archive(run)
    for subscriber in steps["left"].filter(end_reason__in=STOPPED):
        # Who was stopped by bounces never withdrew: the proof ends with the subscription.
        end = subscriber.ended_at
        note(subscriber.email, ConsentAction.ERASED, subscriber.language, at=end)
    for name in ("unconfirmed", "left", "consent"):
        steps[name].delete()


def _unconfirmed() -> models.QuerySet:
    """Requests: unconfirmed ones after a week, confirmed ones are in the consent log as well."""
    return SignUp.objects.filter(requested_at__lt=before("unconfirmed"))


def _old_consents() -> models.QuerySet:
    """Entries of addresses that left long enough ago, or never confirmed."""
    ends = Q(action__in=[ConsentAction.WITHDRAWN, ConsentAction.ERASED])
    keys = ConsentEntry.objects.values("address_key").annotate(
        last=Max("at"),
        last_end=Max("at", filter=ends),
        confirmed=Count("pk", filter=Q(action=ConsentAction.CONFIRMED)),
    )
    over = keys.filter(last__lt=before("consent")).filter(Q(last_end=F("last")) | Q(confirmed=0))
    return ConsentEntry.objects.filter(address_key__in=over.order_by().values("address_key"))


def _archive(run: Run) -> None:
    """Keep the sums of a run, delete who got it and its renderings."""
    run.archived = sums(run).as_dict()
    run.save(update_fields=["archived"])
    BounceEvent.objects.filter(delivery__run=run).update(delivery=None)
    run.deliveries.all().delete()
    Variant.objects.filter(run=run).delete()


register_holder(Holder(data_of, erase, keep_periods))
