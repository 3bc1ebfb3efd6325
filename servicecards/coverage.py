"""What the region covers and what it lacks: need × target group × territory.

Cards are counted from the index that the finder counts from; over it lie what readers looked for
in vain, questions that no partner has, what firms told us, and pages that did not help.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from home.dates import today_in_prague
from home.editors import NONE
from home.vocabularies import Vocabulary
from partners.enquiries.states import UNCLAIMED
from partners.models import Enquiry, Feedback, FirmNeed
from search.in_vain import searches_in_vain
from servicecards.card_index import CardIndex, IndexedCard, card_index
from servicecards.editors.passport import Confirmation, confirmation_of
from servicecards.lifecycle import Availability
from servicecards.models import ServiceCard

PERIOD = timedelta(days=90)  # of searches, questions and answers
ENDING = timedelta(days=90)
GONE = (Availability.ENDED,)
# Whose date is the last day; that of others is when it opens, or when a pause ends.
OPEN_UNTIL = (Availability.OPEN, Availability.OPEN_CALL, Availability.CLOSING_SOON)


@dataclass(frozen=True)
class Cell:
    """Published cards of one need for one group, and how many are not confirmed or end."""

    live: int = 0
    stale: int = 0
    ending: int = 0
    negative: int = 0  # answers "no, something is missing"

    def plus(self, other: Cell) -> Cell:
        """Return the sum."""
        return Cell(
            self.live + other.live,
            self.stale + other.stale,
            self.ending + other.ending,
            self.negative + other.negative,
        )


@dataclass(frozen=True)
class Row:
    """A need with its cells by target group."""

    code: str
    name: str
    cells: dict[str, Cell]
    total: Cell
    searches: int  # times somebody looked for it in vain
    waiting: int  # questions without a partner
    told: int  # needs that firms told of

    @property
    def lacking(self) -> int:
        """How much speaks for a gap."""
        return self.searches + self.waiting + self.told + self.total.negative


@dataclass(frozen=True)
class Board:
    """The whole."""

    columns: list[tuple[str, str]]
    rows: list[Row]
    territories: list[tuple[str, str]]
    districts: dict[str, dict[str, int]]  # {topic: {district: questions without a partner}}
    district_names: dict[str, str]


def board(language: str, territory: str = "") -> Board:
    """Return the board for an editor's language; `territory`: a code, "-" for none, "" for all.

    The same number of queries for any number of cards.
    """
    today = today_in_prague()
    index = card_index(language, today)
    confirmed = _confirmed(today)
    negative = _negative()
    cells: dict[str, dict[str, Cell]] = defaultdict(lambda: defaultdict(Cell))
    totals: dict[str, Cell] = defaultdict(Cell)
    for card in index.cards:
        if card.state.availability in GONE or not _is_in(card, territory):
            continue
        ends = [card.valid_to, card.state.day if card.state.availability in OPEN_UNTIL else None]
        cell = Cell(
            1,
            int(card.facts_pk not in confirmed),
            int(any(day and today <= day <= today + ENDING for day in ends)),
            negative[card.key],
        )
        for topic in _codes(card, "tema"):
            totals[topic] = totals[topic].plus(cell)
            for group in _codes(card, "pro"):
                cells[topic][group] = cells[topic][group].plus(cell)
    return _named(index, cells, totals, today)


def _is_in(card: IndexedCard, territory: str) -> bool:
    return not territory or territory in _codes(card, "kde")


def _codes(card: IndexedCard, parameter: str) -> Iterable[str]:
    return card.codes.get(parameter) or (NONE,)


def _named(
    index: CardIndex, cells: dict[str, dict[str, Cell]], totals: dict[str, Cell], today: date
) -> Board:
    topics = index.terms.names(Vocabulary.TOPICS)
    groups = index.terms.names(Vocabulary.AUDIENCE).items()
    searches = searches_in_vain(today - PERIOD + timedelta(1), today, NONE)
    waiting, told = _waiting(set(topics)), _told(set(topics), today)
    rows = [
        Row(
            code,
            name,
            dict(cells[code]),
            totals[code],
            searches=searches[code],
            waiting=sum(waiting[code].values()),
            told=told[code],
        )
        for code, name in (*topics.items(), (NONE, ""))
    ]
    present = {group for row in rows for group in row.cells}
    return Board(
        columns=[*groups, *([(NONE, "")] if NONE in present else [])],
        rows=[row for row in rows if row.code != NONE or row.total.live or row.lacking],
        territories=list(index.terms.names(Vocabulary.TERRITORIES).items()),
        districts={code: dict(found) for code, found in waiting.items()},
        district_names=index.terms.names(Vocabulary.DISTRICTS),
    )


def _confirmed(today: date) -> set[int]:
    """Return ids of the pages whose card is confirmed, in one query."""
    cards = ServiceCard.objects.only("silent_since", "assured_on", "confirm_every")
    return {card.pk for card in cards if confirmation_of(card, today) == Confirmation.CONFIRMED}


def _negative() -> Counter[str]:
    """Return {translation key: answers "no"} of the period."""
    rows = Feedback.objects.filter(is_helpful=False, day__gt=today_in_prague() - PERIOD)
    counted = rows.values("page_key").annotate(n=Count("pk")).order_by()
    return Counter({str(row["page_key"]): row["n"] for row in counted})


def _waiting(topics: set[str]) -> dict[str, Counter[str]]:
    """Return {topic: {district: questions that no partner has}}, whenever they were asked."""
    rows = Enquiry.objects.filter(state__in=UNCLAIMED).values("topic", "place")
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows.annotate(n=Count("pk")).order_by():
        topic = row["topic"] if row["topic"] in topics else NONE
        found[topic][row["place"] or NONE] += row["n"]
    return found


def _told(topics: set[str], today: date) -> Counter[str]:
    """Return {topic: needs that firms told of} in the period."""
    rows = FirmNeed.objects.filter(day__gt=today - PERIOD).values("topic")
    counted = rows.annotate(n=Count("pk")).order_by()
    found: Counter[str] = Counter()
    for row in counted:
        found[row["topic"] if row["topic"] in topics else NONE] += row["n"]
    return found
