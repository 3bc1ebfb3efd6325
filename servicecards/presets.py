"""Situations in plain words: ready-made questions to the finder, kept by editors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from home.overlay import overlay
from servicecards.card_index import CardIndex
from servicecards.facets import chosen_codes


@dataclass(frozen=True)
class Preset:
    """A situation, the finder's query string for it, and how many services there are."""

    label: str
    language: str
    query: str
    count: int


def presets_of(page: Any, index: CardIndex) -> list[Preset]:
    """Return the situations of a list page that lead somewhere, in the editors' order.

    `page` is the list as it is shown; its source carries the choices (ADR 0002).
    """
    found = []
    for part in overlay(page.facts, page, "presets"):
        chosen = chosen_codes(QueryDict(part["selection"].removeprefix("?")))
        count = index.masks.matching(chosen).bit_count()
        if count:
            found.append(Preset(part["label"], part.language, part["selection"], count))
    return found
