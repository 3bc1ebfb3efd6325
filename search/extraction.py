"""From pages to what the search keeps of them: fields, keys, facets; in a few queries."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.search.index import SearchField

from home.base import BasePage
from home.dates import today_in_prague
from home.models import Term
from home.relations import Targets, collect, term_rows
from home.visibility import public
from search.analysis import keys, words
from search.attachments import texts_of
from search.facet_keys import facet_key
from search.labels import short_name
from search.models import PageText, SearchSettings
from search.scopes import scope

ALTERNATIVE = 3  # `boost` of a SearchField from which it is another name of the page
KEYWORD = 2  # and of one that says in few words what the page is about
OWN_FIELDS = frozenset({"title", "summary", "asked_as", "folded_words"})
MOST_WORDS = 20_000  # of a page's body and of its files; tsvector holds 1 MB

RowSource = Callable[[list[int]], list[QuerySet]]
_row_sources: dict[type[Page], RowSource] = {}


def register_names(model: type[Page]) -> Callable[[RowSource], RowSource]:
    """Return a decorator for a room's rows (`home.relations`) that point from pages to pages.

    The names of the pages they point to are words of the page; those of rows named `provider`
    are also choices of the facet.
    """

    def register(source: RowSource) -> RowSource:
        _row_sources[model] = source
        return source

    return register


@dataclass
class Parts:
    """The texts of a page by field, as people wrote them."""

    title: str
    alt: list[str] = field(default_factory=list)
    asked: str = ""
    kw: list[str] = field(default_factory=list)
    summary: str = ""
    body: str = ""
    files: str = ""


@dataclass
class _Around:
    """What pages point at: read once for all of them."""

    facts: dict[UUID, Any]  # translation key: the page with the facts
    siblings: dict[UUID, dict[str, Any]]  # translation key: public pages by language
    targets: dict[int, Targets]  # id of the page with the facts: what it points at
    terms: dict[int, Term]
    term_names: dict[str, list[str]]  # translation key: names in all languages
    names: dict[tuple[int, str], list[str]]  # (page id, language): its names
    identifiers: dict[int, str]
    weights: SearchSettings
    today: date


def _text(page: BasePage, name: str) -> str:
    """Return the text of a field: plain, of a StreamField, or of a method."""
    found: Any = SearchField(name).get_value(page)
    if isinstance(found, (list, tuple)):
        found = " \n".join(str(part) for part in found)
    return _without_tags(str(found or ""))


_TAG = re.compile(r"</?[a-zA-Z][^>]*>")  # not "firms with <250 people and >50 million"


def _without_tags(text: str) -> str:
    return _TAG.sub(" ", text) if "<" in text else text


def _around(pages: Sequence[BasePage], gone: Sequence[int]) -> _Around:
    groups = {page.translation_key for page in pages}
    siblings: dict[UUID, dict[str, Any]] = defaultdict(dict)
    everybody = Page.objects.filter(translation_key__in=groups).select_related("locale")
    shown: Any = public(everybody.exclude(pk__in=gone))
    for page in shown.specific():
        siblings[page.translation_key][page.locale.language_code] = page
    facts = {page.translation_key: page.facts for page in pages}
    targets = _targets(facts.values())
    term_ids = {pk for found in targets.values() for n in found if n[0] != "@" for pk in found[n]}
    page_ids = {pk for found in targets.values() for n in found if n[0] == "@" for pk in found[n]}
    terms = {term.pk: term for term in Term.objects.filter(pk__in=term_ids)}
    rows = Term.objects.filter(translation_key__in={t.translation_key for t in terms.values()})
    term_names: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        term_names[str(row.translation_key)].append(row.name)
    names, identifiers = _names(page_ids)
    return _Around(
        facts=facts,
        siblings=siblings,
        targets=targets,
        terms=terms,
        term_names=term_names,
        names=names,
        identifiers=identifiers,
        weights=SearchSettings.load(),
        today=today_in_prague(),
    )


def _term_fields(model: type[Page]) -> list[str]:
    return [f.name for f in model._meta.many_to_many if f.related_model is Term]


def _targets(facts: Iterable[BasePage]) -> dict[int, Targets]:
    """Return what the pages point at: terms under the field's name, pages under "@…"."""
    by_type: dict[type[BasePage], list[BasePage]] = defaultdict(list)
    for page in facts:
        by_type[type(page)].append(page)
    found: dict[int, Targets] = defaultdict(dict)
    for model, pages in by_type.items():
        ids = [page.pk for page in pages]
        rows = [term_rows(model, name, ids) for name in _term_fields(model)]
        for pk, targets in collect(rows).items() if rows else ():
            found[pk].update(targets)
        source = _row_sources.get(model)
        for pk, targets in collect(source(ids)).items() if source else ():
            found[pk].update({f"@{name}": pks for name, pks in targets.items()})
        singles = [f.attname for f in model._meta.fields if f.related_model is Term]
        for page in pages:
            for name in singles:
                if value := getattr(page, name):
                    found[page.pk][name] = [value]
    return found


