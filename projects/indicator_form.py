"""Checks of an indicator's form that look at several fields and rows together."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

LONGEST_HORIZON = 600  # months


def horizons_in(text: str) -> list[int]:
    """Return the months in "36, 60". Raises ValidationError for anything else."""
    words = text.replace(",", " ").split()
    if not all(word.isascii() and word.isdigit() and len(word) < 4 for word in words):
        raise ValidationError(_("Write numbers of months with commas between them: 36, 60."))
    months = [int(word) for word in words]
    if any(not 0 < number <= LONGEST_HORIZON for number in months):
        raise ValidationError(_("Between 1 and 600 months."))
    return sorted(set(months))


class IndicatorForm(WagtailAdminPageForm):
    """Refuses a metric that the card does not have, foreign horizons and a date that stands twice.

    Uniqueness is checked here and not in the database: rows are saved one by one, and two dates
    that change places would collide on the way.
    """

    def clean(self) -> dict[str, Any]:
        """Look for the metric among those of the card."""
        cleaned: dict[str, Any] = super().clean()
        card, metric = cleaned.get("card"), cleaned.get("metric")
        if card is not None and metric:
            known = [block["value"].get("number") for block in card.facts.metrics.raw_data]
            if metric not in known:
                self.add_error("metric", _("The card has no metric %d.") % metric)
        return cleaned

    def is_valid(self) -> bool:
        """Check the rows of values and goals, once they are sound by themselves."""
        is_valid: bool = super().is_valid()
        if not self.is_bound:
            return is_valid
        try:
            months = horizons_in(getattr(self, "cleaned_data", {}).get("horizons") or "")
        except ValidationError:
            return False
        rows_are_fine = [self._check(name, months) for name in ("values", "goals")]
        return is_valid and all(rows_are_fine)

    def _check(self, name: str, months: list[int]) -> bool:
        """Say whether the rows of one inline are fine; the error stands at the row."""
        formset, is_fine = self.formsets.get(name), True
        seen: set[tuple[Any, Any]] = set()
        for row in formset.forms if formset is not None and formset.is_bound else []:
            cleaned = getattr(row, "cleaned_data", None) or {}
            day, horizon = cleaned.get("day"), cleaned.get("horizon")
            if cleaned.get("DELETE") or day is None or horizon is None:
                continue
            if horizon not in (months or [0]):
                row.add_error("horizon", _("Choose one of the horizons of this indicator."))
                is_fine = False
            if (day, horizon) in seen:
                row.add_error("day", _("This date stands here twice."))
                is_fine = False
            seen.add((day, horizon))
        return is_fine
