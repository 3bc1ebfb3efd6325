"""Checks of the editor's forms that need the place of a page in the tree."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from home.ranges import format_ranges
from projects.matrix_form import AssignmentForm, check_numbers, expanded, origins, without_lead


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
        """Check the matrix as a whole, once its rows and the activities are sound by themselves.

        That every activity has a lead is asked for when the card is published; a draft may wait.
        A card that never had roles may be published without.
        """
        is_valid: bool = super().is_valid()
        if not self.is_bound or "activities" not in getattr(self, "cleaned_data", {}):
            return is_valid
        rows, known = self._rows(), self._activities()
        if not check_numbers(rows, known):
            return False
        has_matrix = bool(rows or self._before())
        idle = without_lead(rows, known) if has_matrix and not self.is_deferred_validation else []
        if idle:
            self.add_error(None, _("Without a lead: activities %s.") % format_ranges(idle))
        return is_valid and not idle

    def save(self, commit: bool = True) -> Any:
        """Save the card with one row for each actor and activity."""
        card = super().save(commit=False)
        if rows := self._rows():
            card.assignments = expanded(rows, self._before())
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

    def _before(self) -> dict[Any, Any]:
        """Return the rows that the card had."""
        formset = self.formsets.get("assignments")
        return origins(formset.initial_forms) if formset is not None else {}

    def _activities(self) -> list[int]:
        """Return the numbers of the card's activities."""
        blocks = self.cleaned_data.get("activities") or []
        return [block.value["number"] for block in blocks if block.value.get("number")]
