"""Panels of the card's editor, in the order an editor thinks: what, for whom, how, who, proof."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel

from home.base import BasePage, Changeable, Provenance, Reviewable
from home.inputs import WholeDaysInput
from home.terms import term_panel, terms_panel
from servicecards.editors.gaps_panel import GapsPanel
from servicecards.fields import TERM_FIELDS


def _panel(name: str) -> FieldPanel:
    if name in TERM_FIELDS:
        return terms_panel(name)
    if name == "processing_time":
        return FieldPanel(name, widget=WholeDaysInput)
    return term_panel(name) if name == "cost_type" else FieldPanel(name)


def group(heading: object, *names: str, extra: tuple[Any, ...] = ()) -> MultiFieldPanel:
    """Return a group of field panels, followed by `extra` ones."""
    panels = [_panel(name) for name in names]
    return MultiFieldPanel([*panels, *extra], heading=heading)


def card_content_panels(base: type[BasePage]) -> list[Any]:
    """Return the panels of the content tab."""
    return [
        GapsPanel(),
        *base.content_panels,
        group(
            _("What it is"),
            "plain_title",
            "description",
            "service_type",
            "outputs",
            "benefits",
            "business_event",
        ),
        group(
            _("For whom"),
            "audience",
            "business_stage",
            "size_min",
            "size_max",
            "sector",
            "territory",
            "requirements",
        ),
        group(
            _("How to get it"),
            "steps",
            "evidence",
            "channels",
            "intake_mode",
            "valid_from",
            "valid_to",
            "processing_time",
            "languages",
            extra=(InlinePanel("calls", heading=_("Calls"), label=_("call")),),
        ),
        group(_("Notice"), "notice", "notice_until", "is_paused"),
        group(
            _("What it costs and who pays"),
            "cost_type",
            "cost_note",
            "costs",
            "publicly_funded_by",
        ),
        group(
            _("Who"),
            "competent_authority",
            "contact_points",
            extra=(InlinePanel("providers", heading=_("Organisations"), label=_("organisation")),),
        ),
        group(_("Proof"), "legal_basis", "based_on", "attachments"),
        *base.find_panels,
        FieldPanel("keywords"),
    ]


def card_promote_panels(base: type[BasePage]) -> list[Any]:
    """Return the panels of the promote tab: what keeps a card true."""
    return [
        *base.promote_panels,
        MultiFieldPanel(
            [
                FieldPanel("assurer_email"),
                FieldPanel("assured_on"),
                FieldPanel("confirm_every"),
                *Reviewable.review_panels,
            ],
            heading=_("Still true?"),
        ),
        MultiFieldPanel(Changeable.change_panels, heading=_("Material change")),
        MultiFieldPanel(Provenance.provenance_panels, heading=_("Where the facts come from")),
    ]
