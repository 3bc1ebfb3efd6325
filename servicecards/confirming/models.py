"""What was asked of those who answer for cards, and what they said."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Answer(models.TextChoices):
    """What somebody said of a card, or that nobody did."""

    ASKED = "asked", _("asked")
    SILENT = "silent", _("no answer")
    CONFIRMED = "confirmed", _("still right")
    CHANGED = "changed", _("proposes changes")
    PAUSED = "paused", _("paused until …")
    ENDED = "ended", _("ended")
    WITHDRAWN = "withdrawn", _("not asked any more")


OPEN = (Answer.ASKED, Answer.SILENT)


class ConfirmationRequest(models.Model):
    """One question about a card. The address goes after `RETENTION["confirmations"]` days."""

    card_key = models.UUIDField(_("card"), db_index=True)
    email = models.EmailField(_("asked"), blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)
    reminded_at = models.DateTimeField(null=True)
    state = models.CharField(
        _("answer"), max_length=20, choices=Answer.choices, default=Answer.ASKED
    )
    answered_at = models.DateTimeField(_("answered at"), null=True)
    until = models.DateField(null=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("question about a card")
        verbose_name_plural = _("questions about cards")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["card_key"],
                condition=models.Q(state__in=OPEN),
                name="servicecards_asked_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.card_key}: {self.state}"
