"""Writing records: pages first as drafts, then field by field, then published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import models
from wagtail.models import Locale, Page

from home.loading import fields
from home.loading.fields import Resolver
from home.loading.ledger import Decision, Ledger
from home.loading.records import PageRecord
from home.models import Term

SOURCE = settings.LANGUAGE_CODE
Progress = Callable[[str, int, int], None]


@dataclass
class Report:
    """What a load did. `conflicts` are fields that an editor changed and whose fact changed too."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    translated: int = 0
    conflicts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def has_changes(self) -> bool:
        """Say whether any page was written."""
        return bool(self.created or self.updated or self.translated)


@dataclass
class Loader:
    """State of one load."""

    ledger: Ledger
    progress: Progress
    report: Report = field(default_factory=Report)
    resolver: Resolver = field(default_factory=Resolver)
    source: Locale = field(default_factory=lambda: Locale.objects.get(language_code=SOURCE))

    # --- any object ------------------------------------------------------------------------

    def conflict(self, identifier: str, language: str, name: str) -> None:
        """Report a field that belongs to an editor."""
        self.report.conflicts.append(f"{identifier} [{language}] {name}")

    def fill(
        self, instance: models.Model, owner: str, language: str, facts: dict[str, Any], is_new: bool
    ) -> bool:
        """Write the facts into the fields of `instance` that nobody edited; say if any changed."""
        changed = False
        for name, fact in facts.items():
            model_field = instance._meta.get_field(name)
            value = fields.encode(model_field, fact, self.resolver)
            key = (owner, language, name)
            if self.ledger.is_same(key, value):
                continue
            decision = self.ledger.decide(key, value, fields.read(instance, name), is_new)
            if decision is Decision.WRITE:
                fields.write(instance, name, fact, self.resolver)
                changed = True
            elif decision is Decision.EDITED:
                self.conflict(owner, language, name)
        return changed

    def fill_inlines(self, page: Page, record: PageRecord, is_new: bool) -> bool:
        """The same for the rows of inlines, each inline as one field."""
        changed = False
        for accessor, rows in record.inlines.items():
            value = fields.encode_inline(page, accessor, rows, self.resolver)
            key = (record.identifier, SOURCE, accessor)
            if self.ledger.is_same(key, value):
                continue
            names = list(rows[0]) if rows else []
            current = fields.read_inline(page, accessor, names)
            decision = self.ledger.decide(key, value, current, is_new)
            if decision is Decision.WRITE:
                fields.write_inline(page, accessor, rows, self.resolver)
                changed = True
            elif decision is Decision.EDITED:
                self.conflict(record.identifier, SOURCE, accessor)
        return changed

    # --- pages ---------------------------------------------------------------------------

    def create_missing(self, records: list[PageRecord]) -> set[str]:
        """Create pages that do not exist yet, as drafts, parents first; return identifiers."""
        missing = [r for r in records if r.identifier not in self.resolver.pages]
        for number, record in enumerate(missing, 1):
            page = record.model(
                title=record.wording["title"][SOURCE],
                slug=record.slug[SOURCE],
                summary=record.wording["summary"][SOURCE],
                identifier=record.identifier,
                locale=self.source,
                live=False,
            )
            self._parent(record).add_child(instance=page)
            self.resolver.pages[record.identifier] = page.pk
            self.progress("pages created", number, len(missing))
        self.report.created += len(missing)
        return {record.identifier for record in missing}

    def _parent(self, record: PageRecord) -> Page:
        if record.parent is None:
            return Page.objects.get(depth=1)
        return Page.objects.get(pk=self.resolver.pages[record.parent])

    def is_unchanged(self, record: PageRecord) -> bool:
        """Say whether the whole record is the one of the last load: most are, on a second run."""
        return self.ledger.is_same(self._whole(record), self._content(record))

    @staticmethod
    def _whole(record: PageRecord) -> tuple[str, str, str]:
        return (record.identifier, "", "")

    @staticmethod
    def _content(record: PageRecord) -> list[Any]:
        return [record.slug, record.wording, record.facts, record.inlines, record.publish]

    def note_whole(self, record: PageRecord) -> None:
        """Remember the whole record."""
        self.ledger.note(self._whole(record), self._content(record))

    def write_page(self, record: PageRecord, is_new: bool) -> Page:
        """Write what changed into the source-language page and publish it."""
        pk = self.resolver.pages[record.identifier]
        page = record.model._default_manager.get(pk=pk).get_latest_revision_as_object()
        had_draft = page.has_unpublished_changes and not is_new
        wording = {name: texts[SOURCE] for name, texts in record.wording.items()}
        if not is_new:
            wording["slug"] = record.slug[SOURCE]
        changed = self.fill(page, record.identifier, SOURCE, {**wording, **record.facts}, is_new)
        changed |= self.fill_inlines(page, record, is_new)
        if is_new:
            self.ledger.note((record.identifier, SOURCE, "slug"), record.slug[SOURCE])
        if changed or is_new:
            self._store(page, record, had_draft, is_new)
        return page

    def _store(self, page: Page, record: PageRecord, had_draft: bool, is_new: bool) -> None:
        """Save as a revision; publish it unless an editor's draft or a page in waiting is there."""
        if not is_new:
            self.report.updated += 1
        if not page.live and not (is_new and record.publish):
            page.save()
            page.save_revision(clean=False)
        elif had_draft:
            page.save_revision()
            self.report.notes.append(f"{record.identifier}: facts are in the draft, not published")
        else:
            page.save_revision().publish()

    # --- terms ---------------------------------------------------------------------------

    def write_terms(self, vocabularies: dict[str, list[dict[str, Any]]]) -> None:
        """Create and update the vocabularies in all languages."""
        locales = {locale.language_code: locale for locale in Locale.objects.all()}
        rows = {
            (term.vocabulary, term.code, term.locale.language_code): term
            for term in Term.objects.select_related("locale")
        }
        done, total = 0, sum(len(entries) for entries in vocabularies.values())
        for vocabulary, entries in vocabularies.items():
            for order, entry in enumerate(entries):
                done += 1
                self._write_term(rows, locales, vocabulary, order, entry)
                self.progress("vocabulary entries", done, total)

    def _write_term(
        self,
        rows: dict[tuple[str, str, str], Term],
        locales: dict[str, Locale],
        vocabulary: str,
        order: int,
        entry: dict[str, Any],
    ) -> None:
        code, key = str(entry["slug"]), None
        for language in (SOURCE, *(c for c in locales if c != SOURCE)):
            term = rows.get((vocabulary, code, language))
            is_new = term is None
            if term is None:
                term = Term(vocabulary=vocabulary, code=code, locale=locales[language])
                if key:
                    term.translation_key = key
            key = term.translation_key
            facts = {
                "name": entry[language],
                "note": entry.get(f"note_{language}", ""),
                "path": str(entry["slug"] if language == SOURCE else entry["slug_en"]),
                "notation": str(entry.get("code") or ""),
                "sort_order": order,
            }
            owner = f"{vocabulary}:{code}"
            if self.fill(term, owner, language, facts, is_new) or is_new:
                term.save()
