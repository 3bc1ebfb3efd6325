"""Words for the codes that stand in blocks of action-plan cards."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import template
from django.utils import translation

from home.numbers import grouped
from projects.blocks import ActivityBlock, MetricBlock
from projects.indicators.presentation import horizon_text
from projects.project_view import precise_of

register = template.Library()


def _labels(block: type, name: str) -> dict[str, object]:
    """Return {code: label} of a choice block's declared choices."""
    child = block.base_blocks[name]  # type: ignore[attr-defined]
    return dict(child.field.choices)


@register.filter
def activity_state(code: str) -> str:
    """Return the state of an activity in words."""
    return str(_labels(ActivityBlock, "state").get(code, code))


@register.filter
def metric_kind(code: str) -> str:
    """Return the kind of a metric in words."""
    return str(_labels(MetricBlock, "kind").get(code, code))


@register.filter
def metric_direction(code: str) -> str:
    """Say whether more or less is better."""
    return str(_labels(MetricBlock, "direction").get(code, code))


@register.filter
def iso_day(value: str | date | None) -> str:
    """Return a stored YYYY-MM-DD as the reader's language writes it; "" for nothing."""
    found = precise_of(value, None)
    return str(found) if found else ""


@register.filter
def amount(value: int | Decimal) -> str:
    """Return a number as the reader's language writes it."""
    return grouped(value, translation.get_language() or "cs")


@register.filter
def after_months(months: int) -> str:
    """Return a horizon in words: "after 36 months"."""
    return horizon_text(months)
