"""Service cards from `services.yaml`. Only the derivations that the issue allows are made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.html import escape

from home.content import index_record, source_blocks
from home.loading.facts import LANGUAGES, Entry, Facts
from home.loading.records import PageRecord, register_builder
from servicecards.models import ServiceCard, ServiceIndexPage

INDEX = "page-sluzby"
FILE = "services.yaml"
EDITORS_ONLY = ("check", "note", "internal_note", "confidence", "origin_notes")
KNOWN = (
    *("id", "slug", "name", "providers", "partners", "summary", "what_you_get", "target_groups"),
    *("business_events", "topics", "support_types", "cost", "channels", "territory"),
    *("availability", "programmes", "related_projects", "intake", "languages", "funded_by"),
    *("contact", "first_step", "related_services", "asked_as", "source", "publish"),
    *EDITORS_ONLY,
)
INTAKE = {"continuous": "continuous", "calls": "calls", "unknown": ""}
Blocks = dict[str, list[dict[str, Any]]]


@register_builder(order=1)
def index(facts: Facts) -> Iterator[PageRecord]:
    """Yield the list of all cards."""
    yield index_record(facts, "service_index", ServiceIndexPage, presets=_presets(facts))


def _presets(facts: Facts) -> Blocks:
    """Return the situations of `portal.yaml`."""
    data = facts.files["portal.yaml"]["service_index"]
    blocks: Blocks = {code: [] for code in LANGUAGES}
    for row in data["presets"]:
        part = Entry(facts, "portal.yaml", data["id"], row)
        part.only(("label", "selection"))
        label = part.text("label")
        for code in LANGUAGES:
            value = {"label": label[code], "selection": part.get("selection")}
            blocks[code].append({"type": "preset", "value": value})
    return blocks


def _outputs(entry: Entry) -> Blocks:
    texts = entry.texts("what_you_get")
    return {
        code: [{"type": "output", "value": {"text": text}} for text in texts[code]]
        for code in LANGUAGES
    }


def _steps(entry: Entry) -> Blocks:
    """Step 1 is the first step of the facts."""
    step = entry.text("first_step")
    return {code: [{"type": "step", "value": {"title": step[code]}}] for code in LANGUAGES}


def _contacts(entry: Entry) -> Blocks:
    """The contact is the page of the organisation; nobody's mailbox or number is known."""
    organisation = entry.ref("contact.org")
    blocks = []
    if organisation:
        blocks = [{"type": "contact_point", "value": {"page": f"@{organisation}"}}]
    return dict.fromkeys(LANGUAGES, blocks)


def _channels(entry: Entry) -> Blocks:
    codes = entry.codes("channels", "channels")
    blocks = [{"type": "channel", "value": {"kind": code}} for code in codes]
    return dict.fromkeys(LANGUAGES, blocks)


def _funding(entry: Entry) -> Blocks:
    """Whose money: through an organisation or a programme, as the facts say."""
    blocks = []
    for row in entry.get("funded_by") or []:
        part = Entry(entry.facts, entry.file, entry.id, row)
        value = {"source": part.code("source", "funding_sources")}
        through = row.get("through")
        if through in entry.facts.codes["programmes"]:
            value["programme"] = through
        elif through:
            organisation = part.ref("through")
            value["organisation"] = f"@{organisation}" if organisation else None
        blocks.append({"type": "funding", "value": value})
    return dict.fromkeys(LANGUAGES, blocks)


def _asked_as(entry: Entry) -> dict[str, str]:
    texts = entry.texts("asked_as")
    return {code: "\n".join(texts[code]) for code in LANGUAGES}


def _intake(entry: Entry) -> str:
    mode = entry.get("intake")
    if mode not in INTAKE:
        entry.problem("intake", f"“{mode}” is none of {', '.join(INTAKE)}")
    return INTAKE.get(mode, "")


def _providers(entry: Entry) -> list[dict[str, str]]:
    roles = (("providers", "provider"), ("partners", "partner"))
    return [
        {"organisation": organisation, "role": role}
        for key, role in roles
        for organisation in entry.refs(key)
    ]


def _gaps(entry: Entry) -> tuple[str, ...]:
    """Return what the facts leave open (data model, section 6)."""
    sources = [row.get("source") for row in entry.get("funded_by") or []]
    found = {
        "cost only “check”": entry.get("cost.type") == "overit",
        "source of public money": all(source == "unknown" for source in sources),
        "how applications are taken": entry.get("intake") == "unknown",
        "own mailbox, phone, hours": not entry.get("contact_points"),
        "who confirms, and when": not entry.get("assurer"),
        "review date": not entry.get("review_due"),
        "on offer from": not entry.get("valid_from"),
    }
    return tuple(name for name, is_open in found.items() if is_open)


def _wording(entry: Entry) -> dict[str, Any]:
    summary = entry.text("summary")
    return {
        "title": entry.text("name"),
        "summary": summary,
        "description": {code: f"<p>{escape(summary[code])}</p>" for code in LANGUAGES},
        "outputs": _outputs(entry),
        "steps": _steps(entry),
        "channels": _channels(entry),
        "contact_points": _contacts(entry),
        "publicly_funded_by": _funding(entry),
        "cost_note": entry.text("cost.note"),
        "asked_as": _asked_as(entry),
    }


def _facts(entry: Entry) -> dict[str, Any]:
    providers = entry.refs("providers")
    territory = entry.code("territory", "territories")
    return {
        "topics": entry.codes("topics", "topics"),
        "service_type": entry.codes("support_types", "support_types"),
        "business_event": entry.codes("business_events", "business_events"),
        "audience": entry.codes("target_groups", "target_groups"),
        "territory": [territory] if territory else [],
        "languages": entry.codes("languages", "languages"),
        "intake_mode": _intake(entry),
        "cost_type": entry.code("cost.type", "cost_types"),
        "competent_authority": providers[0] if providers else None,
        "sources": source_blocks(entry),
    }


@register_builder(order=4)
def cards(facts: Facts) -> Iterator[PageRecord]:
    """Yield all service cards."""
    for entry in facts.entries(FILE, "services"):
        entry.only(KNOWN)
        if entry.get("publish") not in (None, "draft"):
            entry.problem("publish", "can only be “draft”")
        if not entry.refs("providers"):
            entry.problem("providers", "needs at least one organisation")
        yield PageRecord(
            identifier=entry.id,
            model=ServiceCard,
            parent=INDEX,
            slug=entry.text("slug"),
            wording=_wording(entry),
            facts=_facts(entry),
            inlines={
                "providers": _providers(entry),
                "portal_links": [
                    {"kind": "related", "target": other}
                    for name in ("related_services", "related_projects")
                    for other in entry.refs(name)
                ],
            },
            publish=entry.get("publish") != "draft",
            kind="service",
            gaps=_gaps(entry),
        )
