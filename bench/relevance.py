"""What each part of the search is worth: `.venv/bin/python bench/relevance.py [FILE.tsv …]`.

Asks judged questions on the portal's own data (DATABASE_URL, else `var/`) and prints Markdown
tables: the questions as they are and spoilt, and one part of the search after another left out.
Parts of the index are left out by writing all rows anew in a transaction that is rolled back.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
FILES = [ROOT / "tests/search/questions.dev.tsv", ROOT / "tests/search/questions.second.tsv"]
EDITS = 3  # spoilt copies of a question
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def edited(text: str, chance: random.Random) -> str:
    """Return a question with one letter of one long word lost, doubled, changed or swapped."""
    words = text.split()
    long = [number for number, word in enumerate(words) if len(word) >= 5]
    if not long:
        return text
    number = chance.choice(long)
    word, place = words[number], chance.randrange(1, len(words[number]) - 1)
    words[number] = chance.choice(
        [
            word[:place] + word[place + 1 :],
            word[:place] + chance.choice(LETTERS) + word[place + 1 :],
            word[:place] + chance.choice(LETTERS) + word[place:],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        ]
    )
    return " ".join(words)


def spoilt(questions: list[Any]) -> Iterator[tuple[str, list[Any], dict[str, str]]]:
    """Yield name, questions and {language: language of the reader}."""
    from home.folding import fold

    same, other = {"cs": "cs", "en": "en"}, {"cs": "en", "en": "cs"}
    chance = random.Random(7)
    yield "as they are", questions, same
    yield "without accents", [replace(q, query=fold(q.query)) for q in questions], same
    copies = [
        replace(q, id=f"{q.id}.{turn}", query=edited(q.query, chance))
        for turn in range(EDITS)
        for q in questions
    ]
    yield "one random edit", copies, same
    yield "to pages of the other language", questions, other


@contextmanager
def reindexed(*patches: Any) -> Iterator[None]:
    """Write all rows anew under `patches`; take everything back afterwards."""
    from django.db import transaction

    from search.knowledge import forget_knowledge
    from search.rebuilding import every_page
    from search.store import refresh

    with transaction.atomic():
        for each in patches:
            each.start()
        try:
            for ids in every_page():
                refresh(ids)
            forget_knowledge()
            yield
        finally:
            for each in patches:
                each.stop()
            transaction.set_rollback(True)
    forget_knowledge()


@contextmanager
def changed(*patches: Any) -> Iterator[None]:
    """Ask under `patches`; the index stays."""
    from search.knowledge import forget_knowledge

    forget_knowledge()
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()
        forget_knowledge()


def parts() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield what is left out, and how."""
    import search.knowledge
    from search import scoring, understanding
    from search.analysis.czech import by_rules
    from search.vocabulary import Vocabulary

    analysis: Any = sys.modules["search.analysis.keys"]  # the package has a function of that name

    def weights(**values: float) -> Any:
        return patch.dict(scoring.WEIGHTS, values)

    def words(**makers: Any) -> Any:
        found = {code: analysis._Keys(make) for code, make in makers.items()}
        return patch.dict(analysis._LANGUAGES, found)

    english = analysis.english_key
    none = frozenset[str]()
    no_small = patch.dict("search.analysis.stopwords.STOP_WORDS", {"cs": none, "en": none})
    no_near = patch.object(Vocabulary, "near", lambda *a, **k: [])
    no_start = patch.object(Vocabulary, "beginning_with", lambda *a, **k: [])
    yield "nothing", lambda: changed()
    yield "stemming", lambda: reindexed(words(cs=str, en=str))
    yield "table of exceptions", lambda: reindexed(words(cs=by_rules, en=english))
    yield (
        "synonyms",
        lambda: changed(patch.object(search.knowledge, "Synonyms", lambda lines: _none())),
    )
    yield "how people ask", lambda: changed(weights(asked=0))
    yield "other names, other language's title", lambda: changed(weights(alt=0))
    yield "vocabularies and providers", lambda: changed(weights(kw=0))
    yield "weights of fields (all 1)", lambda: changed(weights(title=1, alt=1, asked=1, summary=1))
    yield "small words left out of questions", lambda: changed(no_small)
    yield "typing errors", lambda: changed(no_near)
    yield "beginnings of unknown words", lambda: changed(no_start)
    yield "phrases", lambda: changed(patch.object(understanding, "PHRASE", 0.0))
    yield "exact form", lambda: changed(patch.object(scoring, "EXACT", 0.0))
    yield "length of texts", lambda: changed(patch.object(scoring, "LENGTH", 0.0))


def _none() -> Any:
    from search.synonyms import Synonyms

    return Synonyms()


def main() -> None:
    """Print both tables for each file."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    import django

    django.setup()
    from search.evaluation import evaluate, parse_questions, scores
    from search.management.commands.search_evaluate import found_identifiers

    for file in [Path(name) for name in sys.argv[1:]] or FILES:
        questions = parse_questions(file.read_text(encoding="utf-8"))
        print(
            f"\n| {file.name} | n | nDCG@10 | success@3 | empty |\n| --- | --- | --- | --- | --- |"
        )
        for name, asked, readers in spoilt(questions):
            found = scores(
                evaluate(asked, lambda q, code, r=readers: found_identifiers(q, r[code], "default"))
            )
            figures = f"{found.ndcg10:.3f} | {found.success3:.3f} | {found.empty:.3f}"
            print(f"| {name} | {found.n} | {figures} |")
        print(f"\n| without, {file.name} | nDCG@10 | success@3 |\n| --- | --- | --- |")
        for name, leave_out in parts():
            with leave_out():
                found = scores(evaluate(questions, lambda q, c: found_identifiers(q, c, "default")))
            print(f"| {name} | {found.ndcg10:.3f} | {found.success3:.3f} |", flush=True)


if __name__ == "__main__":
    main()
