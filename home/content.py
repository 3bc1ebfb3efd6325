"""Front page and plain pages from `portal.yaml` and `pages.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from home.loading.facts import LANGUAGES, Entry, Facts
from home.loading.records import PageRecord, register_builder
from home.models import ContentPage, HomePage

HOME = "page-uvod"


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
    pages = {entry.id: entry for entry in facts.entries("pages.yaml", "pages")}
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


def source_blocks(entry: Entry) -> list[dict[str, Any]]:
    """Return the sources of an entry as blocks."""
    return [{"type": "source", "value": source} for source in entry.sources()]
