"""Who gets what, with whose consent (newsletter.md, 7.3 and 8)."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from newsletter.frequencies import Foreign, Frequency

LANGUAGES = [("cs", _("Czech")), ("en", _("English"))]


def new_secret() -> str:
    """Return 128 random bits: what a subscriber's links are made from."""
    return secrets.token_hex(16)


class Status(models.IntegerChoices):
    """Whether somebody gets mail."""

    ACTIVE = 1, _("gets mail")
    PAUSED = 2, _("paused")
    ENDED = 3, _("left")


class Subscriber(models.Model):
    """A confirmed address. `email` is empty once it was erased."""

    email = models.CharField(_("e-mail"), max_length=254)
    domain = models.CharField(_("provider"), max_length=190, blank=True, default="")
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    foreign_items = models.CharField(
        _("items in the other language"),
        max_length=4,
        choices=Foreign.choices,
        default=Foreign.SHOW,
    )
    status = models.SmallIntegerField(
        pgettext_lazy("of a subscriber", "status"), choices=Status.choices, default=Status.ACTIVE
    )
    secret = models.CharField(max_length=32, default=new_secret, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed at"), default=timezone.now)
    paused_until = models.DateField(_("paused until"), null=True, blank=True)
    ended_at = models.DateTimeField(_("left at"), null=True, blank=True, db_index=True)
    end_reason = models.CharField(_("why"), max_length=40, blank=True, default="")

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        constraints = [
            models.UniqueConstraint(
                Lower("email"), condition=~models.Q(email=""), name="newsletter_email_once"
            )
        ]
        indexes = [models.Index(fields=["status", "paused_until"], name="newsletter_status")]

    def __str__(self) -> str:
        return self.email or f"#{self.pk}"


class Choice(models.Model):
    """One topic at one frequency. `topic`: a code of the vocabulary, or `PARTNERS`."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="choices")
    topic = models.CharField(_("topic"), max_length=80)
    frequency = models.SmallIntegerField(_("frequency"), choices=Frequency.choices)

    class Meta:
        verbose_name = _("chosen topic")
        verbose_name_plural = _("chosen topics")
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber", "topic"], name="newsletter_topic_once_per_subscriber"
            )
        ]
        indexes = [
            models.Index(
                fields=["frequency", "subscriber", "topic"], name="newsletter_choice_audience"
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.get_frequency_display()}"


class SignUp(models.Model):
    """A request that waits for its confirmation; it goes after `RETENTION["unconfirmed"]` days."""

    email = models.CharField(max_length=254)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    foreign_items = models.CharField(max_length=4, choices=Foreign.choices, default=Foreign.SHOW)
    choices = models.JSONField(default=dict)  # {topic: frequency}
    consent_text = models.TextField()
    source = models.CharField(max_length=200, blank=True)
    requested_at = models.DateTimeField(default=timezone.now, db_index=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("unconfirmed sign-up")
        verbose_name_plural = _("unconfirmed sign-ups")

    def __str__(self) -> str:
        return f"{self.email} ({self.requested_at:%Y-%m-%d})"


class ConsentAction(models.TextChoices):
    """What somebody did about their consent."""

    REQUESTED = "requested", _("request")
    CONFIRMED = "confirmed", _("confirmed")
    CHANGED = "changed", _("changed")
    PAUSED = "paused", _("paused")
    RESUMED = "resumed", _("resumed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    ERASED = "erased", _("erased")


class AppendOnlyError(Exception):
    """Somebody tried to change the proof of a consent."""


class ConsentEntry(models.Model):
    """Append-only proof: who consented to which words in which language, when (ÚOOÚ; 43).

    `address_key` is a keyed hash, so the proof outlives the address.
    """

    address_key = models.CharField(max_length=64, db_index=True)
    action = models.CharField(_("what"), max_length=10, choices=ConsentAction.choices)
    language = models.CharField(_("language"), max_length=2)
    purpose = models.CharField(_("purpose"), max_length=40, default="newsletter")
    text = models.TextField(_("text"), blank=True)
    choices = models.JSONField(_("choices"), default=dict)
    source = models.CharField(_("where"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new entry. Raises AppendOnlyError for one that exists."""
        if self.pk is not None:
            raise AppendOnlyError("Entries of the consent log are never changed.")
        super().save(*args, **kwargs)


class Suppression(models.Model):
    """An address that gets nothing: a keyed hash, so it survives erasure and blocks re-import."""

    address_key = models.CharField(max_length=64, unique=True)
    reason = models.CharField(_("why"), max_length=40)
    at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.address_key[:8]}… ({self.reason})"
