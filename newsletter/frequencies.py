"""How often somebody gets mail, and the topics that are in no vocabulary."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

# Beside the vocabulary `topics`: changed cards, opportunities and action-plan updates.
PARTNERS = "pro-partnery"


class Frequency(IntegerChoices):
    """How often."""

    NOW = 1, _("as soon as it is published")
    WEEKLY = 2, _("once a week")
    MONTHLY = 3, _("once a month")


class Foreign(TextChoices):
    """What to do with an item that exists only in the other language."""

    SHOW = "show", _("send it in the other language, marked as such")
    HIDE = "hide", _("leave it out")


DIGESTS = (Frequency.WEEKLY, Frequency.MONTHLY)
SLUGS = {Frequency.NOW: "now", Frequency.WEEKLY: "weekly", Frequency.MONTHLY: "monthly"}
