"""Answers of a mail provider by django-anymail's webhooks, where the operator installs it.

A provider that relays our letters over SMTP tells bounces and complaints by HTTP instead of DSN.
They land in the same table. Without django-anymail nothing here does anything.
"""

from __future__ import annotations

import re
from typing import Any

from mail.letters import status_in
from newsletter import bounces
from newsletter.bounces import Answer
from newsletter.models import Delivery
from newsletter.models.responses import BounceKind
from newsletter.subscribing import leave

_OWN_ID = re.compile(r"<?d\.(\d+)\.(\d+)@")
KINDS = {
    "complained": BounceKind.COMPLAINT,
    "bounced": BounceKind.OTHER,
    "rejected": BounceKind.OTHER,
}


def delivery_of(event: Any) -> Delivery | None:
    """Return which delivery an event is about: by our Message-ID and the address together."""
    found = _OWN_ID.match(str(getattr(event, "message_id", "") or ""))
    if found is None:
        return None
    run, row = int(found[1]), int(found[2])
    rows = Delivery.objects.filter(pk=row, run=run).select_related("subscriber")
    return rows.filter(subscriber__email__iexact=str(event.recipient or "")).first()


def hear(sender: Any, event: Any, esp_name: str = "", **kwargs: Any) -> None:
    """Take an event of `anymail.signals.tracking` (duck-typed; docs: Tracking sent mail status)."""
    delivery = delivery_of(event)
    if delivery is None:
        return
    if event.event_type == "unsubscribed" and delivery.subscriber:
        leave(delivery.subscriber, "provider")
        return
    kind = KINDS.get(event.event_type)
    if kind is None:
        return
    text = str(getattr(event, "mta_response", "") or getattr(event, "description", "") or "")
    status = status_in(text)
    if kind == BounceKind.OTHER and status:
        kind = BounceKind(bounces.classify(status))
    if kind == BounceKind.COMPLAINT and delivery.subscriber:
        leave(delivery.subscriber, "complaint")
    bounces.record(Answer(delivery.pk, kind, status, "webhook", text))


try:
    from anymail.signals import tracking
except ImportError:
    pass
else:
    tracking.connect(hear, dispatch_uid="newsletter")
