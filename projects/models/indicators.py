"""Indicators: what is measured over time, with goals (data model, section 3; ADR 0020)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    PageChooserPanel,
)
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index

from home.base import BasePage, Changeable, Provenance, Reviewable, shared
from home.dates import PreciseDate, check_day, day_field
from home.exports import Exportable, Table
from home.panels import truth_panels
from projects.indicator_form import LONGEST_HORIZON, IndicatorForm, horizons_in
from projects.models.choices import Direction, Filling
from projects.models.project_facts import precision_field

DIGITS, DECIMALS = 16, 2


class IndicatorIndexPage(Exportable, BasePage):
    """All indicators with their latest value."""

    page_description = _("List of all indicators.")
    template = "pages/indicator_index_page.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["projects.IndicatorPage"]

    trail = "plan"
    kind_label = _("Indicators")
    content_panels = [*BasePage.content_panels, *BasePage.find_panels]
    override_translatable_fields = shared(*BasePage.shared_fields)

    class Meta:
        verbose_name = _("list of indicators")
        verbose_name_plural = _("lists of indicators")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the indicators of all cards."""
        from projects.indicators.listing import indicator_list  # it needs IndicatorPage

        context = super().get_context(request, *args, **kwargs)
        context["groups"] = indicator_list(context["reader_language"])
        return context

    def table(self, request: HttpRequest) -> Table:
        """Return all values and goals of all indicators."""
        from projects.indicators.listing import whole_table  # it needs IndicatorPage

        return whole_table(self.language)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page, or with all values as CSV or JSON."""
        return self.export(request) or super().serve(request, *args, **kwargs)


class IndicatorPage(Reviewable, Changeable, Provenance, Exportable, BasePage):
    """One indicator of a metric: unit, direction, source, values with dates, goals."""

    page_description = _("What is measured over time, with goals, a plot and a table.")
    template = "pages/indicator_page.html"
    parent_page_types: ClassVar = ["projects.IndicatorIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    trail = "plan"
    search_kind = "plan"
    search_prior = 0.6
    news_for_partners = True
    kind_label = _("Indicator")
    topic_order = 32
    shared_fields = (
        *BasePage.shared_fields,
        *Reviewable.review_shared,
        *Changeable.change_shared,
        *Provenance.provenance_shared,
        *("card", "metric", "direction", "horizons", "next_value_due", "filled_from", "goals"),
    )
    folded_fields = (*BasePage.folded_fields, "definition", "unit")

    unit = models.CharField(
        _("unit"), max_length=60, blank=True, help_text=_("For example “%” or “companies”.")
    )
    definition = models.TextField(_("what is counted and how"), blank=True)
    value_source = models.CharField(_("source of the values"), max_length=300, blank=True)
    direction = models.CharField(
        _("direction"), max_length=4, choices=Direction.choices, default=Direction.UP
    )
    card = models.ForeignKey(
        "projects.ActionPlanCard",
        verbose_name=_("action-plan card"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    metric = models.PositiveSmallIntegerField(_("number of the metric"), null=True, blank=True)
    horizons = models.CharField(
        _("horizons in months"),
        max_length=40,
        blank=True,
        help_text=_("Where each value belongs to a time after a start: “36, 60” for survival."),
    )
    next_value_due = day_field(_("next value due on"))
    filled_from = models.CharField(
        _("fills itself from"),
        max_length=12,
        choices=Filling.choices,
        blank=True,
        help_text=_("Values from the half-yearly reports of the card's actors."),
    )

    base_form_class = IndicatorForm
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("definition"),
                FieldRowPanel([FieldPanel("unit"), FieldPanel("direction")]),
                PageChooserPanel("card"),
                FieldRowPanel([FieldPanel("metric"), FieldPanel("horizons")]),
                FieldPanel("filled_from"),
            ],
            heading=_("What it measures"),
        ),
        InlinePanel("values", heading=_("Values"), label=_("value")),
        InlinePanel("goals", heading=_("Goals"), label=_("goal")),
        MultiFieldPanel(
            [FieldPanel("value_source"), FieldPanel("next_value_due")], heading=_("Next value")
        ),
        *BasePage.find_panels,
    ]
    promote_panels = truth_panels(BasePage)
    search_fields = [*BasePage.search_fields, index.SearchField("definition")]
    override_translatable_fields = shared(*shared_fields)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    @property
    def months(self) -> list[int]:
        """The horizons; [] for an indicator that has none."""
        return horizons_in(self.horizons)

    def clean(self) -> None:
        """Check the horizons, and that a metric belongs to a card."""
        super().clean()
        try:
            self.horizons = ", ".join(str(months) for months in horizons_in(self.horizons))
        except ValidationError as error:
            raise ValidationError({"horizons": error}) from error
        if (self.metric or self.filled_from) and not self.card_id:
            raise ValidationError({"card": _("Choose the card whose metric it is.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the indicator as the reader sees it."""
        from projects.indicators.presentation import indicator_view  # it needs IndicatorPage

        context = super().get_context(request, *args, **kwargs)
        context["indicator"] = indicator_view(self, context["reader_language"])
        return context

    def table(self, request: HttpRequest) -> Table:
        """Return values and goals."""
        from projects.indicators.presentation import indicator_table  # it needs IndicatorPage

        return indicator_table(self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page, or with its values as CSV or JSON."""
        return self.export(request) or super().serve(request, *args, **kwargs)


def _horizon_field() -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        _("after how many months"),
        default=0,
        validators=[MaxValueValidator(LONGEST_HORIZON)],
        help_text=_("One of the horizons; 0 where the indicator has none."),
    )


class IndicatorValue(TranslatableMixin, Orderable):
    """What was measured; `day` is the end of what it is about. The note is wording."""

    indicator = ParentalKey(IndicatorPage, on_delete=models.CASCADE, related_name="values")
    day = models.DateField(_("date"), validators=[check_day])
    precision = precision_field()
    horizon = _horizon_field()
    value = models.DecimalField(_("value"), max_digits=DIGITS, decimal_places=DECIMALS)
    is_provisional = models.BooleanField(_("provisional"), default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("day"), FieldPanel("precision")]),
        FieldRowPanel([FieldPanel("value"), FieldPanel("horizon"), FieldPanel("is_provisional")]),
        FieldPanel("note"),
    ]
    override_translatable_fields = shared(
        "day", "precision", "horizon", "value", "is_provisional", "sort_order"
    )

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("value of an indicator")
        verbose_name_plural = _("values of indicators")

    def __str__(self) -> str:
        return f"{self.day}: {self.value}"

    @property
    def when(self) -> PreciseDate:
        """The date with its precision."""
        return PreciseDate(self.day, self.precision)


class IndicatorGoal(Orderable):
    """What is to be reached by a day."""

    indicator = ParentalKey(IndicatorPage, on_delete=models.CASCADE, related_name="goals")
    day = models.DateField(_("by"), validators=[check_day])
    precision = precision_field()
    horizon = _horizon_field()
    value = models.DecimalField(_("value"), max_digits=DIGITS, decimal_places=DECIMALS)

    panels = [
        FieldRowPanel([FieldPanel("day"), FieldPanel("precision")]),
        FieldRowPanel([FieldPanel("value"), FieldPanel("horizon")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("goal of an indicator")
        verbose_name_plural = _("goals of indicators")

    def __str__(self) -> str:
        return f"{self.day}: {self.value}"

    @property
    def when(self) -> PreciseDate:
        """The date with its precision."""
        return PreciseDate(self.day, self.precision)
