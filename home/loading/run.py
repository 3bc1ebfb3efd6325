"""One load from files to pages, all or nothing."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import autodiscover_modules
from wagtail.models import Locale, Page, Site

from home.loading.chrome import write_navigation, write_operator
from home.loading.facts import Facts, read_facts
from home.loading.fields import Resolver
from home.loading.indexing import index_everything, quietly
from home.loading.ledger import Ledger
from home.loading.records import PageRecord, build_records, extras
from home.loading.sync import SOURCE, Loader, Progress, Report
from home.loading.translations import write_translation
from home.loading.vocabularies import vocabularies_of


def read_records(folder: Path) -> tuple[Facts, list[PageRecord]]:
    """Read and check everything. Raises FactsError; touches no database row."""
    autodiscover_modules("content")
    facts = read_facts(folder)
    return facts, build_records(facts)


def _prepare_locales() -> dict[str, Locale]:
    """Return the locales by language code, the source first, made where they are missing."""
    codes = [SOURCE, *(code for code, _name in settings.LANGUAGES if code != SOURCE)]
    return {code: Locale.objects.get_or_create(language_code=code)[0] for code in codes}


def _remove_welcome_page() -> None:
    """Remove the page that Wagtail's first migration makes; it is in nobody's language."""
    for page in Page.objects.filter(depth=2, slug="home"):
        if type(page.specific) is Page:
            Site.objects.filter(root_page=page).delete()
            page.delete()


def _prepare_site(home: Page) -> None:
    """Make the front page of the source language the root of the only site."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        name = settings.WAGTAIL_SITE_NAME
        Site.objects.create(
            hostname="localhost", root_page=home, is_default_site=True, site_name=name
        )


def _changed(loader: Loader, records: list[PageRecord]) -> list[PageRecord]:
    changed = [record for record in records if not loader.is_unchanged(record)]
    loader.report.unchanged = len(records) - len(changed)
    return changed


def _write_pages(loader: Loader, records: list[PageRecord], locales: dict[str, Locale]) -> None:
    _remove_welcome_page()
    new = loader.create_missing(records)
    home = next(record for record in records if record.parent is None)
    _prepare_site(Page.objects.get(pk=loader.resolver.pages[home.identifier]))
    changed = _changed(loader, records)
    for number, record in enumerate(changed, 1):
        conflicts = len(loader.report.conflicts)
        loader.write_page(record, record.identifier in new)
        page = record.model._default_manager.get(pk=loader.resolver.pages[record.identifier])
        for code, locale in locales.items():
            if code != SOURCE:
                write_translation(record, page, locale, loader)
        if len(loader.report.conflicts) == conflicts:
            loader.note_whole(record)
        loader.progress("pages", number, len(changed))


def load(folder: Path, progress: Progress) -> Report:
    """Load `folder` into the database. Raises FactsError before anything is written."""
    facts, records = read_records(folder)
    with quietly(), transaction.atomic():
        locales = _prepare_locales()
        loader = Loader(Ledger.read(), progress)
        loader.write_terms(vocabularies_of(facts))
        loader.resolver = Resolver.read()
        _write_pages(loader, records, locales)
        write_navigation(facts, loader, locales)
        write_operator(facts, loader)
        for extra in extras:
            extra(facts, loader.ledger)
        loader.ledger.save()
    if loader.report.has_changes:
        progress("search index", 0, 1)
        index_everything()
        progress("search index", 1, 1)
    return loader.report


def gaps_of(records: list[PageRecord]) -> list[tuple[str, str, int, int]]:
    """Return (kind, what is open, how many, of how many) in the order of the records."""
    totals: dict[str, int] = {}
    counts: dict[tuple[str, str], int] = {}
    for record in records:
        if record.kind:
            totals[record.kind] = totals.get(record.kind, 0) + 1
            for gap in record.gaps:
                counts[record.kind, gap] = counts.get((record.kind, gap), 0) + 1
    return [(kind, gap, count, totals[kind]) for (kind, gap), count in counts.items()]
