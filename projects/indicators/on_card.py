"""The indicators of a card beside its metrics, without a query of their own.

They come as rows of the one query for everything that the card points to (`home.relations`): the
row's name carries what stands beside the link.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat, JSONObject
from django.utils.translation import gettext as _

from home.dates import PreciseDate
from home.references import Pages, PageView
from home.relations import Targets, carries_facts, common_rows
from projects.indicators.presentation import sentence_of
from projects.indicators.series import Point, Series
from projects.models import IndicatorGoal, IndicatorPage, IndicatorValue

PREFIX = "indicator:"
TEXT = CharField()


@dataclass(frozen=True)
class Measured:
    """An indicator beside a metric: a link, and the newest value in words."""

    link: PageView
    identifier: str
    sentence: str
    has_value: bool
    has_goal: bool


def indicator_rows(card_id: int | None, language: str) -> QuerySet:
    """Return a row for each indicator of a card (the page that carries its facts)."""
    newest = IndicatorValue.objects.filter(indicator=OuterRef("pk")).order_by("-day", "horizon")
    value = newest.values(
        found=JSONObject(
            day=Cast("day", TEXT),
            precision="precision",
            horizon="horizon",
            value=Cast("value", TEXT),
            is_provisional="is_provisional",
        )
    )
    own = IndicatorPage.objects.filter(
        translation_key=OuterRef("translation_key"), locale__language_code=language
    )
    goals = IndicatorGoal.objects.filter(indicator=OuterRef("pk"))
    about = JSONObject(
        metric="metric",
        identifier="identifier",
        unit=Subquery(own.values("unit")[:1]),
        source_unit="unit",
        filled_from="filled_from",
        has_goal=Exists(goals),
        newest=Subquery(value[:1]),
    )
    name = Concat(Value(PREFIX), Cast(about, TEXT), output_field=TEXT)
    rows = IndicatorPage.objects.filter(carries_facts(), card_id=card_id, metric__isnull=False)
    return common_rows(rows, Value(card_id or 0), name, "pk", F("metric"))


def measured_in(targets: Targets, pages: Pages, language: str) -> dict[int, list[Measured]]:
    """Return {number of the metric: its public indicators}, each once."""
    found: dict[int, dict[str, Measured]] = {}
    for name, ids in targets.items():
        link = pages.get(ids[0]) if name.startswith(PREFIX) else None
        if link is None:
            continue
        about = json.loads(name.removeprefix(PREFIX))
        found.setdefault(about["metric"], {})[link.key] = _measured(link, about, language)
    return {
        metric: sorted(items.values(), key=lambda item: item.link.title)
        for metric, items in found.items()
    }


def _measured(link: PageView, about: dict[str, Any], language: str) -> Measured:
    newest = about["newest"]
    if isinstance(newest, str):  # SQLite: JSON inside JSON is text
        newest = json.loads(newest)
    series = Series([_point(newest)] if newest else [])
    sentence = sentence_of(series, about["unit"] or about["source_unit"], language)
    if about["filled_from"] and not newest:
        sentence = _("From the reports of the actors.")
    return Measured(
        link=link,
        identifier=about["identifier"],
        sentence=sentence,
        has_value=bool(newest or about["filled_from"]),
        has_goal=bool(about["has_goal"]),
    )


def _point(newest: dict[str, Any]) -> Point:
    when = PreciseDate(date.fromisoformat(newest["day"]), newest["precision"])
    is_provisional = bool(newest["is_provisional"])
    return Point(when, Decimal(newest["value"]), newest["horizon"], is_provisional)
