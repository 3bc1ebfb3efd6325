"""The action plan and card 7 from `action_plan_card7.yaml`, with all its sections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.html import escape

from home.content import HOME, source_blocks
from home.dates import Precision, parse_precise
from home.loading.facts import LANGUAGES, Entry, Facts
from home.loading.records import PageRecord, register_builder
from projects.models import ActionPlan, ActionPlanCard, Role

PLAN = "page-akcni-plan"
FILE = "action_plan_card7.yaml"
CARD = "page-karta-7"
KNOWN = (
    *("id", "slug", "number", "title", "document", "source", "confidence", "historical_note"),
    *("aim", "rationale", "foreign_experience", "instrument", "expected_effects"),
    *("target_group", "activities", "smk_link", "matrix", "cooperation", "schedule"),
    *("implementation", "resourcing_cost_impact", "metrics", "pillar", "related_cards", "links"),
    *("related_projects", "seed_residue"),
)
ROLES = {"G": Role.LEAD, "SG": Role.CO_LEAD, "S": Role.COOPERATION}
NO_TEXT = dict.fromkeys(LANGUAGES, "")
Texts = dict[str, Any]


@register_builder(order=1)
def plan(facts: Facts) -> Iterator[PageRecord]:
    """Yield the plan whose card the facts describe."""
    data = facts.files["portal.yaml"]["action_plan"]
    entry = Entry(facts, "portal.yaml", data["id"], data)
    yield PageRecord(
        identifier=entry.id,
        model=ActionPlan,
        parent=HOME,
        slug=entry.text("slug"),
        wording={
            "title": entry.text("title"),
            "summary": entry.text("summary"),
            "introduction": _paragraphs([entry.text("introduction")]),
        },
        facts={
            "topics": entry.codes("topics", "topics"),
            "sources": source_blocks(entry),
        },
    )


def _paragraphs(texts: Iterable[dict[str, str]]) -> Texts:
    """Return rich text with a paragraph for each text."""
    texts = list(texts)
    return {
        code: "".join(f"<p>{escape(text[code].strip())}</p>" for text in texts)
        for code in LANGUAGES
    }


def _bullets(texts: Iterable[dict[str, str]]) -> Texts:
    """Return rich text with a list."""
    texts = list(texts)
    return {
        code: "<ul>" + "".join(f"<li>{escape(text[code].strip())}</li>" for text in texts) + "</ul>"
        for code in LANGUAGES
    }


def _blocks(kind: str, rows: Iterable[dict[str, Any]]) -> Texts:
    """Return blocks by language; {cs, en} among a row's values is wording."""
    rows = list(rows)
    return {
        code: [
            {
                "type": kind,
                "value": {
                    name: value[code] if isinstance(value, dict) else value
                    for name, value in row.items()
                },
            }
            for row in rows
        ]
        for code in LANGUAGES
    }


def _activities(data: dict[str, Any]) -> Texts:
    names = ("number", "title", "text")
    return _blocks("activity", ({name: row[name] for name in names} for row in data["activities"]))


def _schedule(entry: Entry) -> Texts:
    rows = []
    for row in entry.get("schedule"):
        date = parse_precise(row["iso"])
        if date is None:
            entry.problem("schedule", f"“{row['iso']}” needs YYYY-MM-DD, YYYY-MM or YYYY")
            continue
        rows.append(
            {
                "label": row["label"],
                "text": row["value"],
                "start": date.day.isoformat(),
                "end": None if date.last_day == date.day else date.last_day.isoformat(),
                "precision": str(Precision(date.precision)),
            }
        )
    return _blocks("date", rows)


def _metrics(data: dict[str, Any]) -> Texts:
    return _blocks(
        "metric",
        (
            {
                "number": row["number"],
                "text": {code: row[code] for code in LANGUAGES},
                "kind": row["kind"],
                "direction": row["direction"],
                "unit": row["unit"] or NO_TEXT,
                "horizons": ", ".join(str(n) for n in row.get("horizons_months", [])),
            }
            for row in data["metrics"]
        ),
    )


