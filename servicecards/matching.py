"""Explained match: up to six answers of a firm against what a card says. Pure functions.

Nothing is stored and nothing hides a card: what the card or the firm does not say is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

MOST_PEOPLE = 1_000_000
# Target groups that follow from answers. Sizes: Recommendation 2003/361/EC (employees only).
SIZES = {
    "zivnostnici-mikropodniky": (0, 9),
    "msp": (0, 249),
    "velke-podniky": (250, MOST_PEOPLE),
}
EXPORTERS = {
    "ne": {"experimentalni-exporteri"},
    "zkousime": {"experimentalni-exporteri", "born-globals-kreativni"},
    "ano": {"zkuseni-exporteri", "born-globals-kreativni"},
}
ALL_EXPORTERS = frozenset().union(*EXPORTERS.values())
NEWCOMER, NEWCOMER_STAGES = "zacinajici-podnikatele", {"pred-zahajenim", "do-tri-let"}
# Where a service must apply for a firm in the Region, elsewhere in Czechia, or abroad.
PLACES = {"kraj": {"kraj", "cr", "eu"}, "cr": {"cr", "eu"}, "zahranici": {"eu"}}


class Verdict(Enum):
    """How a criterion turned out."""

    MET = "met"
    NOT_MET = "not-met"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Firm:
    """The answers; "" and None: not given. Codes are those of the vocabularies."""

    stage: str = ""
    people: int | None = None
    sector: str = ""
    place: str = ""
    purpose: str = ""
    exporting: str = ""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was answered."""
        return self == Firm()


@dataclass(frozen=True)
class Rule:
    """A condition that a machine can compare; `text` is what people read."""

    criterion: str
    operator: str
    value: str
    text: str = ""


@dataclass(frozen=True)
class Criteria:
    """What a card says about whom it is for. Empty: it does not say."""

    audience: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    territories: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()
    size_min: int | None = None
    size_max: int | None = None
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One criterion. `question` is the answer that is missing when `verdict` is unknown.

    `wanted`: the codes or the text that the card asks for: what would change the verdict.
    """

    criterion: str
    verdict: Verdict
    question: str = ""
    wanted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """All findings of a card."""

    findings: tuple[Finding, ...] = field(default=())

    def _of(self, verdict: Verdict) -> list[Finding]:
        return [finding for finding in self.findings if finding.verdict == verdict]

    @property
    def met(self) -> list[Finding]:
        """Criteria that the firm meets."""
        return self._of(Verdict.MET)

    @property
    def not_met(self) -> list[Finding]:
        """Criteria that it does not meet."""
        return self._of(Verdict.NOT_MET)

    @property
    def unknown(self) -> list[Finding]:
        """Criteria of which one side says nothing."""
        return self._of(Verdict.UNKNOWN)

    @property
    def fits(self) -> bool:
        """Say whether nothing speaks against the card."""
        return not self.not_met

    @property
    def is_near(self) -> bool:
        """Say whether one thing speaks against it, and it is meant for the firm's purpose."""
        return len(self.not_met) == 1 and self.not_met[0].criterion != "purpose"


def _chosen(name: str, answer: str, wanted: Iterable[str], good: set[str] | None = None) -> Finding:
    """Compare one answer with the codes of a card; `good` are the codes the answer stands for."""
    codes = tuple(sorted(wanted))
    if not answer:
        return Finding(name, Verdict.UNKNOWN, question=name, wanted=codes)
    if not codes:
        return Finding(name, Verdict.UNKNOWN)
    met = bool((good if good is not None else {answer}) & set(codes))
    return Finding(name, Verdict.MET if met else Verdict.NOT_MET, wanted=codes)


def _own_groups(firm: Firm) -> tuple[set[str], set[str]]:
    """Return the target groups the firm belongs to, and those of which its answers decide."""
    own: set[str] = set()
    decided: set[str] = set()
    if firm.people is not None:
        decided |= set(SIZES)
        own |= {code for code, (low, high) in SIZES.items() if low <= firm.people <= high}
    if firm.exporting in EXPORTERS:
        decided |= ALL_EXPORTERS
        own |= EXPORTERS[firm.exporting]
    if firm.stage:
        decided.add(NEWCOMER)
        own |= {NEWCOMER} if firm.stage in NEWCOMER_STAGES else set()
    return own, decided


