"""The directory: organisations by kind, in the reader's language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from home.collation import collation_key
from home.references import Pages, PageView, Terms, TermView


@dataclass
class Entry:
    """One organisation in the directory."""

    page: PageView
    summary: str
    short_name: str
    country: str = ""


@dataclass
class Group:
    """Organisations of one kind."""

    code: str
    name: str
    language: str
    order: int
    entries: list[Entry] = field(default_factory=list)


def directory_of(language: str) -> list[Group]:
    """Return all published organisations, grouped by kind; few queries, however many there are."""
    from partners.models import Organisation  # the model's page uses this function

    by_key: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in Organisation.objects.select_related("locale"):
        by_key[str(row.translation_key)][row.locale.language_code] = row
    facts = {
        key: rows.get(settings.LANGUAGE_CODE) or next(iter(rows.values()))
        for key, rows in by_key.items()
    }
    pages = Pages(language, ids=[row.pk for row in facts.values()])
    terms = Terms(language, ids=_term_ids(facts.values()))
    groups: dict[str, Group] = {}
    for key, row in facts.items():
        view = pages.by_key(key)
        if view is None:
            continue
        shown, country = by_key[key][view.language], terms.get(row.country_id)
        entry = Entry(view, shown.summary, shown.short_name, country.name if country else "")
        _group(groups, terms.get(row.kind_id)).entries.append(entry)
    return _sorted(groups)


def _term_ids(rows: Iterable[Any]) -> list[int]:
    return [pk for row in rows for pk in (row.kind_id, row.country_id) if pk]


def _sorted(groups: dict[str, Group]) -> list[Group]:
    """Return the groups in the order of the vocabulary, entries by name; unknown kind last."""
    for group in groups.values():
        group.entries.sort(key=lambda entry: collation_key(entry.page.title))
    return sorted(groups.values(), key=lambda group: (not group.code, group.order))


def _group(groups: dict[str, Group], kind: TermView | None) -> Group:
    """Return the group of a kind, made when it is first needed."""
    code = kind.code if kind else ""
    if code not in groups:
        groups[code] = Group(
            code,
            kind.name if kind else "",
            kind.language if kind else "",
            kind.order if kind else 0,
        )
    return groups[code]
