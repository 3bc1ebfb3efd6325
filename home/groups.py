"""Translation groups of one page type: which page has the facts, which one a reader gets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from home.visibility import with_restriction

NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # of pages published before Wagtail kept the time


def last_published(*pages: Any) -> datetime:
    """Return when one of the pages was last published: the shown one, or that with the facts."""
    return max(page.last_published_at or NEVER for page in pages)


@dataclass
class TranslationGroup:
    """The pages of a group by language, drafts and restricted ones included."""

    rows: dict[str, Any] = field(default_factory=dict)

    @property
    def facts(self) -> Any:
        """The page that carries the facts (ADR 0002): that of the source language."""
        return self.rows.get(settings.LANGUAGE_CODE) or next(iter(self.rows.values()))

    def shown(self, language: str) -> Any | None:
        """Return the public page for a reader: their language, else the source's; else None.

        A page in a third language has no address for them (`home.routing`).
        """
        for code in (language, settings.LANGUAGE_CODE):
            page = self.rows.get(code)
            if page and page.live and not page.is_restricted:
                return page
        return None


def translation_groups(pages: QuerySet) -> dict[str, TranslationGroup]:
    """Return {translation key: group} of the pages, in one query."""
    groups: dict[str, TranslationGroup] = {}
    for page in with_restriction(pages.select_related("locale")):
        group = groups.setdefault(str(page.translation_key), TranslationGroup())
        group.rows[page.locale.language_code] = page
    return groups
