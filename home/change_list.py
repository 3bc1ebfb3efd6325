"""The public list of material changes for one reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from home.changes import MaterialChange
from home.pagination import PAGE_PARAMETER, ListPage, paginate
from home.references import Pages, PageView

PAGE_SIZE = 20


@dataclass(frozen=True)
class Change:
    """A change as the reader sees it; `language` is that of the note."""

    page: PageView
    note: str
    language: str
    at: datetime


@dataclass
class ChangeList:
    """One page of the list."""

    results: ListPage

    @property
    def page_links(self) -> list[tuple[int, str]]:
        """Page numbers with their addresses."""
        return self.results.links()


def change_list(get: QueryDict, language: str) -> ChangeList:
    """Return the changes of pages that everybody may see, newest first."""
    rows = list(MaterialChange.objects.all())
    pages = Pages(language, keys={str(row.page_key) for row in rows})
    changes = []
    for row in rows:
        view = pages.by_key(row.page_key)
        if view:
            note, note_language = row.note_for(language)
            changes.append(Change(view, note, note_language, row.at))
    return ChangeList(paginate(changes, get.get(PAGE_PARAMETER, ""), PAGE_SIZE))
