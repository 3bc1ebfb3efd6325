"""Events, runs, variants, deliveries: the ledger of the newsletter (newsletter.md, 8)."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mail.models import HandOver, handover_indexes, moment
from mail.states import Result
from newsletter.frequencies import Frequency
from newsletter.models.subscribers import LANGUAGES, Subscriber


class EventKind(models.TextChoices):
    """Why an item is told."""

    NEWS = "news", pgettext_lazy("kind of item", "new")
    CHANGE = "change", pgettext_lazy("kind of item", "changed")
    CLOSING = "closing", pgettext_lazy("kind of item", "closes soon")


class NewsEvent(models.Model):
    """Something that readers shall hear of once, whatever languages it is in.

    Recorded in the transaction that publishes. `occasion` tells apart events of one kind: the
    change's number, the deadline's day.
    """

    page_key = models.UUIDField(_("page"), db_index=True)  # translation_key of the group
    kind = models.CharField(_("kind"), max_length=10, choices=EventKind.choices)
    occasion = models.CharField(max_length=40, default="")
    change = models.ForeignKey(
        "home.MaterialChange", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    priority = models.SmallIntegerField(_("priority"), default=0)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    at = models.DateTimeField(_("recorded at"), default=timezone.now, db_index=True)
    # Unix seconds from which it may go out at once: time for second thoughts.
    ripe_at = models.BigIntegerField(default=0)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("item of the newsletter")
        verbose_name_plural = _("items of the newsletter")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page_key", "kind", "occasion"], name="newsletter_event_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.page_key}"


class RunState(models.IntegerChoices):
    """State of a run."""

    PLANNED = 0, _("planned")
    HELD = 1, _("held")
    SENDING = 2, _("being sent")
    DONE = 3, _("sent")
    EMPTY = 4, _("nothing to send")
    CANCELLED = 5, _("cancelled")


class Run(models.Model):
    """One issue: everything of one frequency that goes out together, in both languages.

    `key` is what makes a run unique: frequency and day (`weekly:2026-11-30`), the first event of
    an immediate run, the corrected run of a correction.
    """

    key = models.CharField(max_length=80, unique=True)
    frequency = models.SmallIntegerField(_("frequency"), choices=Frequency.choices)
    state = models.SmallIntegerField(_("state"), choices=RunState.choices, default=RunState.PLANNED)
    day = models.DateField(_("day of the issue"))
    due_at = models.BigIntegerField(_("due at"), db_index=True)  # Unix seconds
    intro_cs = models.TextField(_("introduction (Czech)"), blank=True, max_length=1000)
    intro_en = models.TextField(_("introduction (English)"), blank=True, max_length=1000)
    is_by_hand = models.BooleanField(_("time chosen by an editor"), default=False)
    hold_reason = models.CharField(_("why it is held"), max_length=200, blank=True, default="")
    composed_at = models.DateTimeField(_("composed at"), null=True, blank=True)
    finished_at = models.BigIntegerField(null=True, blank=True)  # Unix seconds
    due = models.IntegerField(_("due"), default=0)  # deliveries written when it was composed
    # Sums of deliveries that retention has deleted, by state: they still have to add up.
    archived = models.JSONField(default=dict, blank=True)
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ["-due_at", "-pk"]
        indexes = [models.Index(fields=["state", "due_at"], name="newsletter_run_due")]

    def __str__(self) -> str:
        return self.key

    @property
    def due_moment(self) -> datetime | None:
        """When it is due."""
        return moment(self.due_at)

    @property
    def public_url(self) -> str:
        """Where the issue stands on the web, in the active language."""
        return reverse("newsletter_issue", args=[self.key])

    @property
    def is_open(self) -> bool:
        """Say whether its content can still be changed."""
        return self.state in (RunState.PLANNED, RunState.HELD) and self.composed_at is None

    def intro(self, language: str) -> str:
        """Return the editor's introduction in a language, "" for none."""
        return str(self.intro_en if language == "en" else self.intro_cs)


class RunItem(models.Model):
    """An event that a run has claimed: each event once for each frequency.

    Editors make rows before the run is composed: to pin, to order, to drop.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="items")
    event = models.ForeignKey(NewsEvent, on_delete=models.CASCADE, related_name="runs")
    frequency = models.SmallIntegerField(choices=Frequency.choices)
    position = models.SmallIntegerField(_("position"), default=0)
    is_pinned = models.BooleanField(_("on top"), default=False)
    is_dropped = models.BooleanField(_("left out"), default=False)
    # Why it is not in the issue though nobody left it out: no longer public, over, no readers.
    absence = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        verbose_name = _("item of an issue")
        verbose_name_plural = _("items of an issue")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "frequency"], name="newsletter_event_once_per_frequency"
            )
        ]

    def __str__(self) -> str:
        return f"{self.run}: {self.event}"


class Variant(models.Model):
    """One rendering of a run: all readers with the same items in the same language share it.

    `message` holds the whole message with marks for what differs (`mail.mime`), dots doubled.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="variants")
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    item_hash = models.CharField(max_length=64)
    events = models.JSONField(default=list)  # ids, in their order
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField()
    html = models.TextField()
    message = models.BinaryField()
    readers = models.IntegerField(_("readers"), default=0)

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        constraints = [
            models.UniqueConstraint(fields=["run", "item_hash"], name="newsletter_variant_once")
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.language} ({self.readers})"


class Delivery(HandOver):
    """The ledger: one row for each (run, subscriber), written before anything is sent.

    `subscriber` goes when somebody is erased or after `RETENTION["deliveries"]` days.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.ForeignKey(
        Subscriber, null=True, on_delete=models.SET_NULL, related_name="deliveries"
    )
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+", db_index=False)
    domain = models.CharField(max_length=190, blank=True, default="")
    result = models.SmallIntegerField(
        default=Result.UNKNOWN, db_default=Result.UNKNOWN.value, editable=False
    )
    dsn = models.CharField(max_length=12, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "subscriber"], name="newsletter_once_per_run_and_subscriber"
            )
        ]
        indexes = [
            *handover_indexes("newsletter_delivery"),
            models.Index(
                fields=["queue_id"],
                condition=models.Q(result__in=[Result.UNKNOWN, Result.DEFERRED])
                & ~models.Q(queue_id=""),
                name="newsletter_in_the_mta",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.pk}"
