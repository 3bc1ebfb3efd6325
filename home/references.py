"""Terms and pages that a page refers to, in the reader's language, one query each.

Shared references point at the source language; here they are resolved for the reader. Templates
never call `.localized`: it costs a query per use.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, Q, QuerySet
from wagtail.models import Page

from home.models import Term
from home.visibility import with_restriction


@dataclass(frozen=True)
class TermView:
    """A term for a reader. `language` is that of `name`."""

    code: str
    name: str
    note: str
    notation: str
    uri: str
    language: str
    order: int
    vocabulary: str


@dataclass(frozen=True)
class PageView:
    """A page for a reader: what a link to it needs. `language` is that of `title`."""

    pk: int
    key: str
    title: str
    url: str
    language: str
    model: str
    live: bool
    topic: str = ""  # code of the topic that the page is about, if it is a topic page


def _better(candidate: str, present: str | None, language: str) -> bool:
    """Say whether wording in `candidate` serves a reader of `language` better than `present`."""
    order = {language: 0, settings.LANGUAGE_CODE: 1}
    return present is None or order.get(candidate, 2) < order.get(present, 2)


class Terms:
    """The terms of one or more pages, loaded in one query, by id and by (vocabulary, code)."""

    def __init__(
        self, language: str, ids: Iterable[int] = (), codes: Iterable[str] = (), whole: bool = False
    ) -> None:
        """Load terms by id and by code; `whole` loads all vocabularies."""
        self._by_id: dict[int, TermView] = {}
        self._by_code: dict[tuple[str, str], TermView] = {}
        keys = Term.objects.filter(pk__in=set(ids)).values("translation_key")
        wanted = Q() if whole else Q(translation_key__in=keys) | Q(code__in=set(codes))
        by_key: dict[str, TermView] = {}
        rows = list(Term.objects.filter(wanted).select_related("locale"))
        for term in rows:
            key, present = str(term.translation_key), by_key.get(str(term.translation_key))
            shown = present.language if present else None
            if _better(term.locale.language_code, shown, language):
                by_key[key] = _view(term)
        for term in rows:
            view = by_key[str(term.translation_key)]
            self._by_id[term.pk] = view
            self._by_code[view.vocabulary, view.code] = view

    def get(self, pk: int | None) -> TermView | None:
        """Return the term with this id in any language."""
        return self._by_id.get(pk) if pk else None

    def pick(self, ids: Iterable[int]) -> list[TermView]:
        """Return the terms with these ids in the order of the vocabulary."""
        found = {view.code: view for pk in ids if (view := self._by_id.get(pk))}
        return sorted(found.values(), key=lambda view: (view.order, view.name))

    def code(self, vocabulary: str, code: str) -> TermView | None:
        """Return the term of a vocabulary that has this code."""
        return self._by_code.get((vocabulary, code))

    def of(self, vocabulary: str) -> list[TermView]:
        """Return all loaded terms of a vocabulary in its order."""
        found = [view for (name, _code), view in self._by_code.items() if name == vocabulary]
        return sorted(found, key=lambda view: (view.order, view.name))

    def names(self, vocabulary: str) -> dict[str, str]:
        """Return {code: name} of all loaded terms of a vocabulary in its order."""
        return {term.code: term.name for term in self.of(vocabulary)}


def _view(term: Term) -> TermView:
    return TermView(
        code=term.code,
        name=term.name,
        note=term.note,
        notation=term.notation,
        uri=term.uri,
        language=term.locale.language_code,
        order=term.sort_order,
        vocabulary=term.vocabulary,
    )


class Pages:
    """Pages that others refer to, for a reader of one language; only what everybody may see."""

    def __init__(
        self,
        language: str,
        ids: Iterable[int] | QuerySet = (),
        paths: Iterable[str] = (),
        keys: Iterable[str] = (),
        known_urls: dict[int, str] | None = None,
        with_topics: bool = False,
    ) -> None:
        """Load by id, by tree path and by translation key, with all their translations.

        `known_urls`: addresses of untranslated pages that need not be asked for. `with_topics`
        loads all topic pages, too (see `topic_addresses`).
        """
        self.language = language
        some = ids if isinstance(ids, QuerySet) else set(ids)
        wanted = Page.objects.filter(Q(pk__in=some) | Q(path__in=set(paths)))
        found = Q(translation_key__in=wanted.values("translation_key"))
        found |= Q(translation_key__in=set(keys))
        if with_topics:
            found |= Q(topicpage__isnull=False)
        rows = Page.objects.filter(found).annotate(topic=F("topicpage__topic__code"))
        self._rows = list(with_restriction(rows.select_related("locale", "content_type")))
        self._keys = {page.pk: str(page.translation_key) for page in self._rows}
        self._shown = self._choose()
        self._views: dict[int, PageView] = {}
        self._urls = dict(known_urls or {})
        foreign = [
            page
            for page in self._shown.values()
            if page.locale.language_code != language and page.pk not in self._urls
        ]
        self._urls.update(fallback_urls(foreign, language))

    def _choose(self) -> dict[str, Page]:
        """Pick, per translation group, the live page that serves the reader best."""
        shown: dict[str, Page] = {}
        for page in self._rows:
            present = shown.get(str(page.translation_key))
            code, best = page.locale.language_code, present and present.locale.language_code
            is_public = page.live and not page.is_restricted
            # Only these have an address for the reader (`home.routing`).
            serves = code in (self.language, settings.LANGUAGE_CODE)
            if is_public and serves and _better(code, best, self.language):
                shown[str(page.translation_key)] = page
        return shown

    def view(self, page: Page) -> PageView:
        """Return what a link to `page` needs."""
        if page.pk not in self._views:
            self._views[page.pk] = PageView(
                pk=page.pk,
                key=str(page.translation_key),
                title=page.title,
                url=self._urls.get(page.pk) or page.get_url() or "",
                language=page.locale.language_code,
                model=page.content_type.model,
                live=page.live,
                topic=page.topic or "",
            )
        return self._views[page.pk]

    def get(self, pk: int | None) -> PageView | None:
        """Return the reader's version of the page with this id; None when none is live."""
        key = self._keys.get(pk) if pk else None
        return self.by_key(key) if key else None

    def by_key(self, key: object) -> PageView | None:
        """Return the reader's version of a translation group."""
        page = self._shown.get(str(key))
        return self.view(page) if page else None

    def by_model(self, ids: Iterable[int], own_key: object) -> dict[str, list[PageView]]:
        """Return the reader's versions of pages, each once, by model; without the page itself."""
        found: dict[str, dict[str, PageView]] = {}
        for pk in ids:
            view = self.get(pk)
            if view and view.key != str(own_key):
                found.setdefault(view.model, {})[view.key] = view
        return {model: list(views.values()) for model, views in found.items()}

    def all(self) -> list[PageView]:
        """Return the reader's version of every group that was asked for."""
        return [self.view(page) for page in self._shown.values()]

    def topic_addresses(self) -> dict[str, str]:
        """Return {code of a topic: address of its page}."""
        views = [self.view(page) for page in self._shown.values() if page.topic]
        return {view.topic: view.url for view in views}

    def by_path(self, path: str) -> PageView | None:
        """Return the reader's version of the page at a tree path."""
        key = next((str(row.translation_key) for row in self._rows if row.path == path), None)
        return self.by_key(key) if key else None

    def in_language(self, key: object, language: str) -> Page | None:
        """Return the public page of a translation group in exactly this language."""
        for page in self._rows:
            same = str(page.translation_key) == str(key) and page.locale.language_code == language
            if same and page.live and not page.is_restricted:
                return page
        return None


def fallback_urls(pages: list[Page], language: str) -> dict[int, str]:
    """Return addresses under which pages without a translation appear to readers of `language`.

    Such a page is shown under its own slug below the translated parent (`home.routing`), with
    the reader's furniture and a notice. One query, and none when there is nothing to ask.
    """
    parents = {page.pk: page.path[: -page.steplen] for page in pages if page.depth > 2}
    if not parents:
        return {}
    keys = Page.objects.filter(path__in=set(parents.values())).values("translation_key")
    rows = list(Page.objects.filter(translation_key__in=keys).select_related("locale"))
    key_of_path = {row.path: row.translation_key for row in rows}
    url_of_key = {
        row.translation_key: row.get_url()
        for row in rows
        if row.locale.language_code == language and row.live
    }
    urls = {}
    for page in pages:
        parent_url = url_of_key.get(key_of_path.get(parents.get(page.pk, "")))
        if parent_url:
            urls[page.pk] = f"{parent_url}{page.slug}/"
    return urls
