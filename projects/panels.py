"""Panels of the editors of projects and action-plan cards, in the order an editor thinks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from home.base import BasePage
from home.panels import truth_panels
from home.terms import term_panel, terms_panel
from projects.matrix_form import AssignmentForm


class MatrixPanel(InlinePanel):
    """Rows of the role matrix that take ranges of activities."""

    def get_form_options(self) -> dict[str, Any]:
        """Put our form in the place of the model's own."""
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = AssignmentForm
        return options


def _group(heading: object, *names: Any) -> MultiFieldPanel:
    """Return a group of panels; a name stands for a plain field."""
    panels = [FieldPanel(name) if isinstance(name, str) else name for name in names]
    return MultiFieldPanel(panels, heading=heading)


def _row(*names: str) -> FieldRowPanel:
    return FieldRowPanel([FieldPanel(name) for name in names])


def _project_story() -> list[Any]:
    return [
        _group(
            _("The story"),
            *("challenge", "objective", "approach", "method", "novelty", "milestones"),
        ),
        _group(_("What came of it"), "outputs", "results", "lessons", "what_remains"),
    ]


def _project_facts() -> list[Any]:
    return [
        _group(
            _("When and where from"),
            *(term_panel("programme"), "period", "fund", "theme", "priority", "policy_instrument"),
            _row("start", "start_precision"),
            _row("end", "end_precision"),
            *("sustainability_until", "bid_state"),
        ),
        _group(
            _("Who"),
            *("lead_partner", "region_role", "partner_count"),
            InlinePanel("partners", heading=_("Other partners"), label=_("partner")),
            *(terms_panel("countries"), "countries_are_complete", terms_panel("audience")),
        ),
        _group(
            _("Money"),
            _row("total_budget", "eu_contribution", "own_budget"),
            _row("cofinancing_rate", "currency"),
            *("amounts_are_approximate", "funding_statement", "emblem"),
        ),
        _group(_("Elsewhere"), "website", "keep_url", "kohesio_url", "gallery"),
        _group(_("Statistics"), "counts_in_statistics", "counts_reason"),
    ]


def project_content_panels(base: type[BasePage]) -> list[Any]:
    """Return the panels of a project's content tab."""
    return [
        *base.content_panels,
        _group(_("What it is"), "acronym", "official_name", "kind"),
        *_project_story(),
        *_project_facts(),
        *base.find_panels,
    ]


def project_promote_panels(base: type[BasePage]) -> list[Any]:
    """Return the panels of a project's promote tab."""
    return truth_panels(base)


def plan_card_content_panels(base: type[BasePage]) -> list[Any]:
    """Return the panels of an action-plan card's content tab, in the order of the document."""
    return [
        *base.content_panels,
        _group(_("What it is"), "number", "document", "history", "status", "status_note"),
        _group(
            _("Why"),
            *("aim", "rationale", "instruments", "expected_benefits", "foreign_experience"),
        ),
        _group(
            _("For whom"), terms_panel("audience"), terms_panel("audience_also"), "audience_note"
        ),
        _group(
            _("What is done and by whom"),
            "activities",
            MatrixPanel(
                "assignments",
                heading=_("Roles: who does what in which activities"),
                label=_("role"),
            ),
            *("matrix_note", "activity_outputs", "updates"),
        ),
        _group(
            _("Cooperation"),
            "other_cooperation",
            InlinePanel("bodies", heading=_("Who should cooperate"), label=_("organisation")),
        ),
        _group(_("Ties"), "programme_links", "related_cards"),
        InlinePanel("service_links", heading=_("Services for its activities"), label=_("service")),
        _group(_("When and with what"), "schedule", "resourcing", "cost_impact"),
        _group(_("How one will know"), "metrics", "indicators"),
        *base.find_panels,
    ]
