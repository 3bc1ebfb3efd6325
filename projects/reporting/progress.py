"""The progress of an action plan, from what its actors report: for readers, files and metrics."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Avg, Count, OuterRef, Q, Subquery
from django.utils import translation
from django.utils.translation import gettext as _

from home.bars import Bars, Kind, stacked_bars
from home.dates import PRAGUE, PreciseDate
from home.exports import Table
from home.overlay import Wording
from home.references import Pages, PageView
from projects.indicators.series import Point, register_values
from projects.matrix import short_label
from projects.models import (
    ActivityState,
    ActorReport,
    CardRating,
    CellReport,
    Filling,
    IndicatorPage,
    ReportRound,
    Role,
)
from projects.reporting.cards import CardName, card_names
from projects.reporting.halves import HalfYear

DONE = (ActivityState.DONE,)
UNDER_WAY = (ActivityState.RUNNING, ActivityState.PLANNED)


@dataclass(frozen=True)
class ActorLine:
    """A public actor of a round and whether it reported."""

    page: PageView
    was_asked: bool
    answered_on: date | None
    is_closed: bool

    @property
    def state(self) -> str:
        """ "reported", "silent", "waits" (the round is open) or "not asked"."""
        if self.answered_on:
            return "reported"
        if not self.was_asked:
            return "not asked"
        return "silent" if self.is_closed else "waits"


@dataclass(frozen=True)
class RoundSummary:
    """A round with its actors, those that reported first."""

    round: ReportRound
    actors: list[ActorLine]

    @property
    def asked_actors(self) -> list[ActorLine]:
        """Those that were asked."""
        return [actor for actor in self.actors if actor.was_asked]

    @property
    def not_asked(self) -> list[ActorLine]:
        """Those whose mailbox nobody knows."""
        return [actor for actor in self.actors if not actor.was_asked]

    @property
    def asked(self) -> int:
        """How many were asked."""
        return len(self.asked_actors)

    @property
    def reported(self) -> int:
        """How many reported."""
        return sum(actor.answered_on is not None for actor in self.actors)


def rounds_of(plan_id: int) -> list[ReportRound]:
    """Return the rounds of a plan, the newest first. One query."""
    return list(ReportRound.objects.filter(plan=plan_id))


def newest_reports(plan_id: int) -> list[ActorReport]:
    """Return the reports of a plan's newest round with their actors. One query."""
    newest = ReportRound.objects.filter(plan=plan_id).values("pk")[:1]
    rows = ActorReport.objects.filter(round=Subquery(newest))
    return list(rows.select_related("round", "organisation"))


def summary_of(opened: ReportRound, reports: list[ActorReport], pages: Pages) -> RoundSummary:
    """Return who reported; `pages` must hold the actors. Those that are not public stay out."""
    lines = [
        ActorLine(
            page=page,
            was_asked=report.was_asked,
            answered_on=report.answered_at.astimezone(PRAGUE).date()
            if report.answered_at
            else None,
            is_closed=opened.closed_at is not None,
        )
        for report in reports
        if (page := pages.get(report.organisation_id))
    ]
    order = ("reported", "waits", "silent", "not asked")
    lines.sort(key=lambda line: order.index(line.state))
    return RoundSummary(opened, lines)


@dataclass(frozen=True)
class CellLine:
    """What one actor says of one activity. Words only when they are approved."""

    actor: PageView
    name: str
    role: str
    state: str
    sentence: Wording
    document: Wording
    document_url: str
    answered_on: date | None

    @property
    def state_label(self) -> str:
        """The state in words; "" when nothing was reported."""
        return str(ActivityState(self.state).label) if self.state else ""


@dataclass
class ActivityProgress:
    """One activity with what its actors say."""

    number: int
    title: str
    language: str
    lines: list[CellLine] = field(default_factory=list)

    @property
    def sums(self) -> tuple[int, int, int]:
        """How many actors say: done; planned or running; dropped or nothing."""
        counts = Counter(line.state for line in self.lines)
        done = sum(counts[state] for state in DONE)
        under_way = sum(counts[state] for state in UNDER_WAY)
        return done, under_way, len(self.lines) - done - under_way


@dataclass
class CardProgress:
    """One card: its activities and the satisfaction of its actors."""

    name: CardName
    activities: list[ActivityProgress]
    satisfaction: Decimal | None
    ratings: int

    @property
    def bars(self) -> Bars:
        """A bar for each activity: done, under way, dropped or nothing said."""
        rows = [
            (
                f"{activity.number}. {activity.title}",
                zip((Kind.MAIN, Kind.LIGHT, Kind.LACK), activity.sums, strict=True),
            )
            for activity in self.activities
        ]
        return stacked_bars(_("What the actors say of the activities"), rows)


@dataclass
class Progress:
    """The progress report of one half-year."""

    summary: RoundSummary
    cards: list[CardProgress]


def mean_of(scores: list[int]) -> Decimal | None:
    """Return the mean to two decimals, halves up; None of nothing."""
    if not scores:
        return None
    mean = Decimal(sum(scores)) / len(scores)
    return mean.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _cells(opened: ReportRound) -> list[Any]:
    """Return the cells of a round, each with what its actor gave its card. One query."""
    given = CardRating.objects.filter(report=OuterRef("report"), card=OuterRef("card"))
    rows = CellReport.objects.filter(report__round=opened)
    return list(rows.annotate(score=Subquery(given.values("score")[:1])))


