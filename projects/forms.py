"""Checks of the editor's forms that need the place of a page in the tree."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from home.ranges import format_ranges
from projects.matrix_form import AssignmentForm, check_numbers, expanded, without_lead


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

    def is_valid(self) -> bool:
        """Check the matrix as a whole, once its rows are sound by themselves.

        That every activity has a lead is asked for when the card is published; a draft may wait.
        """
        is_valid = super().is_valid()
        rows, known = self._rows(), self._activities()
        if rows and not check_numbers(rows, known):
            is_valid = False
        elif rows and not self.is_deferred_validation and (idle := without_lead(rows, known)):
            self.add_error(None, _("Nobody leads activity %s.") % format_ranges(idle))
            is_valid = False
        return is_valid

    def save(self, commit: bool = True) -> Any:
        """Save the card with one row for each actor and activity."""
        card = super().save(commit=False)
        if rows := self._rows():
            card.assignments = expanded(rows)
        if commit:
            card.save()
            self._save_m2m()
        return card

    def _rows(self) -> list[AssignmentForm]:
        """Return the rows of the matrix that will be kept, in the editor's order."""
        formset = self.formsets.get("assignments")
        if formset is None or not formset.is_bound:
            return []
        ordered = formset.ordered_forms if formset.is_valid() else formset.forms
        return [row for row in ordered if row.counts]

    def _activities(self) -> list[int]:
        """Return the numbers of the card's activities."""
        blocks = self.cleaned_data.get("activities") or []
        return [block.value["number"] for block in blocks if block.value.get("number")]
