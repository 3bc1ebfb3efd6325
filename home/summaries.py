"""Summaries of pages of any type in one query: `summary` is a column of each type's own table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import CharField, Value

from home.base import BasePage


@dataclass(frozen=True)
class Summary:
    """What a list shows of a page besides its title."""

    text: str
    kind: Any
    trail: str


def page_types() -> dict[str, type[BasePage]]:
    """Return the portal's page types by model name."""
    return {m._meta.model_name: m for m in apps.get_models() if issubclass(m, BasePage)}


def summaries(page_ids: Iterable[int]) -> dict[int, Summary]:
    """Return {page id: summary, what it is, its trail}."""
    ids, types = set(page_ids), page_types()
    rows = [
        model._default_manager.filter(pk__in=ids)
        .order_by()
        .annotate(model=Value(name, output_field=CharField()))
        .values_list("pk", "summary", "model")
        for name, model in types.items()
    ]
    found = rows[0].union(*rows[1:], all=True)
    return {
        pk: Summary(text, types[model].kind_label, types[model].trail) for pk, text, model in found
    }
