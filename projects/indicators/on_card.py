"""The indicators of a card beside its metrics, without a query of their own.

They come as rows of the one query for everything that the card points to (`home.relations`): the
name of a row carries an indicator's facts, one of its values or one of its goals.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat, JSONObject
from django.utils.translation import gettext as _

from home.dates import PreciseDate
from home.references import Pages, PageView
from home.relations import Targets, carries_facts, common_rows
from projects.indicators.presentation import sentence_of
from projects.indicators.series import Point, Series
from projects.models import IndicatorGoal, IndicatorPage, IndicatorValue

INDICATOR, VALUE, GOAL = "indicator:", "indicator-value:", "indicator-goal:"
TEXT = CharField()


@dataclass(frozen=True)
class Measured:
    """An indicator beside a metric: a link, and the newest values with their goals in words."""

    link: PageView
    identifier: str
    sentence: str
    is_unknown: bool
    has_goal: bool


def indicator_rows(card_id: int | None, language: str) -> list[QuerySet]:
    """Return rows of the indicators of a card and of their values and goals.

    Only of the pages that carry the facts: a translation has copies.
    """
    own = IndicatorPage.objects.filter(
        translation_key=OuterRef("translation_key"), locale__language_code=language
    )
    about = JSONObject(
        metric="metric",
        identifier="identifier",
        unit=Subquery(own.values("unit")[:1]),
        source_unit="unit",
        filled_from="filled_from",
    )
    of_card = {"card_id": card_id, "metric__isnull": False}
    pages = IndicatorPage.objects.filter(carries_facts(), **of_card)
    page, place = Value(card_id or 0), Value(0)
    found = [common_rows(pages, page, _named(INDICATOR, about), "pk", place)]
    point: dict[str, Any] = {"day": Cast("day", TEXT), "value": Cast("value", TEXT)}
    point |= {"precision": "precision", "horizon": "horizon"}
    ids = pages.values("pk")
    values = IndicatorValue.objects.filter(indicator_id__in=ids)
    goals = IndicatorGoal.objects.filter(indicator_id__in=ids)
    with_doubt = JSONObject(is_provisional="is_provisional", **point)
    found.append(common_rows(values, page, _named(VALUE, with_doubt), "indicator_id", place))
    found.append(common_rows(goals, page, _named(GOAL, JSONObject(**point)), "indicator_id", place))
    return found


def _named(prefix: str, facts: JSONObject) -> Concat:
    return Concat(Value(prefix), Cast(facts, TEXT), output_field=TEXT)


def measured_in(targets: Targets, pages: Pages, language: str) -> dict[int, list[Measured]]:
    """Return {number of the metric: its public indicators}, each once."""
    series: dict[int, Series] = defaultdict(Series)
    for name, ids in targets.items():
        for prefix in (VALUE, GOAL):
            if name.startswith(prefix):
                point = _point(json.loads(name.removeprefix(prefix)))
                for pk in ids:
                    kind = series[pk].values if prefix == VALUE else series[pk].goals
                    kind.append(point)
    found: dict[int, list[Measured]] = defaultdict(list)
    for name, ids in targets.items():
        link = pages.get(ids[0]) if name.startswith(INDICATOR) else None
        if link:
            about = json.loads(name.removeprefix(INDICATOR))
            found[about["metric"]].append(_measured(link, about, series[ids[0]], language))
    return {
        metric: sorted(items, key=lambda item: item.link.title) for metric, items in found.items()
    }


def _measured(link: PageView, about: dict[str, Any], series: Series, language: str) -> Measured:
    series.sort()
    # What fills itself is worked out on its own page: a value typed in there may be an old one.
    is_filled = bool(about["filled_from"])
    sentence = (
        _("From the reports of the actors.")
        if is_filled
        else sentence_of(series, about["unit"] or about["source_unit"], language)
    )
    return Measured(
        link=link,
        identifier=about["identifier"],
        sentence=sentence,
        is_unknown=not is_filled and not series.values,
        has_goal=bool(series.goals),
    )


def _point(stored: dict[str, Any]) -> Point:
    when = PreciseDate(date.fromisoformat(stored["day"]), stored["precision"])
    is_provisional = bool(stored.get("is_provisional"))
    return Point(when, Decimal(stored["value"]), stored["horizon"], is_provisional)
