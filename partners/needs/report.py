"""What firms told us in a quarter: needs, questions and searches in vain, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from home.bars import Bars, Kind, stacked_bars
from home.dates import PRAGUE
from home.editors import NONE
from home.exports import Table
from partners.models import Enquiry, FirmNeed
from partners.needs.noting import names_of_needs
from partners.needs.quarters import Quarter
from search.in_vain import searches_in_vain


@dataclass(frozen=True)
class Line:
    """A topic, or a district: how often firms told of it, asked about it, searched in vain."""

    code: str
    name: str
    told: int
    asked: int
    searched: int

    @property
    def all(self) -> int:
        """The sum."""
        return self.told + self.asked + self.searched


@dataclass(frozen=True)
class FirmReport:
    """The report of a quarter. `needs` and `sectors`: (name, told); `matrix`: need × topic."""

    quarter: Quarter
    topics: list[Line]
    districts: list[Line]
    needs: list[tuple[str, int]]
    sectors: list[tuple[str, int]]
    matrix: list[tuple[str, list[int]]]
    matrix_heads: list[str]

    @property
    def told(self) -> int:
        """How many needs were noted."""
        return sum(line.told for line in self.topics)

    @property
    def asked(self) -> int:
        """How many questions came."""
        return sum(line.asked for line in self.topics)

    @property
    def searched(self) -> int:
        """How many searches found nothing."""
        return sum(line.searched for line in self.topics)

    @property
    def bars(self) -> Bars:
        """A bar for each topic: told, asked, searched in vain."""
        rows = [
            (
                line.name,
                [(Kind.MAIN, line.told), (Kind.LIGHT, line.asked), (Kind.LACK, line.searched)],
            )
            for line in self.topics
        ]
        return stacked_bars(_("What firms told us, asked about and searched for, by topic"), rows)


def _counted(rows: Any, name: str) -> dict[str, int]:
    return {row[name]: row["n"] for row in rows.values(name).annotate(n=Count("pk")).order_by()}


def count(quarter: Quarter) -> dict[str, Any]:
    """Return the numbers of a quarter by code, fit to be stored. Seven queries."""
    needs = FirmNeed.objects.filter(day__gte=quarter.first_day, day__lte=quarter.last_day)
    begin, end = (
        datetime.combine(day, time(), PRAGUE)
        for day in (quarter.first_day, quarter.following.first_day)
    )
    questions = Enquiry.objects.filter(made_at__gte=begin, made_at__lt=end)
    pairs = needs.values("need", "topic").annotate(n=Count("pk")).order_by("need", "topic")
    return {
        "told": [[row["need"], row["topic"], row["n"]] for row in pairs],
        "asked": _counted(questions, "topic"),
        "searched": dict(searches_in_vain(quarter.first_day, quarter.last_day, NONE)),
        "told_in": _counted(needs, "district"),
        "asked_in": _counted(questions, "place"),
        "sectors": _counted(needs, "sector"),
    }


def report_of(quarter: Quarter, language: str, stored: dict[str, Any] | None = None) -> FirmReport:
    """Return the report for a reader of `language`, from stored numbers or from those of now."""
    names, numbers = names_of_needs(language), stored or count(quarter)
    told = {(need, topic): number for need, topic, number in numbers["told"]}
    by_need: Counter[str] = Counter()
    by_topic: Counter[str] = Counter()
    for (need, topic), number in told.items():
        by_need[need] += number
        by_topic[topic] += number
    heads = [code for code in names["topic"] if by_topic[code]]
    asked, searched = Counter(numbers["asked"]), Counter(numbers["searched"])
    told_in, asked_in = Counter(numbers["told_in"]), Counter(numbers["asked_in"])
    places = names["district"]
    return FirmReport(
        quarter=quarter,
        topics=_lines(names["topic"], by_topic, asked, searched, _("(no topic)")),
        districts=_lines(places, told_in, asked_in, Counter(), _("not stated")),
        needs=_pairs(names["need"], by_need),
        sectors=_pairs(names["sector"], Counter(numbers["sectors"])),
        matrix=[
            (name, [told.get((code, topic), 0) for topic in heads])
            for code, name in names["need"].items()
            if any(told.get((code, topic)) for topic in heads)
        ],
        matrix_heads=[names["topic"][code] for code in heads],
    )


def _lines(
    names: dict[str, str],
    told: Counter[str],
    asked: Counter[str],
    searched: Counter[str],
    nothing: str,
) -> list[Line]:
    """Return a line for each code with a number, most in front; what has no code comes last."""
    lines = [Line(c, name, told[c], asked[c], searched[c]) for c, name in names.items()]
    known = set(names)

    def rest(found: Counter[str]) -> int:
        return sum(number for code, number in found.items() if code not in known)

    ranked = sorted((line for line in lines if line.all), key=lambda line: -line.all)
    last = Line(NONE, nothing, rest(told), rest(asked), rest(searched))
    return [*ranked, last] if last.all else ranked


def _pairs(names: dict[str, str], found: Counter[str]) -> list[tuple[str, int]]:
    """Return (name, number) of what occurs, most in front; what has no code comes last."""
    known = [(name, found[code]) for code, name in names.items() if found[code]]
    rest = sum(number for code, number in found.items() if code not in names)
    ranked = sorted(known, key=lambda pair: -pair[1])
    return [*ranked, (_("not stated"), rest)] if rest else ranked


def report_table(found: FirmReport, about: dict[str, Any] | None = None) -> Table:
    """Return the report for files: a line for each value of each dimension."""
    rows: list[list[Any]] = []
    for dimension, lines in (("topic", found.topics), ("district", found.districts)):
        rows += [[dimension, ln.code, ln.name, ln.told, ln.asked, ln.searched] for ln in lines]
    for dimension, pairs in (("need", found.needs), ("sector", found.sectors)):
        rows += [[dimension, "", name, number, "", ""] for name, number in pairs]
    for name, numbers in found.matrix:
        rows += [
            ["need × topic", "", f"{name} × {head}", number, "", ""]
            for head, number in zip(found.matrix_heads, numbers, strict=True)
            if number
        ]
    columns = ["dimension", "code", "name", "told_by_firms", "questions", "searches_in_vain"]
    return Table(f"co-rikaji-firmy-{found.quarter.code}", columns, rows, about or {})
