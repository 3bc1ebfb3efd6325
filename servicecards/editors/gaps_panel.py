"""The panel on top of the card's editor that says what is missing, with the way to each field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wagtail.admin.panels import Panel

from servicecards.gaps import gaps_of_card


def _anchors(panel: Any) -> Iterator[tuple[str, str]]:
    """Yield (field, id of its place in the form) of all panels below."""
    name = getattr(panel, "field_name", None)
    relation = getattr(panel.panel, "relation_name", None)
    if name:
        yield name, f"{panel.prefix}-wrapper"
    elif relation:
        yield relation, f"id_{relation}-FORMS"
    for child in getattr(panel, "children", []):
        yield from _anchors(child)


class GapsPanel(Panel):
    """Shows the gaps of the saved card; no field."""

    class BoundPanel(Panel.BoundPanel):
        """The panel for one card."""

        template_name = "wagtailadmin/passport/gaps_panel.html"

        def is_shown(self) -> bool:
            """Say whether there is a card to speak about: not before its first saving."""
            return bool(self.instance and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the gaps, each with the anchor of its field."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            edit_handler = type(self.instance).get_edit_handler()
            whole = edit_handler.get_bound_panel(
                instance=self.instance, request=self.request, form=self.form
            )
            anchors = dict(_anchors(whole))
            gaps = gaps_of_card(self.instance.facts)
            context["gaps"] = [(gap, anchors.get(gap.field, "")) for gap in gaps]
            return context
