"""Case studies (sdo:Project; terms of keep.eu and Kohesio): data model, section 2."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Orderable
from wagtail.search import index

from home.base import BasePage, Changeable, Provenance, Reviewable, shared
from home.blocks import TextPartBlock, parts
from projects import blocks
from projects.models.choices import BidState, PartnerRole, ProjectKind
from projects.models.project_facts import ORGANISATION, ProjectFacts, amount_field
from projects.panels import project_content_panels, project_promote_panels


class ProjectPage(Reviewable, Changeable, Provenance, ProjectFacts, BasePage):
    """One project: challenge, approach, results, lessons, what remains."""

    page_description = _("Case study of a project.")
    template = "pages/project_page.html"
    parent_page_types: ClassVar = ["projects.ProjectIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    trail = "project"
    search_kind = "project"
    kind_label = _("Project")
    topic_order = 20
    topic_parameter = "tema"
    shared_fields = (
        *BasePage.shared_fields,
        *Reviewable.review_shared,
        *Changeable.change_shared,
        *Provenance.provenance_shared,
        *ProjectFacts.project_shared,
        "partners",
    )
    folded_fields = (
        *BasePage.folded_fields,
        *("acronym", "official_name", "theme", "challenge", "objective", "approach", "results"),
        *("outputs", "lessons", "what_remains"),
    )

    theme = models.CharField(_("theme of the programme"), max_length=150, blank=True)
    fund = models.CharField(_("fund"), max_length=150, blank=True)
    priority = models.CharField(_("priority or specific objective"), max_length=200, blank=True)
    policy_instrument = models.CharField(_("policy instrument"), max_length=200, blank=True)
    counts_reason = models.CharField(
        _("why it does not count"), max_length=200, blank=True, help_text=_("For readers.")
    )
    challenge = models.TextField(_("challenge"), blank=True)
    objective = models.TextField(_("objective"), blank=True)
    approach = parts("item", TextPartBlock, _("approach"))
    method = models.TextField(_("method"), blank=True)
    novelty = models.TextField(_("what was new"), blank=True)
    milestones = parts("milestone", blocks.MilestoneBlock, _("milestones"))
    outputs = parts("output", blocks.ResultBlock, _("outputs"))
    results = parts("result", blocks.ResultBlock, _("results for the region"))
    lessons = models.TextField(_("lessons and what others can use"), blank=True)
    what_remains = parts("item", TextPartBlock, _("what remains"))
    funding_statement = models.TextField(_("funding statement"), blank=True)
    gallery = parts("photo", blocks.PhotoBlock, _("pictures"))

    content_panels = project_content_panels(BasePage)
    promote_panels = project_promote_panels(BasePage)
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("acronym", boost=3),
        index.SearchField("official_name", boost=2),
        index.SearchField("theme"),
        index.SearchField("challenge"),
        index.SearchField("objective"),
        index.SearchField("approach"),
        index.SearchField("outputs"),
        index.SearchField("results"),
        index.SearchField("lessons"),
        index.SearchField("what_remains"),
    ]
    override_translatable_fields = shared(*shared_fields)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")

    @property
    def search_year(self) -> int | None:
        """The year that the project began in."""
        return self.starts.day.year if self.starts else None

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep a bid that was not funded from the public: it counts without being shown."""
        is_rejected = self.bid_state == BidState.REJECTED
        if is_rejected:
            self.live = False
        super().save(*args, **kwargs)
        if is_rejected:
            others = ProjectPage.objects.filter(translation_key=self.translation_key, live=True)
            for page in others.exclude(pk=self.pk):
                page.unpublish()

    def clean(self) -> None:
        """Check the order of dates, and that only what may count is counted."""
        super().clean()
        if self.starts and self.ends and self.starts.day > self.ends.last_day:
            raise ValidationError({"end": _("The end must not be before the beginning.")})
        if self.sustainability_until and self.end and self.sustainability_until < self.end:
            raise ValidationError(
                {"sustainability_until": _("The results must last beyond the end of the project.")}
            )
        if self.counts_in_statistics and self.kind != ProjectKind.INTERNATIONAL:
            raise ValidationError(
                {"counts_in_statistics": _("Only an international project can count.")}
            )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the project as the reader sees it."""
        from projects.project_view import project_view  # it needs ProjectPage

        context = super().get_context(request, *args, **kwargs)
        context["project"] = project_view(self, context["reader_language"])
        return context

    def structured_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return schema.org Project."""
        from projects.structured_data import project_data  # it needs ProjectPage

        return project_data(self)


class ProjectPartner(Orderable):
    """An organisation that takes part in a project besides its lead."""

    project = ParentalKey(ProjectPage, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        ORGANISATION, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="+"
    )
    role = models.CharField(
        _("role"), max_length=12, choices=PartnerRole.choices, default=PartnerRole.PARTNER
    )
    budget = amount_field(_("budget"))

    panels = [PageChooserPanel("organisation"), FieldPanel("role"), FieldPanel("budget")]

    class Meta(Orderable.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "organisation"], name="projects_partner_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.organisation_id}"
