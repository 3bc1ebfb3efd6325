"""Indicators for editors: newest value, goal, and which value is due."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from home.editors import admin_language
from projects.editors.access import EditorsView
from projects.indicators.listing import due_indicators


class IndicatorsDueView(EditorsView):
    """All indicators, those whose value is late first."""

    page_title = _("Indicators")
    header_icon = "order-up"
    template_name = "wagtailadmin/projects/indicators.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the indicators with whether their next value is late."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "indicators": due_indicators(admin_language())}
