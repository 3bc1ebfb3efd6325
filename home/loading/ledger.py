"""Whose is a field? The loader's, as long as its value is the one that the loader wrote."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from home.models import LoadedFact

Key = tuple[str, str, str]


class Decision(Enum):
    """What to do with one field."""

    KEEP = "keep"
    WRITE = "write"
    EDITED = "edited"


def digest(value: Any) -> str:
    """Return a fingerprint of a JSON-able value."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Ledger:
    """Digests of what was loaded, read once and saved once."""

    known: dict[Key, str] = field(default_factory=dict)
    changed: dict[Key, str] = field(default_factory=dict)

    @classmethod
    def read(cls) -> Ledger:
        """Read the whole ledger in one query."""
        rows = LoadedFact.objects.values_list("identifier", "language", "field", "digest")
        return cls({(i, language, name): d for i, language, name, d in rows})

    def is_same(self, key: Key, fact: Any) -> bool:
        """Say whether the fact is the one that was loaded last."""
        return self.known.get(key) == digest(fact)

    def note(self, key: Key, fact: Any) -> None:
        """Remember that the field now holds the fact."""
        self.known[key] = self.changed[key] = digest(fact)

    def decide(self, key: Key, fact: Any, current: Any, is_new: bool = False) -> Decision:
        """Compare the fact with the field. A field that is the loader's own is written.

        `is_new`: the object was made in this run, so no editor can have touched it. Nor has
        anybody where the field is empty and the facts had nothing for it before.
        """
        if self.is_same(key, fact):
            return Decision.KEEP
        now = digest(current)
        if now == digest(fact):
            self.note(key, fact)
            return Decision.KEEP
        was_never_filled = key not in self.known and current in ("", None, [])
        if is_new or was_never_filled or self.known.get(key) == now:
            self.note(key, fact)
            return Decision.WRITE
        return Decision.EDITED

    def save(self) -> None:
        """Write what changed."""
        rows = [
            LoadedFact(identifier=i, language=language, field=name, digest=value)
            for (i, language, name), value in self.changed.items()
        ]
        LoadedFact.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["identifier", "language", "field"],
            update_fields=["digest"],
        )
        self.changed = {}
