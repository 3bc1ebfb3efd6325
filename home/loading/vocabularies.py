"""From vocabulary files to terms."""

from __future__ import annotations

from typing import Any

from home.loading.facts import LANGUAGES, VOCABULARY_FILES, Facts
from home.vocabularies import Vocabulary

REQUIRED = ("slug", "slug_en", *LANGUAGES)


def vocabularies_of(facts: Facts) -> dict[str, list[dict[str, Any]]]:
    """Return the entries of every vocabulary the portal uses. Raises FactsError."""
    found: dict[str, list[dict[str, Any]]] = {}
    for file in VOCABULARY_FILES:
        for name, rows in facts.files.get(file, {}).items():
            if name not in Vocabulary.values:
                continue
            for position, row in enumerate(rows, 1):
                entry = str(row.get("slug") or f"{name}[{position}]")
                for required in REQUIRED:
                    if not row.get(required):
                        facts.problems.add(file, entry, required, "is missing")
                found.setdefault(name, []).append(row)
    facts.problems.raise_if_any()
    return found
