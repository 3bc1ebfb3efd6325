"""Between facts and model fields: encode a fact, read a field, in one comparable form."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import models
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, TranslatableMixin

from home.models import Term
from home.summaries import page_types

BLOCK_IDS = uuid.UUID("6f1d0c5e-5a0e-4f0a-9d37-0d7d1c1b8a52")
PAGE_MARK = "@"  # before an identifier inside a block: replaced by the page's id
_BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')


@dataclass
class Resolver:
    """Ids of terms and pages of the source language."""

    terms: dict[tuple[str, str], int] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls) -> Resolver:
        """Read all terms and identifiers."""
        source = {"locale__language_code": settings.LANGUAGE_CODE}
        terms = Term.objects.filter(**source).values_list("vocabulary", "code", "pk")
        pages: dict[str, int] = {}
        for model in page_types().values():
            rows = model._default_manager.filter(**source)
            pages.update(dict(rows.values_list("identifier", "pk")))
        return cls({(v, code): pk for v, code, pk in terms}, pages)

    def in_block(self, value: Any) -> Any:
        """Replace marked identifiers inside a block's value."""
        if isinstance(value, dict):
            return {name: self.in_block(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.in_block(inner) for inner in value]
        if isinstance(value, str) and value.startswith(PAGE_MARK):
            return self.pages[value[1:]]
        return value


def _vocabulary(model_field: Any) -> str:
    return model_field.remote_field.limit_choices_to["vocabulary"]


def encode(model_field: Any, fact: Any, resolver: Resolver) -> Any:
    """Return the comparable form of a fact for a field."""
    if isinstance(model_field, ParentalManyToManyField):
        vocabulary = _vocabulary(model_field)
        return sorted(resolver.terms[vocabulary, code] for code in fact)
    if isinstance(model_field, models.ForeignKey):
        if not fact:
            return None
        if model_field.related_model is Term:
            return resolver.terms[_vocabulary(model_field), fact]
        return resolver.pages[fact]
    if isinstance(model_field, StreamField):
        return _bare(resolver.in_block(fact))
    return fact


def _bare(value: Any) -> Any:
    """Drop block ids and empty values: an editor's save adds both without changing anything."""
    if isinstance(value, dict) and value.get("type") == "item":
        return _bare(value["value"])
    if isinstance(value, dict):
        kept = {name: _bare(inner) for name, inner in value.items() if name != "id"}
        return {name: inner for name, inner in kept.items() if inner not in ("", None, [], False)}
    if isinstance(value, list):
        return [_bare(inner) for inner in value]
    return _BLOCK_KEY.sub("", value) if isinstance(value, str) else value


def read(instance: models.Model, name: str) -> Any:
    """Return the comparable form of what a field holds now."""
    model_field: Any = instance._meta.get_field(name)
    if isinstance(model_field, ParentalManyToManyField):
        return sorted(term.pk for term in getattr(instance, name).all())
    if isinstance(model_field, StreamField):
        return _bare([dict(block) for block in getattr(instance, name).raw_data])
    if isinstance(model_field, RichTextField):
        return _BLOCK_KEY.sub("", getattr(instance, name))
    return getattr(instance, model_field.attname)


def with_ids(blocks: list[dict[str, Any]], path: str) -> list[dict[str, Any]]:
    """Return stream blocks with ids that are the same in every load and in every language."""
    return [
        {**_list_ids(block, f"{path}/{n}"), "id": str(uuid.uuid5(BLOCK_IDS, f"{path}/{n}"))}
        for n, block in enumerate(blocks)
    ]


def _list_ids(block: dict[str, Any], path: str) -> dict[str, Any]:
    """Put ids on the items of list blocks inside a block: wagtail-localize names texts by them."""
    value = block["value"]
    if not isinstance(value, dict):
        return block
    inner = {
        name: [
            {"type": "item", "value": item, "id": str(uuid.uuid5(BLOCK_IDS, f"{path}/{name}/{n}"))}
            for n, item in enumerate(items)
        ]
        if isinstance(items, list)
        else items
        for name, items in value.items()
    }
    return {**block, "value": inner}


def write(instance: models.Model, name: str, fact: Any, resolver: Resolver) -> None:
    """Put a fact into a field."""
    model_field: Any = instance._meta.get_field(name)
    if isinstance(model_field, ParentalManyToManyField):
        ids = encode(model_field, fact, resolver)
        getattr(instance, name).set(Term.objects.filter(pk__in=ids))
    elif isinstance(model_field, StreamField):
        path = f"{getattr(instance, 'identifier', instance._meta.model_name)}/{name}"
        blocks = with_ids(resolver.in_block(fact), path)
        setattr(instance, name, model_field.to_python(blocks))
    else:
        setattr(instance, model_field.attname, encode(model_field, fact, resolver))


def in_language(rows: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """Return the rows of an inline in one language: {cs, en} stands for wording."""
    return [
        {name: v[language] if isinstance(v, dict) else v for name, v in row.items()} for row in rows
    ]


def read_inline(page: Page, accessor: str, names: list[str]) -> list[list[Any]]:
    """Return the comparable form of an inline's rows, in order."""
    rows = sorted(getattr(page, accessor).all(), key=lambda row: row.sort_order or 0)
    return [[getattr(row, row._meta.get_field(name).attname) for name in names] for row in rows]


def encode_inline(
    page: Page, accessor: str, rows: list[dict[str, Any]], resolver: Resolver
) -> list[list[Any]]:
    """Return the comparable form of an inline's facts, its wording in the source language."""
    model = page._meta.get_field(accessor).related_model
    return [
        [encode(model._meta.get_field(name), value, resolver) for name, value in row.items()]
        for row in in_language(rows, settings.LANGUAGE_CODE)
    ]


def _row_key(page: Page, accessor: str, row: dict[str, Any]) -> uuid.UUID:
    """Return the translation key of a row: the same in every load and in every language."""
    facts = [str(value) for value in row.values() if not isinstance(value, dict)]
    identifier = getattr(page, "identifier", "")
    return uuid.uuid5(BLOCK_IDS, "/".join([identifier, accessor, *facts]))


def write_inline(
    page: Page,
    accessor: str,
    rows: list[dict[str, Any]],
    resolver: Resolver,
    language: str = settings.LANGUAGE_CODE,
) -> None:
    """Replace the rows of an inline by those of the facts, in the wording of `language`."""
    model = page._meta.get_field(accessor).related_model
    is_translated = issubclass(model, TranslatableMixin)
    objects = []
    for position, row in enumerate(in_language(rows, language)):
        columns: dict[str, Any] = {"sort_order": position}
        for name, value in row.items():
            column: Any = model._meta.get_field(name)
            columns[column.attname] = encode(column, value, resolver)
        if is_translated:
            columns["translation_key"] = _row_key(page, accessor, rows[position])
            columns["locale_id"] = page.locale_id
        objects.append(model(**columns))
    setattr(page, accessor, objects)
