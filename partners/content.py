"""Organisations from `organisations.yaml`: partners, actors of card 7, groups, foreign partners."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.text import slugify

from home.content import HOME, index_record, pages_of, source_blocks
from home.loading.facts import LANGUAGES, Entry, Facts
from home.loading.records import PageRecord, register_builder
from partners.models import (
    EnquiryPage,
    FirmVoicesPage,
    Organisation,
    OrganisationIndexPage,
)

INDEX = "page-partneri"
FILE = "organisations.yaml"
EDITORS_ONLY = ("note", "internal_note", "confidence", "web_confidence")
KNOWN = (
    *("id", "name", "abbr", "type", "kind", "role", "address", "ico", "member_of", "web"),
    *("in_region", "in_matrix", "historic", "country", "projects", "source", *EDITORS_ONLY),
)
LONGEST_SLUG = 80


@register_builder(order=1)
def directory(facts: Facts) -> Iterator[PageRecord]:
    """Yield the directory."""
    data = facts.files["portal.yaml"]["organisation_index"]
    frame = Entry(facts, "portal.yaml", data["id"], data)
    page = pages_of(facts)[frame.id]
    yield PageRecord(
        identifier=frame.id,
        model=OrganisationIndexPage,
        parent=HOME,
        slug=page.text("slug"),
        wording={"title": page.text("title"), "summary": frame.text("summary")},
    )


def _same(text: str) -> dict[str, str]:
    """Return a text that is the same in both languages."""
    return dict.fromkeys(LANGUAGES, text)


def _locations(entry: Entry) -> dict[str, list[dict[str, Any]]]:
    address = entry.plain("address")
    blocks = [{"type": "location", "value": {"address": address}}] if address else []
    return dict.fromkeys(LANGUAGES, blocks)


def _kind(entry: Entry, key: str) -> str | None:
    """Return the code of what the organisation is; None where the facts do not say."""
    if key == "foreign_partners":
        return "zahranicni-partner"
    if entry.get("kind") == "group":
        return "skupina"
    return entry.code("type", "organisation_types")


def _gaps(entry: Entry) -> tuple[str, ...]:
    """Return what the facts leave open (territory and contact point are in no entry yet)."""
    open_fields = {
        "website": "web",
        "description": "role",
        "company number": "ico",
        "address": "address",
        "territory": "territory",
        "contact point": "contact_points",
    }
    return tuple(name for name, key in open_fields.items() if not entry.get(key))


def _record(entry: Entry, key: str, kind: str) -> PageRecord:
    name = entry.text("name")
    country = entry.code("country", "countries")
    return PageRecord(
        identifier=entry.id,
        model=Organisation,
        parent=INDEX,
        slug={code: slugify(name[code])[:LONGEST_SLUG].strip("-") for code in LANGUAGES},
        wording={
            "title": name,
            "short_name": _same(entry.plain("abbr")),
            "summary": entry.text("role", required=key == "organisations"),
            "locations": _locations(entry),
        },
        facts={
            "kind": _kind(entry, key),
            "is_group": entry.get("kind") == "group",
            "is_historic": bool(entry.get("historic")),
            "ico": entry.plain("ico"),
            "website": entry.plain("web"),
            "country": country,
            "sources": source_blocks(entry),
        },
        inlines={
            "portal_links": [
                {"kind": "member_of", "target": group} for group in entry.refs("member_of")
            ]
        },
        kind=kind,
        gaps=_gaps(entry),
    )


@register_builder(order=2)
def organisations(facts: Facts) -> Iterator[PageRecord]:
    """Yield all organisations; groups first, since their members point to them."""
    lists = (
        ("card7_only_actors", "actor of the action plan"),
        ("organisations", "organisation"),
        ("foreign_partners", "foreign partner"),
    )
    for key, kind in lists:
        for entry in facts.entries(FILE, key):
            entry.only(KNOWN)
            yield _record(entry, key, kind)


@register_builder(order=1)
def question_page(facts: Facts) -> Iterator[PageRecord]:
    """Yield the page where firms ask."""
    frame = Entry(facts, "portal.yaml", "enquiry", facts.files["portal.yaml"]["enquiry"])
    frame.only(("id", "summary", "topics"))
    page = pages_of(facts)[frame.get("id")]
    yield PageRecord(
        identifier=page.id,
        model=EnquiryPage,
        parent=HOME,
        slug=page.text("slug"),
        wording={"title": page.text("title"), "summary": frame.text("summary")},
        facts={"topics": frame.codes("topics", "topics")},
    )


@register_builder(order=1)
def firm_voices(facts: Facts) -> Iterator[PageRecord]:
    """Yield the page with the reports of what firms told us; none is public yet."""
    yield index_record(facts, "firm_voices", FirmVoicesPage)
