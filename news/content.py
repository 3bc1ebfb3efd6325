"""News from `news.yaml`. Nothing loaded is ever sent by e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils.html import escape
from django.utils.text import slugify

from home.content import index_record, source_blocks
from home.dates import Precision, parse_precise
from home.loading.facts import LANGUAGES, Entry, Facts
from home.loading.records import PageRecord, register_builder
from news.models import EventIndexPage, NewsIndexPage, NewsPage

INDEX = "page-novinky"
CURRENT_YEAR = "2026"  # older items are from archives: nobody gets them by mail
FILE = "news.yaml"
KNOWN = (
    *("id", "date", "date_precision", "title", "text", "projects", "pages", "organisations"),
    *("source", "confidence", "note", "internal_note", "check"),
)
LONGEST_SUMMARY = 300
LONGEST_SLUG = 80
# The end of a sentence: not after the number of a day ("7. a 8. prosince"), before a capital.
_SENTENCE_END = re.compile(r"(?:(?<!\d)|(?<=\d{4}))\.\s+(?=[A-ZÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ])")


def first_sentence(text: str) -> str:
    """Return the first sentence with its full stop."""
    found = _SENTENCE_END.split(text, maxsplit=1)
    return f"{found[0]}." if len(found) > 1 else text


@register_builder(order=1)
def lists(facts: Facts) -> Iterator[PageRecord]:
    """Yield the lists of news and of events."""
    yield index_record(facts, "news_index", NewsIndexPage)
    yield index_record(facts, "event_index", EventIndexPage)


def _topics(entry: Entry) -> list[str]:
    """The topics of a news item are those of its projects, or what `portal.yaml` says."""
    data = entry.facts.files["portal.yaml"]["news_index"]
    own = (data.get("topics") or {}).get(entry.id)
    if own:
        return Entry(entry.facts, "portal.yaml", INDEX, data).codes("topics", "topics", own)
    projects = {project.id: project for project in entry.facts.entries("projects.yaml", "projects")}
    found = [
        code
        for project in entry.refs("projects")
        for code in projects[project].codes("topics", "topics")
    ]
    return list(dict.fromkeys(found))


def _date(entry: Entry) -> dict[str, Any]:
    date = parse_precise(entry.plain("date"))
    if date is None:
        entry.problem("date", "needs YYYY-MM-DD, YYYY-MM or YYYY in quotes")
        return {}
    return {"date": date.day, "date_precision": str(Precision(date.precision))}


def _gaps(entry: Entry) -> tuple[str, ...]:
    names = {"kind": "kind", "topic": "topics", "publisher": "publisher"}
    return tuple(name for name, key in names.items() if not entry.get(key))


@register_builder(order=5)
def news(facts: Facts) -> Iterator[PageRecord]:
    """Yield all news items."""
    for entry in facts.entries(FILE, "news"):
        entry.only(KNOWN)
        title, text = entry.text("title"), entry.text("text")
        blocks = {
            code: [{"type": "paragraph", "value": f"<p>{escape(text[code])}</p>"}]
            for code in LANGUAGES
        }
        yield PageRecord(
            identifier=entry.id,
            model=NewsPage,
            parent=INDEX,
            slug={code: slugify(title[code])[:LONGEST_SLUG].strip("-") for code in LANGUAGES},
            wording={
                "title": title,
                "summary": {
                    code: first_sentence(text[code])[:LONGEST_SUMMARY] for code in LANGUAGES
                },
                "body": blocks,
            },
            facts={
                **_date(entry),
                "topics": _topics(entry),
                "send_in_newsletter": str(entry.get("date"))[:4] >= CURRENT_YEAR,
                "sources": source_blocks(entry),
            },
            inlines={
                "portal_links": [
                    {"kind": "about", "target": page}
                    for name in ("projects", "pages", "organisations")
                    for page in entry.refs(name)
                ]
            },
            kind="news",
            gaps=_gaps(entry),
        )
