"""Front page and plain pages from `portal.yaml` and `pages.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.text import slugify
from wagtail.models import Page

from home.loading.facts import LANGUAGES, Entry, Facts
from home.loading.records import PageRecord, register_builder
from home.models import (
    ChangeListPage,
    ContentPage,
    GlossaryPage,
    GlossaryTermPage,
    HomePage,
    TopicPage,
)

HOME = "page-uvod"
LONGEST_SLUG = 80


@register_builder(order=0)
def front_page(facts: Facts) -> Iterator[PageRecord]:
    """Yield the front page."""
    data = facts.files["portal.yaml"]["home"]
    entry = Entry(facts, "portal.yaml", data["id"], data)
    yield PageRecord(
        identifier=entry.id,
        model=HomePage,
        parent=None,
        slug=entry.text("slug"),
        wording={name: entry.text(name) for name in ("title", "summary", "heading", "lead")},
        facts={
            "situations": [
                {"type": "situation", "value": code}
                for code in entry.codes("situations", "business_events")
            ],
            "contact_page": entry.ref("contact_page"),
        },
    )


def index_record(facts: Facts, key: str, model: type[Page], **wording: Any) -> PageRecord:
    """Return a list page that `portal.yaml` describes under `key`."""
    data = facts.files["portal.yaml"][key]
    entry = Entry(facts, "portal.yaml", data["id"], data)
    return PageRecord(
        identifier=entry.id,
        model=model,
        parent=HOME,
        slug=entry.text("slug"),
        wording={"title": entry.text("title"), "summary": entry.text("summary"), **wording},
    )


def _texts(value: Any, frame: Entry, page: Entry) -> Any:
    """Return {cs, en}, or what stands at the address `from` names: `intro` or file#path."""
    if isinstance(value, dict) and "from" in value:
        address = value["from"]
        value = page.get(address) if "#" not in address else frame.facts.at(address)
    if isinstance(value, list):  # a list of {cs, en}
        return {code: [item[code] for item in value] for code in LANGUAGES}
    if not (isinstance(value, dict) and all(value.get(code) for code in LANGUAGES)):
        frame.problem("body", "needs a text in cs and in en, or `from` with an address that exists")
        return dict.fromkeys(LANGUAGES, "")
    return value


def _block(kind: str, text: Any) -> dict[str, Any]:
    """Return one block of the body in one language."""
    if kind == "heading":
        return {"type": "heading", "value": {"text": text}}
    if kind == "list":
        return {"type": "arrow_list", "value": {"items": list(text)}}
    return {"type": "paragraph", "value": f"<p>{text}</p>"}


def _body(frame: Entry, page: Entry) -> dict[str, list[dict[str, Any]]]:
    """Return the body's blocks by language."""
    body: dict[str, list[dict[str, Any]]] = {code: [] for code in LANGUAGES}
    for part in frame.get("body") or []:
        for kind, value in part.items():
            texts = _texts(value, frame, page)
            for code in LANGUAGES:
                body[code].append(_block(kind, texts[code]))
    return body


@register_builder(order=3)
def plain_pages(facts: Facts) -> Iterator[PageRecord]:
    """Yield the plain pages that `portal.yaml` frames; titles and slugs stand in the facts."""
    pages = pages_of(facts)
    for frame in facts.entries("portal.yaml", "pages"):
        frame.only(("id", "parent", "summary", "body", "topics", "source"))
        page = pages.get(frame.id)
        if page is None:
            frame.problem("id", "is not in pages.yaml")
            continue
        yield PageRecord(
            identifier=frame.id,
            model=ContentPage,
            parent=frame.ref("parent") or HOME,
            slug=page.text("slug"),
            wording={
                "title": page.text("title"),
                "summary": _texts(frame.get("summary"), frame, page),
                "body": _body(frame, page),
            },
            facts={
                "topics": frame.codes("topics", "topics", frame.get("topics") or []),
                "sources": source_blocks(frame),
            },
        )


def pages_of(facts: Facts) -> dict[str, Entry]:
    """Return the entries of `pages.yaml` by identifier."""
    return {entry.id: entry for entry in facts.entries("pages.yaml", "pages")}


@register_builder(order=1)
def glossary_and_changes(facts: Facts) -> Iterator[PageRecord]:
    """Yield the glossary and the list of changes, both still empty."""
    frame = Entry(facts, "portal.yaml", "glossary", facts.files["portal.yaml"]["glossary"])
    page = pages_of(facts)[frame.get("id")]
    yield PageRecord(
        identifier=page.id,
        model=GlossaryPage,
        parent=HOME,
        slug=page.text("slug"),
        wording={"title": page.text("title"), "summary": frame.text("summary")},
    )
    yield index_record(facts, "change_list", ChangeListPage)


@register_builder(order=3)
def glossary_terms(facts: Facts) -> Iterator[PageRecord]:
    """Yield the terms; `glossary.topics` in `portal.yaml` says which topics they belong to."""
    frame = Entry(facts, "portal.yaml", "glossary", facts.files["portal.yaml"]["glossary"])
    topics: dict[str, list[str]] = frame.get("topics") or {}
    for unknown in set(topics) - facts.identifiers:
        frame.problem("topics", f"there is no entry “{unknown}”")
    for entry in facts.entries("glossary.yaml", "glossary"):
        entry.only(("id", "term", "def", "source", "confidence", "note", "internal_note", "check"))
        term = entry.text("term")
        yield PageRecord(
            identifier=entry.id,
            model=GlossaryTermPage,
            parent=frame.get("id"),
            slug={code: slugify(term[code])[:LONGEST_SLUG].strip("-") for code in LANGUAGES},
            wording={"title": term, "summary": entry.text("def")},
            facts={
                "topics": frame.codes("topics", "topics", topics.get(entry.id, [])),
                "sources": source_blocks(entry),
            },
        )


def _topic_body(page: Entry) -> dict[str, list[dict[str, Any]]]:
    """Return what the facts say on a topic besides its introduction: the tasks of a project."""
    if not page.get("tasks"):
        return {code: [] for code in LANGUAGES}
    label, tasks = page.text("tasks_label"), page.texts("tasks")
    return {
        code: [_block("heading", label[code]), _block("list", tasks[code])] for code in LANGUAGES
    }


@register_builder(order=3)
def topic_pages(facts: Facts) -> Iterator[PageRecord]:
    """Yield the topic pages; `portal.yaml` says which topic each is about."""
    pages = pages_of(facts)
    for frame in facts.entries("portal.yaml", "topic_pages"):
        frame.only(("id", "topic"))
        page = pages[frame.id]
        project = page.ref("tasks.project")
        yield PageRecord(
            identifier=frame.id,
            model=TopicPage,
            parent=HOME,
            slug=page.text("slug"),
            wording={
                "title": page.text("title"),
                "summary": page.text("intro"),
                "body": _topic_body(page),
            },
            facts={
                "topic": frame.code("topic", "topics"),
                "sources": task_sources(page),
            },
            inlines={
                "portal_links": [{"kind": "about", "target": project}] if project else [],
            },
        )


def task_sources(page: Entry) -> list[dict[str, Any]]:
    """Return the sources of a topic's tasks."""
    return [{"type": "source", "value": source} for source in page.sources("tasks.source")]


def source_blocks(entry: Entry) -> list[dict[str, Any]]:
    """Return the sources of an entry as blocks."""
    return [{"type": "source", "value": source} for source in entry.sources()]
