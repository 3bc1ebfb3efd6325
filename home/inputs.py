"""Inputs of the admin that take what an office writes.

Wagtail's date picker silently turns "7. 11. 2026" into today. The browser's own date input speaks
the editor's language, takes no impossible date and needs no script.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db import models
from django.utils.dateparse import parse_duration
from wagtail import blocks
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.telepath import register
from wagtail.admin.telepath.widgets import WidgetAdapter

ISO = "%Y-%m-%d"
LONGEST = 4  # digits of a number of days


class DayInput(forms.DateInput):
    """The browser's date input; it sends and takes YYYY-MM-DD."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None, format: str | None = None) -> None:
        super().__init__(attrs=attrs, format=ISO)


class DayBlock(blocks.DateBlock):
    """A date in a StreamField, typed into the same input."""

    @property
    def field(self) -> forms.DateField:
        """Return the form field with our input."""
        return forms.DateField(widget=DayInput(), **self.field_options)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Stand in migrations as Wagtail's block."""
        _path, args, kwargs = super().deconstruct()
        return ("wagtail.blocks.DateBlock", args, kwargs)


class WholeDaysInput(forms.NumberInput):
    """A duration as a number of days: "30" is thirty days, not thirty seconds."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"min": "0", "max": "3660", "step": "1", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Return the days of a stored duration."""
        try:
            duration = parse_duration(value) if isinstance(value, str) else value
        except OverflowError:
            return None
        return str(duration.days) if isinstance(duration, timedelta) else value

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return a duration for a number; anything else goes to the field, which refuses it."""
        value = (data.get(name) or "").strip()
        if value.isdecimal() and len(value) <= LONGEST:
            return f"{value} 00:00:00"
        return f"? {value}" if value else ""  # nothing that the field could read as seconds


def register_inputs() -> None:
    """Make the inputs those of the admin (from `HomeConfig.ready`)."""
    register_form_field_override(models.DateField, override={"widget": DayInput}, exact_class=True)
    register(WidgetAdapter(), DayInput)
