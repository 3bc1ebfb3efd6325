"""Panels that the editors of many page types share."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel

from home.base import BasePage, Changeable, Provenance, Reviewable


def truth_panels(base: type[BasePage]) -> list[Any]:
    """Return the panels of the promote tab: what keeps a page true."""
    return [
        *base.promote_panels,
        MultiFieldPanel(Reviewable.review_panels, heading=_("Still true?")),
        MultiFieldPanel(Changeable.change_panels, heading=_("Material change")),
        MultiFieldPanel(Provenance.provenance_panels, heading=_("Where the facts come from")),
    ]
