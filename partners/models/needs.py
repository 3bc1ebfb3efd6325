"""What firms told us: needs without any personal data, and quarters whose report is public."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from home.base import BasePage, shared
from home.dates import today_in_prague


class Occasion(models.TextChoices):
    """How somebody heard of the need."""

    VISIT = "visit", _("visit to the firm")
    CALL = "call", _("call or message")
    EVENT = "event", _("event")


class FirmNeed(models.Model):
    """One need of one firm, as codes of the vocabularies: nobody can be told from it.

    There is no text on purpose. `form_key`: the same form sent twice is one need.
    """

    day = models.DateField(_("day"), default=today_in_prague, db_index=True)
    need = models.CharField(_("what it needs"), max_length=80)
    topic = models.CharField(_("topic"), max_length=80)
    sector = models.CharField(_("sector"), max_length=80, blank=True)
    district = models.CharField(_("district"), max_length=80, blank=True)
    occasion = models.CharField(
        _("heard at"), max_length=10, choices=Occasion.choices, default=Occasion.VISIT
    )
    partner = models.ForeignKey(
        "partners.Organisation",
        verbose_name=_("noted by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    form_key = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("need of a firm")
        verbose_name_plural = _("needs of firms")
        ordering: ClassVar = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"{self.day}: {self.need}, {self.topic}"


class QuarterReport(models.Model):
    """A quarter whose report the public may see, with the coordinator's comment."""

    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    comment_cs = models.TextField(_("comment in Czech"), blank=True)
    comment_en = models.TextField(_("comment in English"), blank=True)
    published_on = models.DateField(_("published on"), null=True)
    # The numbers as they were published: searches are forgotten after 13 months, needs come late.
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("report of a quarter")
        verbose_name_plural = _("reports of quarters")
        ordering: ClassVar = ["-year", "-quarter"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "quarter"], name="partners_quarter_once"),
            models.CheckConstraint(
                condition=models.Q(quarter__gte=1, quarter__lte=4), name="partners_four_quarters"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.quarter}"

    @property
    def version(self) -> str:
        """Tells one state of the comments from another."""
        return sha256(f"{self.comment_cs}\0{self.comment_en}".encode()).hexdigest()[:16]

    def comment_in(self, language: str) -> tuple[str, str]:
        """Return (comment, its language) for a reader; ("", "") where there is none."""
        own = self.comment_en if language == "en" else self.comment_cs
        other = self.comment_cs if language == "en" else self.comment_en
        if own:
            return own, language
        return (other, "cs" if language == "en" else "en") if other else ("", "")


class FirmVoicesPage(BasePage):
    """What firms told us: the public reports by quarter."""

    page_description = _("Reports by quarter of what firms say they need.")
    template = "pages/firm_voices_page.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    kind_label = _("What firms told us")
    content_panels = [*BasePage.content_panels, *BasePage.find_panels]
    override_translatable_fields = shared(*BasePage.shared_fields)

    class Meta:
        verbose_name = _("page “What firms told us”")
        verbose_name_plural = _("pages “What firms told us”")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the quarters that are public."""
        from partners.needs.quarters import published_quarters  # it needs the models

        context = super().get_context(request, *args, **kwargs)
        context["quarters"] = published_quarters()
        return context

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page, or with the report of a quarter (`?ctvrtleti=2026-4`)."""
        from partners.needs.report_view import quarter_report  # it needs the models

        code = request.GET.get("ctvrtleti")
        return (
            quarter_report(self, request, code) if code else super().serve(request, *args, **kwargs)
        )
