"""An action plan with its cards as one reader gets it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from home.overlay import Part, Wording, overlay, wording
from home.references import Pages, PageView, Terms, TermView
from home.relations import collect, is_in_memory, targets_in_memory, term_rows
from projects.models import ActionPlanCard
from projects.reporting.progress import RoundSummary, newest_reports, summary_of


@dataclass
class PlanCardItem:
    """A card in the plan's list."""

    page: PageView
    number: int
    summary: str
    language: str


@dataclass
class PlanView:
    """What the template of a plan needs."""

    title: str
    language: str
    facts: Any
    summary: Wording
    introduction: Wording
    owner: PageView | None
    pillars: list[Part]
    cards: list[PlanCardItem]
    topics: list[TermView]
    reported: RoundSummary | None
    sources: list[dict[str, str]]


def _plan_cards(facts: Any) -> tuple[list[Any], dict[int, str]]:
    """Return the cards below the plan in the source language, by number, and all summaries.

    One query; the summaries, by page, are those of all languages.
    """
    if not facts.path:
        return [], {}
    below = {"path__startswith": facts.path, "depth": facts.depth + 1}
    keys = ActionPlanCard.objects.filter(**below).values("translation_key")
    rows = ActionPlanCard.objects.filter(translation_key__in=keys).order_by("number")
    found = list(rows.only("pk", "number", "translation_key", "summary", "path"))
    own = [card for card in found if card.path.startswith(facts.path)]
    return own, {card.pk: card.summary for card in found}


def plan_view(own: Any, language: str) -> PlanView:
    """Return the plan `own` for a reader of `language`. Five queries."""
    facts = own.facts
    cards, summaries = _plan_cards(facts)
    if is_in_memory(facts):
        targets = targets_in_memory(facts, ("topics",))
    else:
        targets = collect([term_rows(type(facts), "topics", [facts.pk])])[facts.pk]
    reports = newest_reports(facts.pk) if facts.pk else []
    ids = [*(card.pk for card in cards), *(report.organisation_id for report in reports)]
    pages = Pages(language, ids=[*ids, facts.plan_owner_id or 0])
    views = {card.number: view for card in cards if (view := pages.get(card.pk))}
    return PlanView(
        title=own.title,
        language=own.language,
        facts=facts,
        summary=wording(facts, own, "summary"),
        introduction=wording(facts, own, "introduction"),
        owner=pages.get(facts.plan_owner_id),
        pillars=overlay(facts, own, "pillars"),
        cards=[
            PlanCardItem(view, number, summaries.get(view.pk, ""), view.language)
            for number, view in views.items()
        ],
        topics=Terms(language, ids=targets["topics"]).pick(targets["topics"]),
        reported=summary_of(reports[0].round, reports, pages) if reports else None,
        sources=facts.source_list,
    )