def _audience(firm: Firm, card: Criteria) -> Finding | None:
    """A card's target groups are alternatives: one that fits is enough."""
    if not card.audience:
        return None
    own, decided = _own_groups(firm)
    wanted = tuple(sorted(card.audience))
    if own & card.audience:
        return Finding("audience", Verdict.MET, wanted=wanted)
    if card.audience <= decided:
        return Finding("audience", Verdict.NOT_MET, wanted=wanted)
    missing = "people" if card.audience & set(SIZES) and firm.people is None else ""
    missing = missing or (
        "exporting" if card.audience & ALL_EXPORTERS and not firm.exporting else ""
    )
    return Finding("audience", Verdict.UNKNOWN, question=missing, wanted=wanted)


def _size(firm: Firm, card: Criteria) -> Finding | None:
    if card.size_min is None and card.size_max is None:
        return None
    low, high = card.size_min or 0, card.size_max if card.size_max is not None else MOST_PEOPLE
    wanted = (f"{low}–{high}" if card.size_max is not None else f"{low}+",)
    if firm.people is None:
        return Finding("people", Verdict.UNKNOWN, question="people", wanted=wanted)
    met = low <= firm.people <= high
    return Finding("people", Verdict.MET if met else Verdict.NOT_MET, wanted=wanted)


def _answer_to(rule: Rule, firm: Firm) -> str:
    """Return the firm's answer that a rule asks for; "" when there is none."""
    answers = {
        "size": "" if firm.people is None else str(firm.people),
        "sector": firm.sector,
        "stage": firm.stage,
        "territory": firm.place,
        "exporting": firm.exporting,
    }
    return answers.get(rule.criterion, "")


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ".").replace(" ", ""))
    except ValueError:
        return None


def compare(answer: str, operator: str, value: str) -> bool | None:
    """Return whether the answer satisfies the rule; None when they cannot be compared."""
    if operator in ("min", "max"):
        left, right = _number(answer), _number(value)
        if left is None or right is None:
            return None
        return left >= right if operator == "min" else left <= right
    wanted = {part.strip().casefold() for part in value.split(",") if part.strip()}
    if operator not in ("is", "in") or not wanted:
        return None
    return answer.strip().casefold() in wanted


QUESTIONS = {"size": "people", "territory": "place"}


def _rule(rule: Rule, firm: Firm) -> Finding:
    answer, wanted = _answer_to(rule, firm), (rule.text or rule.value,)
    question = QUESTIONS.get(rule.criterion, rule.criterion)
    if not answer:
        known = question in ("people", "sector", "stage", "place", "exporting")
        return Finding("rule", Verdict.UNKNOWN, question=question if known else "", wanted=wanted)
    met = compare(answer, rule.operator, rule.value)
    if rule.criterion == "territory":  # a firm in the Region is in Czechia, too
        met = any(compare(place, rule.operator, rule.value) for place in PLACES.get(answer, ()))
    if met is None:
        return Finding("rule", Verdict.UNKNOWN, wanted=wanted)
    return Finding("rule", Verdict.MET if met else Verdict.NOT_MET, wanted=wanted)


def _findings(firm: Firm, card: Criteria) -> Iterator[Finding]:
    yield from (f for f in (_audience(firm, card), _size(firm, card)) if f)
    for name, answer, wanted in (
        ("stage", firm.stage, card.stages),
        ("sector", firm.sector, card.sectors),
        ("purpose", firm.purpose, card.purposes),
    ):
        if answer or wanted:
            yield _chosen(name, answer, wanted)
    if firm.place or card.territories:
        yield _chosen("place", firm.place, card.territories, PLACES.get(firm.place, set()))
    for rule in card.rules:
        yield _rule(rule, firm)


def match(firm: Firm, card: Criteria) -> Match:
    """Return what speaks for and against a card. A card that says nothing speaks for itself."""
    return Match(tuple(_findings(firm, card)))