def _ties(data: dict[str, Any], names: dict[str, Texts]) -> Texts:
    """Return the ties to strategies; the pillar's name is not documented and stays out."""
    return _blocks(
        "tie",
        [
            {
                "document": names["smk"],
                "pillar": names["smk_pillar"],
                "strength": "loose",
                "text": data["smk_link"]["text"],
            },
            {
                "document": names["export_strategy"],
                "pillar": dict.fromkeys(LANGUAGES, data["pillar"]["number"]),
                "strength": "direct",
                "text": data["pillar"]["text"],
            },
        ],
    )


def _assignments(entry: Entry) -> Iterator[dict[str, Any]]:
    """Yield one row for each actor, activity and role."""
    for row in entry.get("matrix.rows"):
        part = Entry(entry.facts, entry.file, entry.id, row)
        actor = part.ref("actor")
        for activity, code in sorted(row["roles"].items()):
            note = (row.get("notes") or {}).get(activity, {})
            yield {
                "actor": actor,
                "activity": activity,
                "role": ROLES[code].value,
                "note": {code: note.get(code, "") for code in LANGUAGES},
                "as_printed": bool(note.get("as_printed")),
                "reader_note": note.get("reader_note") or NO_TEXT,
            }


def _bodies(entry: Entry) -> Iterator[dict[str, Any]]:
    for row in entry.get("cooperation.organisations"):
        part = Entry(entry.facts, entry.file, entry.id, row)
        yield {
            "organisation": part.ref("org"),
            "need": row["need"],
            "led_by": next(iter(part.refs("led_by")), None),
            "via": next(iter(part.refs("via")), None),
        }


def _service_links(entry: Entry) -> Iterator[dict[str, Any]]:
    for row in entry.get("links"):
        part = Entry(entry.facts, entry.file, entry.id, row)
        yield {
            "activity": row["activity"],
            "service": part.ref("service"),
            "note": row.get("note") or row.get("gap") or NO_TEXT,
        }


def _wording(entry: Entry, names: dict[str, Texts]) -> dict[str, Any]:
    data = entry.data
    return {
        "title": entry.text("title"),
        "summary": entry.text("aim"),
        "document": entry.text("document"),
        "history": entry.text("historical_note"),
        "aim": _paragraphs([data["aim"]]),
        "rationale": _bullets(data["rationale"]),
        "instruments": _paragraphs([data["instrument"]]),
        "expected_benefits": _bullets(data["expected_effects"]),
        "foreign_experience": _paragraphs([data["foreign_experience"]]),
        "audience_note": entry.text("target_group.text"),
        "activities": _activities(data),
        "matrix_note": entry.text("matrix.reading_note"),
        "other_cooperation": _paragraphs([data["cooperation"]["text"]]),
        "programme_links": _ties(data, names),
        "related_cards": _blocks(
            "card",
            (
                {"number": row["number"], "title": {code: row[code] for code in LANGUAGES}}
                for row in data["related_cards"]
            ),
        ),
        "schedule": _schedule(entry),
        "resourcing": _bullets(data["implementation"]),
        "metrics": _metrics(data),
        # They have pages of their own (`projects.indicators.content`).
        "indicators": {code: [] for code in LANGUAGES},
    }


@register_builder(order=6)
def card(facts: Facts) -> Iterator[PageRecord]:
    """Yield card 7."""
    entry = Entry(facts, FILE, CARD, facts.files[FILE])
    frame = facts.files["portal.yaml"]["action_plan"]
    entry.only(KNOWN)
    topics = Entry(facts, "portal.yaml", PLAN, frame).codes("card_topics", "topics")
    links = entry.refs("related_projects")
    yield PageRecord(
        identifier=CARD,
        model=ActionPlanCard,
        parent=PLAN,
        slug=entry.text("slug"),
        wording=_wording(entry, frame["strategies"]),
        facts={
            "number": entry.get("number"),
            "topics": topics,
            "audience": entry.codes("target_group.primary", "target_groups"),
            "audience_also": entry.codes("target_group.also", "target_groups"),
            "cost_impact": entry.plain("resourcing_cost_impact"),
            "sources": source_blocks(entry),
        },
        inlines={
            "assignments": list(_assignments(entry)),
            "bodies": list(_bodies(entry)),
            "service_links": list(_service_links(entry)),
            "portal_links": [{"kind": "related", "target": target} for target in links],
        },
        kind="action-plan card",
        gaps=("status", "goals of the indicators"),
    )
