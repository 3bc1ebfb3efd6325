"""What comes back: bounces, complaints, providers that do not want us for a while."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from newsletter.models.issues import Delivery
from newsletter.models.subscribers import Subscriber


class BounceKind(models.TextChoices):
    """What an answer says about the address, by RFC 3463 (newsletter.md, 6)."""

    HARD = "hard", _("the address does not work")
    SOFT = "soft", _("it did not work this time")
    POLICY = "policy", _("the provider refuses us")
    COMPLAINT = "complaint", _("marked as spam")
    OTHER = "other", _("no reason known")


class BounceEvent(models.Model):
    """One answer about one delivery; the first of a kind counts."""

    delivery = models.ForeignKey(
        Delivery, null=True, on_delete=models.SET_NULL, related_name="bounces"
    )
    subscriber = models.ForeignKey(
        Subscriber, null=True, on_delete=models.SET_NULL, related_name="bounces"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=BounceKind.choices)
    status = models.CharField(
        pgettext_lazy("of a returned letter", "status"), max_length=12, blank=True
    )
    source = models.CharField(
        pgettext_lazy("of a returned letter", "source"), max_length=10
    )  # dsn, log, handover, report, webhook
    domain = models.CharField(max_length=190, blank=True)
    text = models.CharField(_("answer"), max_length=300, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("returned letter")
        verbose_name_plural = _("returned letters")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "kind"], name="newsletter_bounce_once_per_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.status}"


class DomainState(models.Model):
    """A provider that refuses us (x.7.x): nothing goes there until `paused_until`."""

    domain = models.CharField(_("provider"), max_length=190, primary_key=True)
    paused_until = models.BigIntegerField(default=0)  # Unix seconds
    strikes = models.SmallIntegerField(default=0)  # pauses in a row; each is twice as long
    reason = models.CharField(_("why"), max_length=300, blank=True)
    at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("paused provider")
        verbose_name_plural = _("paused providers")

    def __str__(self) -> str:
        return self.domain
