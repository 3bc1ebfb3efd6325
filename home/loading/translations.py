"""English pages through wagtail-localize's own objects, as its translation editor makes them.

So an editor continues where the loader stopped: a changed Czech sentence is one outdated segment
in the editor, the rest stays translated.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils import timezone
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from home.loading import fields
from home.loading.ledger import Decision
from home.loading.records import PageRecord
from home.loading.sync import SOURCE, Loader

Strings = dict[str, list[str]]


def _shadow(record: PageRecord, page: Page, language: str, loader: Loader) -> Page:
    """Return an unsaved page with the record's wording in `language` and the same block ids."""
    shadow = record.model(
        locale=page.locale, translation_key=page.translation_key, identifier=record.identifier
    )
    shadow.title, shadow.slug = record.wording["title"][language], record.slug[language]
    for name, texts in record.wording.items():
        fields.write(shadow, name, texts[language], loader.resolver)
    for accessor, rows in record.inlines.items():
        if issubclass(shadow._meta.get_field(accessor).related_model, TranslatableMixin):
            fields.write_inline(shadow, accessor, rows, loader.resolver, language)
    return shadow


def _strings(page: Page) -> Strings:
    """Return {path: [string]} of everything on the page that is translated."""
    found: Strings = defaultdict(list)
    for segment in extract_segments(page):
        if isinstance(segment, StringSegmentValue):
            found[segment.path].append(segment.string.data)
    return found


def _wanted(record: PageRecord, page: Page, language: str, loader: Loader) -> dict[Any, str]:
    """Return {(path, number, source string): translation}."""
    source = _strings(_shadow(record, page, SOURCE, loader))
    target = _strings(_shadow(record, page, language, loader))
    return {
        (path, number, text): target[path][number]
        for path, texts in source.items()
        for number, text in enumerate(texts)
        if number < len(target.get(path, []))
    }


def _write_strings(
    source: TranslationSource,
    locale: Locale,
    wanted: dict[Any, str],
    record: PageRecord,
    loader: Loader,
) -> bool:
    """Write translations that no translator changed; say whether any was written."""
    changed = False
    numbers: dict[str, int] = defaultdict(int)
    segments = source.stringsegment_set.select_related("string", "context").order_by("order")
    existing = {
        (row.translation_of_id, row.context_id): row
        for row in StringTranslation.objects.filter(
            locale=locale, context__object_id=source.object_id
        )
    }
    for segment in segments:
        path = segment.context.path
        text = wanted.get((path, numbers[path], segment.string.data))
        numbers[path] += 1
        if text is None:
            continue
        row = existing.get((segment.string_id, segment.context_id))
        key = (record.identifier, locale.language_code, f"{path}#{numbers[path]}")
        fact = [segment.string.data, text]
        current = [segment.string.data, row.data] if row else None
        # A Czech sentence that changed has no translation yet: nobody can have edited it.
        decision = loader.ledger.decide(key, fact, current, is_new=row is None)
        if decision is Decision.WRITE:
            _write_string(segment, locale, text)
            changed = True
        elif decision is Decision.EDITED:
            loader.conflict(record.identifier, locale.language_code, path)
    return changed


def _write_string(segment: Any, locale: Locale, text: str) -> None:
    StringTranslation.objects.update_or_create(
        translation_of_id=segment.string_id,
        locale=locale,
        context_id=segment.context_id,
        defaults={
            "data": text,
            "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
            "updated_at": timezone.now(),
            "has_error": False,
            "field_error": "",
        },
    )


def write_translation(record: PageRecord, page: Page, locale: Locale, loader: Loader) -> None:
    """Create or update the page's translation into `locale`; publish it if the source is live."""
    source, _created = TranslationSource.update_or_create_from_instance(page)
    translation, is_new = Translation.objects.get_or_create(source=source, target_locale=locale)
    wanted = _wanted(record, page, locale.language_code, loader)
    if not _write_strings(source, locale, wanted, record, loader) and not is_new:
        return
    target, _created = source.create_or_update_translation(
        translation.target_locale, publish=False, copy_parent_pages=True, fallback=True
    )
    loader.report.translated += 1
    if page.live and record.publish:
        target.get_latest_revision().publish()