def _names(page_ids: set[int]) -> tuple[dict[tuple[int, str], list[str]], dict[int, str]]:
    """Return {(page id, language): names} of public pages in all languages, and identifiers."""
    keys_of = dict(Page.objects.filter(pk__in=page_ids).values_list("pk", "translation_key"))
    shown: Any = public(Page.objects.filter(translation_key__in=set(keys_of.values())))
    names: dict[tuple[Any, str], list[str]] = {}
    identifiers: dict[Any, str] = {}
    for page in shown.select_related("locale").specific():
        found = [page.title, *_alternatives(page)]
        names[page.translation_key, page.locale.language_code] = found
        identifiers[page.translation_key] = getattr(page, "identifier", "")
    return (
        {
            (pk, code): found
            for pk, group in keys_of.items()
            for (key, code), found in names.items()
            if key == group
        },
        {pk: identifiers[group] for pk, group in keys_of.items() if group in identifiers},
    )


def _alternatives(page: Any) -> list[str]:
    return [text for name in _fields(type(page), ALTERNATIVE) if (text := _text(page, name))]


def _fields(model: type[Page], least: float, below: float = 99) -> list[str]:
    """Return the names of search fields by their boost (none counts as 1), without our own."""
    return [
        found.field_name
        for found in model.get_searchable_search_fields()
        if found.field_name not in OWN_FIELDS and least <= (found.boost or 1) < below
    ]


def _parts(page: BasePage, around: _Around) -> Parts:
    language, facts = page.language, around.facts[page.translation_key]
    targets = around.targets.get(facts.pk, {})
    # People ask in the other language, too: its title, its vocabularies, its words for asking.
    group = around.siblings[page.translation_key]
    others = [other for code, other in group.items() if code != language]
    alt = [*page.search_names(), *_alternatives(page), *(other.title for other in others)]
    kw = [_text(page, name) for name in _fields(type(page), KEYWORD, ALTERNATIVE)]
    for name, pks in sorted(targets.items()):
        for pk in sorted(pks):  # in an order that does not depend on the database
            if name.startswith("@"):
                kw += around.names.get((pk, language), around.names.get((pk, facts.language), []))
            elif term := around.terms.get(pk):
                kw += around.term_names.get(str(term.translation_key), [term.name])
    texts = [_text(page, name) for name in _fields(type(page), 0, KEYWORD)]
    body = " \n".join((*texts, *page.search_words()))
    return Parts(
        title=page.title,
        alt=alt,
        asked=" \n".join([page.asked_as, *(other.asked_as for other in others)]),
        kw=[text for text in kw if text],
        summary=page.summary,
        body=" ".join(body.split()),
    )


def facets_of(page: BasePage, around: _Around) -> list[str]:
    """Return the choices a page stands under: "type:service", "topic:export", "year:2026"."""
    facts = around.facts[page.translation_key]
    targets = around.targets.get(facts.pk, {})
    found = [f"type:{page.search_kind}"]
    for name, parameter in (("topics", "topic"), ("audience", "audience")):
        found += [f"{parameter}:{around.terms[pk].code}" for pk in targets.get(name, ())]
    providers = (around.identifiers.get(pk) for pk in targets.get("@provider", ()))
    found += [f"provider:{identifier}" for identifier in providers if identifier]
    if year := facts.search_year:
        found.append(f"year:{year}")
    return list(dict.fromkeys(found))


def analysed(parts: Parts, language: str, beginning: str) -> dict[str, Any]:
    """Return the columns of keys; each key with its scope before it."""

    def scoped(text: str) -> str:
        return " ".join(beginning + name for name in keys(text, language)[:MOST_WORDS])

    title = words(parts.title)
    everything = " \n".join(
        [parts.title, *parts.alt, parts.asked, *parts.kw, parts.summary, parts.body, parts.files]
    )
    body = scoped(parts.body)
    return {
        "title_keys": scoped(parts.title),
        "alt_keys": scoped(" \n".join(parts.alt)),
        "asked_keys": scoped(parts.asked),
        "kw_keys": scoped(" \n".join(parts.kw)),
        "summary_keys": scoped(parts.summary),
        "body_keys": body,
        "files_keys": scoped(parts.files),
        "exact": " ".join(words(everything)[: 2 * MOST_WORDS]),
        "suggest": " ".join(beginning + word for word in title),
        "length": body.count(" ") + 1 if body else 0,
    }


def page_texts(pages: Iterable[Any], gone: Sequence[int] = ()) -> list[PageText]:
    """Return unsaved rows for the pages that are ours; they must be public and `specific`.

    `gone`: ids of pages that are being deleted; they stand in for nobody.
    """
    ours = [page for page in pages if isinstance(page, BasePage)]
    around = _around(ours, gone)
    files = texts_of(around.facts.values(), ours)
    return [_row(page, around, files) for page in ours]


def _row(page: BasePage, around: _Around, files: dict[int, str]) -> PageText:
    parts = _parts(page, around)
    facts = around.facts[page.translation_key]
    parts.files = " \n".join(files[pk] for pk in {page.pk, facts.pk} if files.get(pk))
    age = (around.today - facts.search_day).days if facts.search_day else None
    beginning = scope(page.language, around.siblings[page.translation_key])
    facets = facets_of(page, around)
    return PageText(
        page_id=page.pk,
        language=page.language,
        scope=beginning,
        group=page.translation_key,
        prior=round(page.search_prior * around.weights.weight(facts.search_confirmed, age), 3),
        title=page.title,
        identifier=page.identifier,
        name=short_name(page),
        summary=page.summary,
        body=parts.body,
        facets=facets,
        facet_keys=" ".join(facet_key(choice) for choice in facets),
        **analysed(parts, page.language, beginning),
    )
