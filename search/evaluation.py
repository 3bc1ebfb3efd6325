"""Judged queries: how good the answers are, in the field's usual measures.

nDCG@10 with gains 2^grade - 1 (Järvelin and Kekäläinen, 2002), success@3 (one relevant page among
the first three) and the share of queries without any answer. Pure: knows neither pages nor engines.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

CUT, FIRST = 10, 3
COLUMNS = ("id", "lang", "kind", "query", "relevant")


class BadQuestions(Exception):
    """The file of judged queries cannot be read; the text says where and why."""


@dataclass(frozen=True)
class Question:
    """A query with the identifiers of the pages that answer it, each with a grade (1 or more)."""

    id: str
    language: str
    kinds: tuple[str, ...]
    query: str
    relevant: dict[str, int]


@dataclass(frozen=True)
class Answer:
    """A question with the identifiers of what was found, best first."""

    question: Question
    found: tuple[str, ...]

    @property
    def ndcg(self) -> float:
        """Return nDCG@10, from 0 to 1."""
        return ndcg(self.found, self.question.relevant)

    @property
    def success(self) -> bool:
        """Say whether one of the first three is relevant."""
        return any(name in self.question.relevant for name in self.found[:FIRST])


@dataclass(frozen=True)
class Scores:
    """Means over some answers."""

    n: int
    ndcg10: float
    success3: float
    empty: float


def ndcg(found: Sequence[str], relevant: dict[str, int]) -> float:
    """Return nDCG@10 of a ranking. A page counts once, where it stands first."""
    unique = list(dict.fromkeys(found))[:CUT]

    def gain(grades: Iterable[int]) -> float:
        return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))

    best = gain(sorted(relevant.values(), reverse=True)[:CUT])
    return gain(relevant.get(name, 0) for name in unique) / best if best else 0.0


def _relevant(text: str, place: str) -> dict[str, int]:
    found = {}
    for part in text.split():
        name, _, grade = part.rpartition(":")
        if not name or not grade.isdecimal() or not 1 <= int(grade) <= 9:
            raise BadQuestions(f"{place}: “{part}” is not of the form identifier:grade.")
        found[name] = int(grade)
    if not found:
        raise BadQuestions(f"{place}: no relevant page is named.")
    return found


def parse_questions(text: str) -> list[Question]:
    """Return the questions of a file: tab-separated, with a head line. Raises BadQuestions."""
    lines = [line.rstrip("\r") for line in text.split("\n")]
    if not lines or tuple(lines[0].split("\t")) != COLUMNS:
        raise BadQuestions(f"Line 1: the columns must be {', '.join(COLUMNS)}, parted by tabs.")
    questions = []
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) != len(COLUMNS):
            raise BadQuestions(f"Line {number}: {len(cells)} columns instead of {len(COLUMNS)}.")
        name, language, kinds, query, relevant = cells
        questions.append(
            Question(
                name,
                language,
                tuple(kinds.split(",")),
                query,
                _relevant(relevant, f"Line {number}"),
            )
        )
    return questions


def evaluate(
    questions: Iterable[Question], search: Callable[[str, str], Sequence[str]]
) -> list[Answer]:
    """Ask every question; `search` takes words and language and returns identifiers, best first."""
    return [Answer(q, tuple(search(q.query, q.language))) for q in questions]


def scores(answers: Sequence[Answer]) -> Scores:
    """Return the means over the answers; zeros where there are none."""
    n = len(answers) or 1
    return Scores(
        n=len(answers),
        ndcg10=round(sum(answer.ndcg for answer in answers) / n, 4),
        success3=round(sum(answer.success for answer in answers) / n, 4),
        empty=round(sum(not answer.found for answer in answers) / n, 4),
    )


def groups(answers: Sequence[Answer]) -> dict[str, list[Answer]]:
    """Return the answers by language and by kind, under `lang:…` and `kind:…`."""
    found: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        found[f"lang:{answer.question.language}"].append(answer)
        for kind in answer.question.kinds:
            found[f"kind:{kind}"].append(answer)
    return dict(sorted(found.items()))


def worst(answers: Sequence[Answer], count: int) -> list[Answer]:
    """Return the answers with the lowest nDCG, the worst first."""
    return sorted(answers, key=lambda answer: (answer.ndcg, answer.question.id))[:count]
