"""Writing the index: rows of pages, the counts of words, the version."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page

from home.visibility import public
from search.analysis import LONGEST, words
from search.extraction import page_texts
from search.knowledge import SYNONYMS, WORDS
from search.models import IndexedWord, IndexState, PageText, Promotion, SynonymRule

BATCH = 500  # rows of one statement; SQLite takes 32,766 values
# What a rebuild compares; a row that says the same is not written again.
COMPARED = tuple(
    f.attname
    for f in PageText._meta.concrete_fields
    if f.attname not in ("generation", "indexed_at")
)
_WRITTEN = re.compile(r"[^\W\d_]{2,}")


@dataclass
class Changes:
    """Ids of pages whose rows were written or are gone."""

    written: list[int] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.written or self.removed)


def grow(name: str) -> None:
    """Give words or synonyms a new version."""
    if not IndexState.objects.filter(backend=name).update(version=F("version") + 1):
        IndexState.objects.get_or_create(backend=name, defaults={"version": 1})


def lock() -> None:
    """Let one writer at a time change rows and counts (SQLite does so by itself)."""
    IndexState.objects.get_or_create(backend=WORDS)
    IndexState.objects.select_for_update().get(backend=WORDS)


def group_members(key: object) -> QuerySet:
    """Return the pages of a translation group, whatever their state."""
    return Page.objects.filter(translation_key=key).order_by("pk")


def refresh(
    page_ids: Iterable[int], generation: int | None = None, gone: Sequence[int] = ()
) -> Changes:
    """Bring the rows of pages up to date, and of their other languages, which name them.

    Published and public pages have a row, no others. What did not change is not written. `gone`:
    ids of pages that are being deleted, of which half is still there; their rows go with them, and
    `forget_words` takes their words off.
    """
    with transaction.atomic():
        lock()
        keys = Page.objects.filter(pk__in=list(page_ids)).values("translation_key")
        ids = list(Page.objects.filter(translation_key__in=keys).values_list("pk", flat=True))
        pages = Page.objects.filter(pk__in=ids).exclude(pk__in=gone)
        shown: Any = public(pages)
        rows = page_texts(shown.specific().select_related("locale"), gone)
        return write(rows, set(ids) - set(gone), generation)


def write(rows: Sequence[PageText], ids: Iterable[int], generation: int | None = None) -> Changes:
    """Put the rows in the place of those of `ids`, and count the words again."""
    old = PageText.objects.in_bulk(list(ids))
    changes = Changes(removed=sorted(set(old) - {row.page_id for row in rows}))
    new, changed = [], []
    for row in rows:
        before = old.get(row.page_id)
        row.generation = (
            generation if generation is not None else (before.generation if before else 0)
        )
        if before is None:
            new.append(row)
        elif any(getattr(before, name) != getattr(row, name) for name in COMPARED):
            changed.append(row)
    changes.written = [row.page_id for row in (*new, *changed)]
    if generation is not None:
        PageText.objects.filter(pk__in=old).update(generation=generation)
    if not changes:
        return changes
    PageText.objects.bulk_create(new, batch_size=BATCH)
    names = [name for name in (*COMPARED, "generation", "indexed_at") if name != "page_id"]
    PageText.objects.bulk_update(changed, names, batch_size=20)
    gone = [old[pk] for pk in (*changes.removed, *(row.page_id for row in changed))]
    PageText.objects.filter(pk__in=changes.removed)._raw_delete("default")
    count_words([*new, *changed], gone)
    grow(WORDS)
    return changes


def count_words(added: Iterable[PageText], gone: Iterable[PageText]) -> None:
    """Add the words of some rows to the counts and take those of others off."""
    counts: Counter[tuple[str, str]] = Counter()
    written: dict[tuple[str, str], str] = {}
    for row in added:
        for word in set(row.exact.split()):
            counts[row.language, word] += 1
        written.update(_as_written(row))
    for row in gone:
        counts.subtract({(row.language, word): 1 for word in set(row.exact.split())})
    by_change: dict[tuple[str, int], list[str]] = {}
    for (language, word), change in counts.items():
        if change:
            by_change.setdefault((language, change), []).append(word)
    for (language, change), changed in by_change.items():
        _change(language, change, changed, written)


def _as_written(row: PageText) -> dict[tuple[str, str], str]:
    """Return {(language, folded word): word with its accents, in lower case} of a row."""
    found: dict[tuple[str, str], str] = {}
    for match in _WRITTEN.finditer(" ".join((row.title, row.summary, row.body))):
        text = match.group().lower()
        for folded in words(text):
            found.setdefault((row.language, folded), text)
    return found


def _change(
    language: str, change: int, texts: list[str], written: dict[tuple[str, str], str]
) -> None:
    for start in range(0, len(texts), BATCH):
        part = texts[start : start + BATCH]
        known = set(
            IndexedWord.objects.filter(language=language, text__in=part).values_list(
                "text", flat=True
            )
        )
        IndexedWord.objects.filter(language=language, text__in=known).update(
            pages=F("pages") + change
        )
        if change > 0:
            IndexedWord.objects.bulk_create(
                IndexedWord(
                    language=language,
                    text=word[:LONGEST],
                    written=written.get((language, word), word)[:80],
                    pages=change,
                )
                for word in part
                if word not in known
            )


@receiver(post_delete, sender=PageText)
def forget_words(instance: PageText, **kwargs: object) -> None:
    """Take the words of a deleted page off the counts."""
    with transaction.atomic():
        lock()
        count_words([], [instance])
        grow(WORDS)


@receiver([post_save, post_delete], sender=Promotion)
@receiver([post_save, post_delete], sender=SynonymRule)
def synonyms_changed(**kwargs: object) -> None:
    """Let every process read synonyms and recommendations again."""
    grow(SYNONYMS)
