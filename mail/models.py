"""What is stored before it is sent, and what strangers may cause how often."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mail.states import State

STATE_NAMES = {
    State.QUEUED: _("waiting"),
    State.CLAIMED: _("being sent"),
    State.HANDED: _("handed over"),
    State.UNCERTAIN: _("uncertain"),
    State.REFUSED: _("refused"),
    State.SUPPRESSED: _("not wanted any more"),
    State.CANCELLED: _("cancelled"),
}


def moment(seconds: int | None) -> datetime | None:
    """Return a moment that is kept as Unix seconds; None stays None."""
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None


class HandOver(models.Model):
    """One letter to one address: a row that is written before anything is sent (decision 8).

    The worker that sends writes these columns by SQL of its own and imports no model; times are
    Unix seconds, the same on every database.
    """

    state = models.SmallIntegerField(_("state"), default=State.QUEUED, choices=STATE_NAMES)
    worker = models.SmallIntegerField(_("worker"), null=True, editable=False)
    not_before = models.BigIntegerField(_("not before"), default=0)
    attempts = models.SmallIntegerField(_("attempts"), default=0)
    handed_at = models.BigIntegerField(_("handed over at"), null=True, editable=False)
    queue_id = models.CharField(_("queue id"), max_length=40, blank=True, default="")
    answer = models.CharField(_("answer"), max_length=200, blank=True, default="")

    class Meta:
        abstract = True

    @property
    def handed(self) -> datetime | None:
        """When the mail server took the letter."""
        return moment(self.handed_at)


def handover_indexes(table: str) -> list[models.Index]:
    """Return the indexes by which workers find rows."""
    return [
        models.Index(
            fields=["not_before", "id"],
            condition=models.Q(state=State.QUEUED),
            name=f"{table}_due",
        ),
        models.Index(
            fields=["state", "worker"],
            condition=models.Q(state__in=[State.CLAIMED, State.UNCERTAIN]),
            name=f"{table}_busy",
        ),
    ]


class OutgoingMail(HandOver):
    """A single message: a confirmation, an answer, a reminder. `content` is the whole of it.

    Address and content go after `RETENTION["mail"]` days; that it was sent stays.
    """

    kind = models.CharField(_("kind"), max_length=40)
    recipient = models.CharField(_("to"), max_length=254)
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=200)
    content = models.BinaryField(_("message"), null=True)
    message_id = models.CharField("Message-ID", max_length=200)
    # Whose words may stand in it, besides the receiver's ("enquiry 12"): erased with those.
    about = models.CharField(max_length=60, blank=True, default="", db_default="", db_index=True)
    created_at = models.DateTimeField(_("stored at"), auto_now_add=True, db_index=True)
    # After that nobody needs it: a link that has expired.
    useless_after = models.BigIntegerField(_("useless after"), null=True, editable=False)

    class Meta:
        verbose_name = _("single message")
        verbose_name_plural = _("single messages")
        ordering = ["-pk"]
        indexes = handover_indexes("mail_out")

    def __str__(self) -> str:
        return f"{self.subject} → {self.recipient}"


class Allowance(models.Model):
    """How often something was caused for a key: a keyed hash of an address or a network."""

    key = models.CharField(max_length=64, unique=True)
    last_at = models.BigIntegerField(default=0)  # Unix seconds
    window = models.BigIntegerField(default=0)  # number of the window since 1970
    used = models.IntegerField(default=0)  # within the window

    class Meta:
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.used}"


class OneTimeLink(models.Model):
    """A link in a mail that works once and until it expires; only its hash is kept."""

    purpose = models.CharField(max_length=40)
    subject = models.BigIntegerField()  # primary key of what it is about
    data = models.JSONField(default=dict, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("link that works once")
        verbose_name_plural = _("links that work once")
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["purpose", "subject"], name="mail_link_subject")
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject}"


class WorkerStatus(models.Model):
    """What a worker says of itself every few seconds; written by SQL of the worker's own."""

    number = models.SmallIntegerField(primary_key=True)
    pid = models.IntegerField()
    seen_at = models.BigIntegerField()  # Unix seconds
    paused_since = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    handed = models.BigIntegerField(default=0)  # letters since it started

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self) -> str:
        return f"{self.number}"


class LogPosition(models.Model):
    """How far a mail log was read; the inode tells when it was rotated."""

    path = models.CharField(max_length=300, unique=True)
    inode = models.BigIntegerField(default=0)
    offset = models.BigIntegerField(default=0)
    read_at = models.BigIntegerField(default=0)  # Unix seconds

    class Meta:
        verbose_name = _("position in a log")
        verbose_name_plural = _("positions in logs")

    def __str__(self) -> str:
        return self.path
