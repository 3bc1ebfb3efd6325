"""Action plans and their cards: data model, section 3. Their tables: `plan_rows`."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from home.base import BasePage, Changeable, Provenance, Reviewable, shared
from home.blocks import parts
from home.exports import Exportable, Table
from home.panels import truth_panels
from home.terms import terms_field
from home.vocabularies import Vocabulary
from projects import blocks
from projects.forms import PlanCardForm
from projects.models.choices import CardStatus, CostImpact, Role
from projects.models.project_facts import ORGANISATION
from projects.panels import plan_card_content_panels

TEXT = ["bold", "ol", "ul", "link", "document-link"]


def text_field(label: Any) -> RichTextField:
    """Return a section of a card: paragraphs and lists."""
    return RichTextField(label, blank=True, features=TEXT)


class ActionPlan(Reviewable, Changeable, Provenance, BasePage):
    """A plan whose measures are its cards."""

    page_description = _("An action plan; its cards stand below it.")
    template = "pages/action_plan.html"
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["projects.ActionPlanCard"]

    trail = "plan"
    search_kind = "plan"
    news_for_partners = True
    kind_label = _("Action plan")
    topic_order = 30
    shared_fields = (
        *BasePage.shared_fields,
        *Reviewable.review_shared,
        *Changeable.change_shared,
        *Provenance.provenance_shared,
        *("year_from", "year_to", "plan_owner", "version", "asks_actors"),
    )
    folded_fields = (*BasePage.folded_fields, "introduction")

    introduction = RichTextField(_("introduction"), blank=True, features=TEXT)
    year_from = models.PositiveSmallIntegerField(_("first year"), null=True, blank=True)
    year_to = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    plan_owner = models.ForeignKey(
        ORGANISATION,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    version = models.CharField(_("version"), max_length=40, blank=True)
    pillars = parts("pillar", blocks.PillarBlock, _("pillars"))
    # An older version of the code may still write rows during an upgrade: `db_default`.
    asks_actors = models.BooleanField(
        _("ask the actors every half-year"),
        default=False,
        db_default=False,
        help_text=_(
            "In January and July each actor with an e-mail gets a link to its own report. "
            "Otherwise somebody begins a round by hand."
        ),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("year_from"), FieldPanel("year_to")]),
                FieldPanel("plan_owner"),
                FieldPanel("version"),
                FieldPanel("pillars"),
                FieldPanel("asks_actors"),
            ],
            heading=_("What it is"),
        ),
        *BasePage.find_panels,
    ]
    promote_panels = truth_panels(BasePage)
    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]
    override_translatable_fields = shared(*shared_fields)

    class Meta:
        verbose_name = _("action plan")
        verbose_name_plural = _("action plans")

    def clean(self) -> None:
        """Check the order of the years."""
        super().clean()
        if self.year_from and self.year_to and self.year_from > self.year_to:
            raise ValidationError({"year_to": _("The end must not be before the beginning.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the plan's cards and what its actors report."""
        from projects.plan_view import plan_view  # it needs ActionPlan

        context = super().get_context(request, *args, **kwargs)
        context["plan"] = plan_view(self, context["reader_language"])
        return context

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page, or with the progress report of a half-year (`?zprava=2026-2`)."""
        from projects.reporting.progress_view import progress  # it needs ActionPlan

        code = request.GET.get("zprava")
        return progress(self, request, code) if code else super().serve(request, *args, **kwargs)


class ActionPlanCard(Reviewable, Changeable, Provenance, Exportable, BasePage):
    """One measure of an action plan: why, what, who does what, when, how one will know."""

    page_description = _("One card of an action plan, with the matrix of roles.")
    template = "pages/action_plan_card.html"
    parent_page_types: ClassVar = ["projects.ActionPlan"]
    subpage_types: ClassVar[list[str]] = []

    trail = "plan"
    search_kind = "plan"
    news_for_partners = True
    kind_label = _("Action-plan card")
    topic_order = 31
    shared_fields = (
        *BasePage.shared_fields,
        *Reviewable.review_shared,
        *Changeable.change_shared,
        *Provenance.provenance_shared,
        *("number", "status", "audience", "audience_also", "cost_impact", "bodies"),
    )
    folded_fields = (
        *BasePage.folded_fields,
        *("aim", "rationale", "instruments", "expected_benefits", "foreign_experience"),
        *("activities", "other_cooperation", "metrics"),
    )

    number = models.PositiveSmallIntegerField(_("number"), null=True)
    document = models.CharField(_("document it comes from"), max_length=200, blank=True)
    history = models.TextField(_("what the reader should know of its age"), blank=True)
    status = models.CharField(_("status"), max_length=12, choices=CardStatus.choices, blank=True)
    status_note = models.CharField(_("note on the status"), max_length=300, blank=True)

    aim = text_field(_("aim"))
    rationale = text_field(_("rationale"))
    instruments = text_field(_("instrument"))
    expected_benefits = text_field(_("expected benefits"))
    foreign_experience = text_field(_("experience from abroad"))
    audience = terms_field(Vocabulary.AUDIENCE, _("main target groups"))
    audience_also = terms_field(Vocabulary.AUDIENCE, _("who else gains"))
    audience_note = models.TextField(_("note on the target groups"), blank=True)
    activities = parts("activity", blocks.ActivityBlock, _("activities"))
    matrix_note = models.TextField(_("note under the matrix"), blank=True)
    activity_outputs = parts("output", blocks.ActivityOutputBlock, _("output documents"))
    updates = parts("update", blocks.UpdateBlock, _("updates"))
    other_cooperation = text_field(_("cooperation"))
    programme_links = parts("tie", blocks.ProgrammeLinkBlock, _("ties to pillars and strategies"))
    related_cards = parts("card", blocks.RelatedCardBlock, _("related cards of the plan"))
    schedule = parts("date", blocks.ScheduleBlock, _("schedule"))
    resourcing = text_field(_("resourcing"))
    cost_impact = models.CharField(
        _("impact on costs"), max_length=20, choices=CostImpact.choices, blank=True
    )
    metrics = parts("metric", blocks.MetricBlock, _("metrics"))
    indicators = parts("indicator", blocks.IndicatorBlock, _("indicators"))

    base_form_class = PlanCardForm
    content_panels = plan_card_content_panels(BasePage)
    promote_panels = truth_panels(BasePage)
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("aim"),
        index.SearchField("rationale"),
        index.SearchField("instruments"),
        index.SearchField("expected_benefits"),
        index.SearchField("foreign_experience"),
        index.SearchField("activities"),
        index.SearchField("other_cooperation"),
        index.SearchField("metrics"),
    ]
    override_translatable_fields = shared(*shared_fields)

    class Meta:
        verbose_name = _("action-plan card")
        verbose_name_plural = _("action-plan cards")

    def clean(self) -> None:
        """Refuse two activities with one number (the card's own number: `PlanCardForm`)."""
        super().clean()
        numbers = [block.value["number"] for block in self.activities]
        if len(numbers) != len(set(numbers)):
            raise ValidationError({"activities": _("Two activities have the same number.")})

    def search_names(self) -> list[str]:
        """Return what everybody calls the card: by its number."""
        with translation.override(self.language):
            return [f"{self.kind_label} {self.number}"] if self.number else []

    def search_words(self) -> list[str]:
        """Return the roles of the matrix: who leads, who supports."""
        roles = self.facts.assignments.values_list("role", flat=True)
        with translation.override(self.language):
            return [str(Role(role).label) for role in sorted(set(roles))]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the card as the reader sees it, with the role that the address asks for."""
        from projects.card_view import card_view  # it needs ActionPlanCard

        context = super().get_context(request, *args, **kwargs)
        role = request.GET.get("role", "")
        context["card"] = card_view(self, context["reader_language"], role)
        context["keep_query"] = context["card"].keep_query
        context["roles"] = Role.choices
        return context

    def table(self, request: HttpRequest) -> Table:
        """Return the matrix as rows of actor, activity and role."""
        from projects.card_view import matrix_table  # it needs ActionPlanCard

        return matrix_table(self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page, or with its matrix as CSV or JSON."""
        return self.export(request) or super().serve(request, *args, **kwargs)
