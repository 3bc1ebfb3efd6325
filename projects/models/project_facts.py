"""What is known of a project and is the same in both languages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from home.dates import PreciseDate, Precision
from home.terms import term_field, terms_field
from home.vocabularies import Vocabulary
from projects.models.choices import BidState, ProjectKind, RegionRole

ORGANISATION = "partners.Organisation"


def precision_field() -> models.CharField:
    """Return the field that says to what a date is known."""
    return models.CharField(
        _("known to the"), max_length=5, choices=Precision.choices, default=Precision.DAY
    )


def amount_field(label: Any) -> models.DecimalField:
    """Return a nullable amount of money (null: not documented)."""
    return models.DecimalField(
        label,
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )


def currency_field() -> models.CharField:
    """Return the field that says in what money amounts are."""
    choices = [("EUR", "EUR"), ("CZK", "CZK")]
    return models.CharField(_("currency"), max_length=3, default="EUR", choices=choices)


class ProjectFacts(models.Model):
    """Dates, money, roles and codes of a project (keep.eu, Kohesio)."""

    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    official_name = models.CharField(_("official name"), max_length=200, blank=True)
    kind = models.CharField(
        _("kind"),
        max_length=30,
        choices=ProjectKind.choices,
        default=ProjectKind.INTERNATIONAL,
    )
    bid_state = models.CharField(
        _("state of the bid"),
        max_length=15,
        choices=BidState.choices,
        blank=True,
        help_text=_(
            "Leave empty when the bid was approved: the dates tell the rest. A bid that was not "
            "funded counts in the statistics and is never shown."
        ),
    )
    counts_in_statistics = models.BooleanField(
        _("counts in the statistics"),
        default=False,
        help_text=_("Only international projects in which the Region itself takes part."),
    )
    programme = term_field(Vocabulary.PROGRAMMES, _("programme"))
    period = models.CharField(
        _("programming period"), max_length=20, blank=True, help_text=_("For example “2014–2020”.")
    )
    start = models.DateField(_("start"), null=True, blank=True)
    start_precision = precision_field()
    end = models.DateField(_("end"), null=True, blank=True)
    end_precision = precision_field()
    sustainability_until = models.DateField(
        _("results must last until"), null=True, blank=True, help_text=_("Sustainability period.")
    )
    total_budget = amount_field(_("total budget"))
    eu_contribution = amount_field(_("contribution of the EU"))
    own_budget = amount_field(_("budget of the Region"))
    cofinancing_rate = models.DecimalField(
        _("co-financing rate (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    currency = currency_field()
    amounts_are_approximate = models.BooleanField(_("amounts are approximate"), default=False)
    lead_partner = models.ForeignKey(
        ORGANISATION,
        verbose_name=_("lead partner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    partner_count = models.PositiveSmallIntegerField(
        _("number of partners"),
        null=True,
        blank=True,
        help_text=_("All of them with the lead, also those that are not listed here."),
    )
    countries = terms_field(Vocabulary.COUNTRIES, _("countries"))
    countries_are_complete = models.BooleanField(
        _("the list of countries is complete"), default=False
    )
    region_role = models.CharField(
        _("role of the Region"), max_length=12, choices=RegionRole.choices, blank=True
    )
    audience = terms_field(Vocabulary.AUDIENCE, _("target groups"))
    website = models.URLField(_("website"), blank=True)
    keep_url = models.URLField(_("page on keep.eu"), blank=True)
    kohesio_url = models.URLField(_("page on Kohesio"), blank=True)
    emblem = models.ForeignKey(
        "home.PortalImage",
        verbose_name=_("emblem of the programme"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    project_shared: ClassVar = (
        *("acronym", "official_name", "kind", "bid_state", "counts_in_statistics", "programme"),
        *("period", "start", "start_precision", "end", "end_precision", "sustainability_until"),
        *("total_budget", "eu_contribution", "own_budget", "cofinancing_rate", "currency"),
        *("amounts_are_approximate", "lead_partner", "partner_count", "countries"),
        *("countries_are_complete", "region_role", "audience", "website", "keep_url"),
        *("kohesio_url", "emblem"),
    )

    class Meta:
        abstract = True

    @property
    def starts(self) -> PreciseDate | None:
        """The start with its precision; None when it is not known."""
        return PreciseDate(self.start, self.start_precision) if self.start else None

    @property
    def ends(self) -> PreciseDate | None:
        """The end with its precision; None when it is not known."""
        return PreciseDate(self.end, self.end_precision) if self.end else None
