"""What is known about an address outside the portal."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A server may be down for a week-end; a page that is gone (404, 410) says so itself.
PATIENCE = timedelta(days=3)


class Outcome(models.TextChoices):
    """How a visit ended."""

    OK = "ok", _("works")
    MOVED = "moved", _("has moved for good")
    GONE = "gone", _("does not exist any more")
    FAILED = "failed", _("does not answer")
    CLOSED = "closed", _("may not be checked")  # robots.txt, or only for people


class CheckedLink(models.Model):
    """An address with the result of the last visit."""

    url = models.URLField(_("address"), max_length=2000, unique=True)
    checked_at = models.DateTimeField(_("checked"), null=True)
    outcome = models.CharField(_("result"), max_length=10, choices=Outcome.choices, blank=True)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    moved_to = models.URLField(_("new address"), max_length=2000, blank=True)
    failing_since = models.DateTimeField(_("fails since"), null=True)

    class Meta:
        verbose_name = _("checked link")
        verbose_name_plural = _("checked links")
        ordering = ["url"]

    def __str__(self) -> str:
        return self.url

    @property
    def is_broken(self) -> bool:
        """Say whether an editor should mend it: gone, or without an answer for days."""
        if self.outcome == Outcome.GONE:
            return True
        since = self.failing_since
        failed = self.outcome == Outcome.FAILED
        return bool(failed and since and timezone.now() - since >= PATIENCE)
