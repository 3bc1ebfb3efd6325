"""Portfolio statistics: one snapshot that editors fill in, and the live figure beside it.

The snapshot's sums and its rate are computed, never stored (ADR 0010).
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from home.base import BasePage, Changeable, Provenance, Reviewable, shared
from home.blocks import TextPartBlock, parts
from home.exports import Exportable, Table
from home.panels import truth_panels

COUNTS = ("running", "before_start", "in_sustainability", "ended", "rejected")


def _count(label: Any) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(label, default=0)


class StatisticsPage(Reviewable, Changeable, Provenance, Exportable, BasePage):
    """International projects in figures."""

    page_description = _("Numbers of projects by state, with the success rate.")
    template = "pages/statistics_page.html"
    parent_page_types: ClassVar = ["projects.ProjectIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    trail = "project"
    kind_label = _("Statistics")
    topic_order = 25
    shared_fields = (
        *BasePage.shared_fields,
        *Reviewable.review_shared,
        *Changeable.change_shared,
        *Provenance.provenance_shared,
        *COUNTS,
        *("as_of", "year_from", "year_to"),
    )
    folded_fields = (*BasePage.folded_fields, "reasons")

    running = _count(_("running"))
    before_start = _count(_("before start"))
    in_sustainability = _count(_("in the sustainability period"))
    ended = _count(_("ended"))
    rejected = _count(_("rejected"))
    as_of = models.DateField(
        _("as of"), null=True, blank=True, help_text=_("Empty: the source is not dated.")
    )
    year_from = models.PositiveSmallIntegerField(_("first year"), null=True, blank=True)
    year_to = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    as_of_note = models.CharField(_("note on the date"), max_length=300, blank=True)
    period_note = models.CharField(_("note on the period"), max_length=300, blank=True)
    snapshot_note = models.CharField(_("note on the snapshot"), max_length=300, blank=True)
    reasons = parts("item", TextPartBlock, _("reasons of success"))

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel(name) for name in COUNTS]),
                FieldPanel("as_of"),
                FieldPanel("as_of_note"),
                FieldRowPanel([FieldPanel("year_from"), FieldPanel("year_to")]),
                FieldPanel("period_note"),
                FieldPanel("snapshot_note"),
            ],
            heading=_("Snapshot"),
            help_text=_("Sums and rate are computed. Projects of the portal are never added."),
        ),
        FieldPanel("reasons"),
        *BasePage.find_panels,
    ]
    promote_panels = truth_panels(BasePage)
    override_translatable_fields = shared(*shared_fields)

    class Meta:
        verbose_name = _("statistics of projects")
        verbose_name_plural = _("statistics of projects")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add figures, plots and tables."""
        from projects.statistics_view import statistics_view  # it needs ProjectPage

        context = super().get_context(request, *args, **kwargs)
        context["stats"] = statistics_view(self, context["reader_language"])
        return context

    def table(self, request: HttpRequest) -> Table:
        """Return the snapshot's numbers by state, or the table of `tabulka`."""
        from projects.statistics_view import table_of  # it needs ProjectPage

        language = translation.get_language() or self.language
        return table_of(self, request.GET.get("tabulka", ""), language)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page, or with its numbers as CSV or JSON."""
        return self.export(request) or super().serve(request, *args, **kwargs)
