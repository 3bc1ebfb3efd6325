"""Models of the newsletter."""

from __future__ import annotations

from newsletter.models.issues import Delivery, NewsEvent, Run, RunItem, RunState, Variant
from newsletter.models.page import SubscribePage
from newsletter.models.responses import BounceEvent, BounceKind, DomainState
from newsletter.models.settings import NewsletterSettings
from newsletter.models.subscribers import (
    Choice,
    ConsentEntry,
    SignUp,
    Status,
    Subscriber,
    Suppression,
)

__all__ = [
    "BounceEvent",
    "BounceKind",
    "Choice",
    "ConsentEntry",
    "Delivery",
    "DomainState",
    "NewsEvent",
    "NewsletterSettings",
    "Run",
    "RunItem",
    "RunState",
    "SignUp",
    "Status",
    "SubscribePage",
    "Subscriber",
    "Suppression",
    "Variant",
]
