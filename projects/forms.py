"""Checks of the editor's forms that need the place of a page in the tree."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class PlanCardForm(WagtailAdminPageForm):
    """Refuses a number that another card of the plan has; a new page has no path yet."""

    def clean(self) -> dict[str, Any]:
        """Look among the cards below the same plan."""
        cleaned: dict[str, Any] = super().clean()
        number = cleaned.get("number")
        if number is not None and self.parent_page is not None:
            cards = type(self.instance)._default_manager.child_of(self.parent_page)
            others = cards.filter(number=number).exclude(
                translation_key=self.instance.translation_key
            )
            if others.exists():
                self.add_error("number", _("Another card of the plan has this number."))
        return cleaned
