"""Indicators as lists: on their own page, for editors with what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from home.dates import today_in_prague
from home.exports import Table
from home.groups import TranslationGroup, translation_groups
from home.overlay import wording
from home.references import Pages, PageView
from projects.indicators.presentation import COLUMNS, sentence_of, table_rows
from projects.indicators.series import Series, series_of
from projects.models import IndicatorPage


@dataclass(frozen=True)
class IndicatorItem:
    """An indicator in a list, in the reader's language if there is a translation."""

    pk: int
    identifier: str
    title: str
    language: str
    unit: str
    card_id: int | None
    metric: int | None
    series: Series
    sentence: str
    next_value_due: date | None
    is_public: bool
    link: PageView | None

    @property
    def has_value(self) -> bool:
        """Say whether any value is published."""
        return bool(self.series.values)


def _item(
    group: TranslationGroup, language: str, series: Series, link: PageView | None
) -> IndicatorItem:
    facts, shown = group.facts, group.shown(language)
    page = shown or facts
    unit = wording(facts, page, "unit").text
    return IndicatorItem(
        pk=facts.pk,
        identifier=facts.identifier,
        title=page.title,
        language=page.language,
        unit=unit,
        card_id=facts.card_id,
        metric=facts.metric,
        series=series,
        sentence=sentence_of(series, unit, language),
        next_value_due=facts.next_value_due,
        is_public=shown is not None,
        link=link,
    )


def all_indicators(language: str) -> tuple[list[IndicatorItem], Pages]:
    """Return all indicators, drafts included, by card and metric; and the pages of their cards.

    The same number of queries for any number.
    """
    groups = list(translation_groups(IndicatorPage.objects.all()).values())
    series = series_of((group.facts, group.shown(language) or group.facts) for group in groups)
    keys = [str(group.facts.translation_key) for group in groups]
    pages = Pages(language, ids={group.facts.card_id or 0 for group in groups}, keys=keys)
    items = [
        _item(
            group,
            language,
            series.get(group.facts.pk, Series()),
            pages.by_key(group.facts.translation_key),
        )
        for group in groups
    ]
    items.sort(key=lambda item: (item.card_id or 0, item.metric or 0, item.title))
    return items, pages


@dataclass(frozen=True)
class IndicatorGroup:
    """The indicators of one card; `card` is None for those of none."""

    card: PageView | None
    items: list[IndicatorItem]


def indicator_list(language: str) -> list[IndicatorGroup]:
    """Return the public indicators by card."""
    items, pages = all_indicators(language)
    groups = groupby((item for item in items if item.is_public), key=lambda item: item.card_id)
    return [IndicatorGroup(pages.get(card), list(found)) for card, found in groups]


def whole_table(language: str) -> Table:
    """Return all public values and goals for files."""
    rows = [
        [item.identifier, item.title, *row]
        for item in all_indicators(language)[0]
        if item.is_public
        for row in table_rows(item.series, item.unit)
    ]
    return Table("ukazatele", ["indicator", "title", *COLUMNS], rows, {"language": language})


def due_indicators(language: str) -> list[tuple[IndicatorItem, bool]]:
    """Return (indicator, is late) for editors: late ones first, then by the day they are due."""
    today = today_in_prague()
    items = sorted(
        all_indicators(language)[0],
        key=lambda item: (item.next_value_due or date.max, item.title),
    )
    return [(item, bool(item.next_value_due and item.next_value_due < today)) for item in items]
