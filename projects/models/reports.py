"""Half-yearly reports of the actors of an action plan (ADR 0022)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models.choices import ActivityState, Role
from projects.models.project_facts import ORGANISATION
from projects.reporting.halves import HalfYear

LEAST, MOST = 1, 5  # of the satisfaction


class Half(models.IntegerChoices):
    """A half of a year."""

    FIRST = 1, _("first half")
    SECOND = 2, _("second half")


class ReportRound(models.Model):
    """One asking of all actors of a plan about one half-year; nobody is asked twice about it."""

    plan = models.ForeignKey("projects.ActionPlan", on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    half = models.PositiveSmallIntegerField(_("half"), choices=Half.choices)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    opened_by = models.CharField(max_length=150, blank=True)
    closes_on = models.DateField(_("reports until"))
    closed_at = models.DateTimeField(_("closed"), null=True)

    class Meta:
        verbose_name = _("round of reports")
        verbose_name_plural = _("rounds of reports")
        ordering: ClassVar = ["-year", "-half"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "year", "half"], name="projects_asked_once_a_half_year"
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def half_year(self) -> HalfYear:
        """What the reports are about."""
        return HalfYear(self.year, self.half)

    @property
    def code(self) -> str:
        """The half-year in addresses: "2026-2"."""
        return self.half_year.code

    @property
    def label(self) -> str:
        """The half-year in words."""
        return self.half_year.label


class ActorReport(models.Model):
    """What one actor was asked and said. No address: it could not be asked.

    What it says of states and satisfaction counts at once; its sentences and documents are public
    when an editor has approved them.
    """

    round = models.ForeignKey(ReportRound, on_delete=models.CASCADE, related_name="reports")
    organisation = models.ForeignKey(ORGANISATION, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    was_asked = models.BooleanField(default=False)
    since = models.DateTimeField(default=timezone.now)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(_("reported"), null=True)
    words_at = models.DateTimeField(null=True)  # when the words last changed
    approved_at = models.DateTimeField(_("approved"), null=True)
    withheld_at = models.DateTimeField(_("withheld"), null=True)

    class Meta:
        verbose_name = _("report of an actor")
        verbose_name_plural = _("reports of actors")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "organisation"], name="projects_one_report_of_an_actor"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.organisation_id}"

    @property
    def version(self) -> str:
        """Tells one state of the report from another: what a page shows is what is decided on."""
        return self.answered_at.isoformat() if self.answered_at else ""

    @property
    def waits(self) -> bool:
        """Say whether words wait for an editor's decision."""
        return bool(self.answered_at and not self.approved_at and not self.withheld_at)


class CellReport(models.Model):
    """What an actor says of one of its cells of the matrix: card × activity."""

    report = models.ForeignKey(ActorReport, on_delete=models.CASCADE, related_name="cells")
    card = models.ForeignKey("projects.ActionPlanCard", on_delete=models.CASCADE, related_name="+")
    activity = models.PositiveSmallIntegerField(_("activity"))
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    state = models.CharField(_("state"), max_length=10, choices=ActivityState.choices, blank=True)
    sentence = models.CharField(_("in one sentence"), max_length=300, blank=True)
    document_title = models.CharField(_("output document"), max_length=200, blank=True)
    document_url = models.URLField(_("its address"), max_length=500, blank=True)
    # Of the words.
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, blank=True)

    class Meta:
        verbose_name = _("report on an activity")
        verbose_name_plural = _("reports on activities")
        ordering: ClassVar = ["card", "activity", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report", "card", "activity"], name="projects_one_report_on_a_cell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.card_id}/{self.activity}: {self.state}"


class CardRating(models.Model):
    """How satisfied an actor is with the course of a card, 1 to 5."""

    report = models.ForeignKey(ActorReport, on_delete=models.CASCADE, related_name="ratings")
    card = models.ForeignKey("projects.ActionPlanCard", on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField(
        _("satisfaction"), validators=[MinValueValidator(LEAST), MaxValueValidator(MOST)]
    )

    class Meta:
        verbose_name = _("satisfaction with a card")
        verbose_name_plural = _("satisfaction with cards")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report", "card"], name="projects_one_rating_of_a_card"
            ),
            models.CheckConstraint(
                condition=models.Q(score__gte=LEAST, score__lte=MOST),
                name="projects_rating_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card_id}: {self.score}"
