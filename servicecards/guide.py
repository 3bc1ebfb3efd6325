"""The guide: six questions, and for every service how it fits and what would change that.

All answers stand in the address; nothing is stored and no company number is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from home.dates import today_in_prague
from home.vocabularies import Vocabulary
from search.cleaning import clean_query
from servicecards.card_index import CardIndex, IndexedCard, card_index
from servicecards.facets import address
from servicecards.matching import EXPORTERS, MOST_PEOPLE, PLACES, Finding, Firm, Match, match

GUIDE_PARAMETER = "pruvodce"
# Answer -> parameter of the address, the same in both languages.
PARAMETERS = {
    "purpose": "ucel",
    "stage": "faze",
    "people": "lidi",
    "sector": "obor",
    "place": "misto",
    "exporting": "vyvoz",
}
NEAR_LENGTH = 10


def labels() -> dict[str, str]:
    """Return what the questions and criteria are called, in the active language."""
    return {
        "purpose": _("What you need"),
        "stage": _("Stage of the business"),
        "people": _("Number of employees"),
        "sector": _("Sector"),
        "place": _("Where you do business"),
        "exporting": _("Exporting"),
        "audience": _("Target group"),
        "rule": _("Condition"),
    }


@dataclass(frozen=True)
class Question:
    """One question of the form; without `choices` a number is asked."""

    name: str
    parameter: str
    label: str
    answer: str
    choices: list[tuple[str, str]]


@dataclass(frozen=True)
class Line:
    """One finding in words."""

    label: str
    verdict: str
    text: str


@dataclass(frozen=True)
class Result:
    """A card with what speaks for and against it."""

    card: IndexedCard
    match: Match
    lines: list[Line]


@dataclass
class Guide:
    """What the template needs."""

    questions: list[Question]
    is_empty: bool
    fitting: list[Result]
    near: list[Result]
    others: int
    bad_number: str
    query: str


def _people(text: str) -> int | None:
    """Return the number of employees; None for anything that is none."""
    digits = text.strip().replace(" ", "").replace("\u00a0", "")
    return min(int(digits), MOST_PEOPLE) if digits.isdecimal() and len(digits) < 9 else None


def _choices(index: CardIndex) -> dict[str, list[tuple[str, str]]]:
    """Return the answers to choose from: (code, name)."""
    terms = {
        "purpose": Vocabulary.BUSINESS_EVENTS,
        "stage": Vocabulary.BUSINESS_STAGES,
        "sector": Vocabulary.SECTORS,
    }
    exporting = {
        "ne": _("not yet"),
        "zkousime": _("we are trying it out"),
        "ano": _("yes, regularly"),
    }
    places = {
        "kraj": _("in the Ústí Region"),
        "cr": _("elsewhere in Czechia"),
        "zahranici": _("abroad"),
    }
    found = {
        name: [(term.code, term.name) for term in index.terms.of(vocabulary)]
        for name, vocabulary in terms.items()
    }
    found["exporting"] = [(code, exporting[code]) for code in EXPORTERS]
    found["place"] = [(code, places[code]) for code in PLACES]
    return found


def _answers(get: QueryDict, choices: dict[str, list[tuple[str, str]]]) -> dict[str, str]:
    """Return the answers that make sense; an unknown code counts as not answered."""
    given = {name: clean_query(get.get(p, "")[:80]) for name, p in PARAMETERS.items()}
    return {
        name: answer
        for name, answer in given.items()
        if name == "people" or answer in {code for code, _name in choices[name]}
    }


def _names(index: CardIndex, finding: Finding) -> str:
    """Return the codes that the card asks for in words."""
    vocabularies = {
        "audience": Vocabulary.AUDIENCE,
        "stage": Vocabulary.BUSINESS_STAGES,
        "sector": Vocabulary.SECTORS,
        "purpose": Vocabulary.BUSINESS_EVENTS,
        "place": Vocabulary.TERRITORIES,
    }
    vocabulary = vocabularies.get(finding.criterion)
    if vocabulary is None:
        return ", ".join(finding.wanted)
    terms = [index.terms.code(vocabulary, code) for code in finding.wanted]
    return ", ".join(term.name for term in terms if term)


def _line(index: CardIndex, finding: Finding) -> Line:
    words, names = _names(index, finding), labels()
    label = names[finding.criterion]
    if finding.verdict.value == "met":
        return Line(label, "met", words)
    if finding.verdict.value == "not-met":
        return Line(label, "not-met", _("the service is for: %s") % words)
    if finding.question:
        asked = names[finding.question]
        return Line(label, "unknown", _("answer “%s” (the card says: %s)") % (asked, words))
    if words:
        return Line(
            label, "unknown", _("your answers do not decide this (the card says: %s)") % words
        )
    return Line(label, "unknown", _("the card does not say; check with the provider"))


def guide(get: QueryDict, language: str, stamp: str | None = None) -> Guide:
    """Return the form with its answers and, once something is answered, the explained services."""
    index = card_index(language, today_in_prague(), stamp)
    choices = _choices(index)
    answers = _answers(get, choices)
    typed = answers.pop("people", "")
    firm = Firm(people=_people(typed), **answers)
    given: dict[str, Any] = {**answers, "people": "" if firm.people is None else str(firm.people)}
    names = labels()
    results = []
    if not firm.is_empty:
        for card in index.cards:
            found = match(firm, card.criteria)
            results.append(Result(card, found, [_line(index, f) for f in found.findings]))
    results.sort(key=lambda r: (-len(r.match.met), len(r.match.unknown), r.card.sort_title))
    fitting = [result for result in results if result.match.fits]
    near = [result for result in results if result.match.is_near]
    pairs = {PARAMETERS[name]: [str(value)] for name, value in given.items() if value}
    return Guide(
        questions=[
            Question(name, parameter, names[name], given.get(name, ""), choices.get(name, []))
            for name, parameter in PARAMETERS.items()
        ],
        is_empty=firm.is_empty,
        fitting=fitting,
        near=near[:NEAR_LENGTH],
        others=len(results) - len(fitting) - len(near[:NEAR_LENGTH]),
        bad_number=typed if typed and firm.people is None else "",
        query=address({GUIDE_PARAMETER: ["1"], **pairs}),
    )
