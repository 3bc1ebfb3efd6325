"""The role matrix in the editor: ranges as the source writes them, expanded and checked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from home.ranges import format_ranges, parse_ranges

LEAD = "lead"


class NumbersField(forms.CharField):
    """Numbers of activities in one text; cleaned to a tuple."""

    def to_python(self, value: Any) -> Any:
        """Return the numbers, or refuse the text with the reason."""
        text = super().to_python(value)
        if text in self.empty_values:
            return text
        found = parse_ranges(str(text))
        if found.problem:
            raise ValidationError(found.problem)
        return found.numbers

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare as text: the stored number 3 is the typed "3"."""
        return str(initial or "") != str(data or "").strip()


class AssignmentForm(WagtailAdminModelForm):
    """A row of the matrix; it may name several activities and then becomes several rows."""

    activity = NumbersField(
        label=gettext_lazy("Activities"),
        max_length=60,
        help_text=gettext_lazy("One number, or several as in the source: 1–6, or 1, 3."),
    )
    numbers: tuple[int, ...] = ()

    def clean_activity(self) -> Any:
        """Keep all numbers; the row itself takes the first."""
        self.numbers = self.cleaned_data["activity"] or ()
        return self.numbers[0] if self.numbers else None

    @property
    def counts(self) -> bool:
        """Say whether the row will be kept and can be read."""
        cleaned = getattr(self, "cleaned_data", None) or {}
        return bool(self.numbers and cleaned.get("actor") and not cleaned.get("DELETE"))


def check_numbers(rows: Iterable[AssignmentForm], known: Iterable[int]) -> bool:
    """Refuse activities that the card does not have, and two roles in one cell.

    The error stands at the row. Returns whether nothing was refused.
    """
    known, is_fine = set(known), True
    taken: set[tuple[int, int]] = set()
    for row in rows:
        actor = row.cleaned_data["actor"]
        unknown = [number for number in row.numbers if number not in known]
        cells = {(actor.pk, number) for number in row.numbers}
        twice = format_ranges(number for _pk, number in cells & taken)
        if unknown:
            text = _("The card has no activity %s.") % format_ranges(unknown)
            row.add_error("activity", text)
        if twice:
            values = {"actor": actor.title, "numbers": twice}
            text = _("%(actor)s already has a role in activity %(numbers)s.") % values
            row.add_error("activity", text)
        is_fine = is_fine and not unknown and not twice
        taken |= cells
    return is_fine


def without_lead(rows: Iterable[AssignmentForm], known: Iterable[int]) -> list[int]:
    """Return the activities that nobody leads."""
    led = {n for row in rows if row.cleaned_data.get("role") == LEAD for n in row.numbers}
    return sorted(set(known) - led)


def origins(forms: Iterable[AssignmentForm]) -> dict[tuple[Any, Any], Any]:
    """Return {(actor, activity): row} as the card had them before the editor changed anything."""
    return {
        (form.initial.get("actor"), form.initial.get("activity")): form.instance for form in forms
    }


def expanded(rows: Iterable[AssignmentForm], before: dict[tuple[Any, Any], Any]) -> list[Any]:
    """Return one assignment for each activity of each row, in the editor's order.

    A cell that the card had keeps its row, with its identity in the translations: activities can
    be swapped or renumbered without two rows being in one cell for a moment.
    """
    found: list[Any] = []
    for row in rows:
        typed = row.instance
        for number in row.numbers:
            known = before.get((typed.actor_id, number))
            assignment = type(typed)(
                actor=typed.actor,
                activity=number,
                role=typed.role,
                note=typed.note,
                as_printed=typed.as_printed,
                reader_note=typed.reader_note,
                sort_order=len(found),
            )
            if known is not None:
                assignment.pk, assignment.translation_key = known.pk, known.translation_key
                assignment.locale_id = known.locale_id
            found.append(assignment)
    return found