def _scores(cells: list[Any]) -> dict[int, list[int]]:
    """Return {card: what each actor gave it}."""
    each = {(cell.report_id, cell.card_id): cell.score for cell in cells if cell.score}
    found: dict[int, list[int]] = {}
    for (_report, card), score in each.items():
        found.setdefault(card, []).append(score)
    return found


def progress_of(opened: ReportRound, language: str) -> Progress:
    """Return the report of a round for a reader. Four queries, for any number of rows."""
    reports = list(opened.reports.select_related("organisation"))
    by_id = {report.pk: report for report in reports}
    cells = _cells(opened)
    actors = [report.organisation_id for report in reports]
    names, pages = card_names({cell.card_id for cell in cells}, language, actors)
    summary = summary_of(opened, reports, pages)
    scores = _scores(cells)
    cards: dict[int, dict[int, ActivityProgress]] = {}
    for cell in cells:
        activities = cards.setdefault(cell.card_id, {})
        title = names[cell.card_id].activity(cell.activity)
        activity = activities.setdefault(cell.activity, ActivityProgress(cell.activity, *title))
        if actor := pages.get(by_id[cell.report_id].organisation_id):
            activity.lines.append(_line(cell, by_id[cell.report_id], actor))
    order = list(Role.values)
    for activities in cards.values():
        for activity in activities.values():
            activity.lines.sort(key=lambda line: order.index(line.role))
    found = [
        CardProgress(
            name=names[card_id],
            activities=[activities[number] for number in sorted(activities)],
            satisfaction=mean_of(scores.get(card_id, [])),
            ratings=len(scores.get(card_id, [])),
        )
        for card_id, activities in cards.items()
    ]
    return Progress(summary, sorted(found, key=lambda card: card.name.number or 0))


def _line(cell: CellReport, report: ActorReport, actor: PageView) -> CellLine:
    is_public, language = report.approved_at is not None, cell.language or report.language
    return CellLine(
        actor=actor,
        name=report.organisation.short_name or short_label(actor.title),
        role=cell.role,
        state=cell.state,
        sentence=Wording(cell.sentence if is_public else "", language),
        document=Wording(cell.document_title if is_public else "", language),
        document_url=cell.document_url if is_public else "",
        answered_on=report.answered_at.astimezone(PRAGUE).date() if report.answered_at else None,
    )


COLUMNS = (
    *("card", "activity", "activity_title", "actor", "role", "state", "sentence", "language"),
    *("document", "document_url", "reported_on"),
)


def progress_table(found: Progress, about: dict[str, Any]) -> Table:
    """Return a progress report for files: a line for each actor of each activity."""
    rows = [
        [
            *(card.name.number, activity.number, activity.title),
            line.actor.title,
            *(line.role, line.state, line.sentence.text),
            line.sentence.language if line.sentence else "",
            *(line.document.text, line.document_url),
            line.answered_on.isoformat() if line.answered_on else "",
        ]
        for card in found.cards
        for activity in card.activities
        for line in activity.lines
    ]
    code = found.summary.round.code
    return Table(f"zprava-o-pokroku-{code}", list(COLUMNS), rows, about)


# --- Metrics that fill themselves ------------------------------------------------------------


@register_values
def values_from_reports(indicators: list[IndicatorPage]) -> dict[int, list[Point]]:
    """Return the satisfaction and the involvement of the actors by half-year. Two queries.

    Satisfaction is the mean of what was given; involvement the share of the asked actors of the
    card that reported. While a round is open its value is provisional.
    """
    cards = {page.card_id for page in indicators}
    rounds = ("report__round", "report__round__year", "report__round__half")
    scores = (
        CardRating.objects.filter(card__in=cards)
        .values("card_id", *rounds, "report__round__closed_at")
        .annotate(mean=Avg("score"), n=Count("pk"))
        .order_by()
    )
    asked = (
        CellReport.objects.filter(card__in=cards, report__was_asked=True)
        .values("card_id", *rounds, "report__round__closed_at")
        .annotate(
            asked=Count("report", distinct=True),
            n=Count("report", distinct=True, filter=Q(report__answered_at__isnull=False)),
        )
        .order_by()
    )
    invited = {(row["card_id"], row["report__round"]): row for row in asked}
    found: dict[int, list[Point]] = {}
    for page in indicators:
        rows = scores if page.filled_from == Filling.SATISFACTION else asked
        found[page.pk] = [
            _point(row, invited.get((row["card_id"], row["report__round"])))
            for row in rows
            # While a round is open and nobody has reported, there is nothing to tell.
            if row["card_id"] == page.card_id and (row["n"] or row["report__round__closed_at"])
        ]
    return found


def _point(row: dict[str, Any], invited: dict[str, Any] | None) -> Point:
    half = HalfYear(row["report__round__year"], row["report__round__half"])
    of = invited["asked"] if invited else row["n"]
    value = row["mean"] if "mean" in row else 100 * row["n"] / of
    number = Decimal(str(value)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    text = _("%(n)d of %(of)d actors") % {"n": row["n"], "of": of}
    return Point(
        PreciseDate(half.last_day),
        number,
        is_provisional=row["report__round__closed_at"] is None,
        note=Wording(text, translation.get_language() or "cs"),
    )
