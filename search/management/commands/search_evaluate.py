"""`manage.py search_evaluate FILE.tsv`: how well the search answers judged queries."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Page

from search.evaluation import (
    CUT,
    Answer,
    BadQuestions,
    Scores,
    evaluate,
    groups,
    parse_questions,
    scores,
    worst,
)
from search.finding import find

WORST = 10  # queries that are listed with what was found
HEAD = f"{'':24}{'n':>5}{'nDCG@10':>10}{'success@3':>11}{'empty':>8}"


def found_identifiers(query: str, language: str, backend: str = "") -> list[str]:
    """Return the identifiers of the first ten pages that the public search finds."""
    ids = find(query, language, limit=CUT, backend=backend).hits.ids
    specific = Page.objects.filter(pk__in=ids).specific()
    names = {page.pk: getattr(page, "identifier", "") for page in specific}
    return [names[pk] for pk in ids if names.get(pk)]


def row(name: str, found: Scores) -> str:
    """Return one line of the table."""
    return f"{name:24}{found.n:5}{found.ndcg10:10.3f}{found.success3:11.3f}{found.empty:8.3f}"


class Command(BaseCommand):
    """Asks the public search every query of a file and prints nDCG@10, success@3 and empty ones."""

    help = "Measure the search against judged queries (a file as docs/measurements.md describes)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add file, back end and form of the output."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--backend", default="", help="a back end by its name in the settings")
        parser.add_argument("--json", action="store_true", help="print one object as the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table, the worst queries and, if asked for, the object."""
        backend = options["backend"]
        if backend and backend not in settings.WAGTAILSEARCH_BACKENDS:
            known = ", ".join(settings.WAGTAILSEARCH_BACKENDS)
            raise CommandError(f"There is no back end “{backend}”, only: {known}.")
        answers = self._answers(options["file"], backend)
        self.stdout.write(HEAD)
        self.stdout.write(row("all", scores(answers)))
        for name, part in groups(answers).items():
            self.stdout.write(row(name, scores(part)))
        self.stdout.write(f"\nThe {WORST} worst:")
        for answer in worst(answers, WORST):
            self.stdout.write(self._line(answer))
        if options["json"]:
            values = asdict(scores(answers))
            self.stdout.write(json.dumps({name: values[name] for name in values}))

    def _answers(self, path: Path, backend: str) -> list[Answer]:
        try:
            questions = parse_questions(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"The file cannot be read: {error}") from error
        except BadQuestions as error:
            raise CommandError(f"{path}: {error}") from error
        return evaluate(
            questions, lambda query, language: found_identifiers(query, language, backend)
        )

    def _line(self, answer: Answer) -> str:
        question = answer.question
        wanted = " ".join(question.relevant)
        found = " ".join(answer.found[:3]) or "nothing"
        return f"  {answer.ndcg:.2f} {question.id} “{question.query}”: {found}; wanted {wanted}"
