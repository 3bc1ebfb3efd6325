"""Projects and statistics from `projects.yaml` and `statistics.yaml`.

Derived, as the issue allows: the Region's role from lead and partners, the end from start and
duration. Everything else that is not in the facts stays open.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from home.content import index_record, pages_of, source_blocks
from home.dates import PreciseDate, Precision, add_months, parse_precise
from home.loading.facts import LANGUAGES, Entry, Facts
from home.loading.records import PageRecord, register_builder
from projects import plan_content  # noqa: F401  (registers its builders, too)
from projects.indicators import content as indicator_content  # noqa: F401  (likewise)
from projects.models import (
    PartnerWantedIndexPage,
    ProjectIndexPage,
    ProjectPage,
    RegionRole,
    StatisticsPage,
)

INDEX = "page-projekty"
STATISTICS = "page-statistika"
FILE = "projects.yaml"
KNOWN = (
    *("id", "slug", "acronym", "title", "full_name_official", "kind", "counts_in_statistics"),
    *("counts_reason", "topics", "target_groups", "facts", "case_study", "what_remains"),
    *("related_projects", "related_services"),
)
KNOWN_FACTS = {
    *("programme", "status", "start", "end", "duration_months", "sustainability_until"),
    *("lead_partner", "partner_count", "partners_known", "countries", "countries_known"),
    *("total_budget_eur", "total_budget_czk", "erdf_eur", "fund", "theme", "web", "outputs"),
    *("goals", "aim", "method", "peer_review_usti", "kick_off", "final_conference"),
}
STATES = {
    "v-realizaci": "running",
    "pred-zahajenim": "before_start",
    "v-udrzitelnosti": "in_sustainability",
    "ukonceny": "ended",
    "zamitnuty": "rejected",
}
Texts = dict[str, Any]


@register_builder(order=1)
def index(facts: Facts) -> Iterator[PageRecord]:
    """Yield the lists of projects and of calls for partners."""
    yield index_record(facts, "project_index", ProjectIndexPage)
    yield index_record(facts, "wanted_index", PartnerWantedIndexPage)


def _value(entry: Entry, name: str) -> Any:
    """Return what is known: `facts.<name>.value`, None when it is not documented."""
    return entry.get(f"facts.{name}.value")


def _inner(entry: Entry, name: str, value: Any) -> Entry:
    """Return an entry with one field, to read it with the usual checks."""
    return Entry(entry.facts, entry.file, entry.id, {name: value})


def _text(entry: Entry, *names: str) -> dict[str, str]:
    """Return the first documented of some texts; "" in both languages when there is none."""
    for name in names:
        if _value(entry, name) is not None:
            return _inner(entry, name, _value(entry, name)).text(name)
    return dict.fromkeys(LANGUAGES, "")


def _blocks(entry: Entry, kind: str, value: Any) -> Texts:
    """Return a list of sentences as blocks by language."""
    if not value:
        return {code: [] for code in LANGUAGES}
    texts = _inner(entry, kind, value).texts(kind)
    return {
        code: [{"type": kind, "value": {"text": text}} for text in texts[code]]
        for code in LANGUAGES
    }


def _date(entry: Entry, name: str) -> PreciseDate | None:
    text = _value(entry, name)
    if text is None:
        return None
    date = parse_precise(str(text))
    if date is None:
        entry.problem(name, "needs YYYY-MM-DD, YYYY-MM or YYYY in quotes")
    return date


def _end(entry: Entry) -> PreciseDate | None:
    """Return the end, or the last day of the duration after the start."""
    start, months = _date(entry, "start"), _value(entry, "duration_months")
    if _value(entry, "end") is None and start and months:
        last = add_months(start.day, months)
        return PreciseDate(last.fromordinal(last.toordinal() - 1), start.precision)
    return _date(entry, "end")


def _dates(entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, date in (("start", _date(entry, "start")), ("end", _end(entry))):
        found[name] = date.day if date else None
        found[f"{name}_precision"] = str(Precision(date.precision)) if date else "day"
    until = _date(entry, "sustainability_until")
    return {**found, "sustainability_until": until.day if until else None}


def _money(entry: Entry) -> dict[str, Any]:
    """Return the amounts with two decimal places, as the database keeps them."""
    currency = "CZK" if "total_budget_czk" in (entry.get("facts") or {}) else "EUR"
    names = {"total_budget": f"total_budget_{currency.lower()}", "eu_contribution": "erdf_eur"}
    found: dict[str, Any] = {"currency": currency}
    for field, name in names.items():
        amount = _value(entry, name)
        found[field] = None if amount is None else Decimal(amount).quantize(Decimal("0.01"))
    approximate = any(entry.get(f"facts.{name}.approx") for name in names.values())
    return {**found, "amounts_are_approximate": approximate}


def region_role(region: str, lead: str | None, partners: list[str]) -> str:
    """Return the Region's role; "" where it takes no part."""
    if lead == region:
        return RegionRole.LEAD.value
    return RegionRole.PARTNER.value if region in partners else ""


def _partners(entry: Entry) -> tuple[str | None, list[str]]:
    """Return the lead (None: not documented) and the other known partners."""
    lead = _inner(entry, "lead_partner", _value(entry, "lead_partner")).ref("lead_partner")
    known = _inner(entry, "partners_known", _value(entry, "partners_known")).refs("partners_known")
    return lead, [partner for partner in known if partner != lead]


def _facts(entry: Entry) -> dict[str, Any]:
    lead, partners = _partners(entry)
    countries = _value(entry, "countries")
    listed = countries or _value(entry, "countries_known") or []
    region = entry.facts.files["portal.yaml"]["operator"]
    programme = _inner(entry, "programme", _value(entry, "programme"))
    return {
        "acronym": entry.plain("acronym"),
        "official_name": entry.plain("full_name_official"),
        "kind": entry.plain("kind"),
        "counts_in_statistics": bool(entry.get("counts_in_statistics")),
        "topics": entry.codes("topics", "topics"),
        "audience": entry.codes("target_groups", "target_groups"),
        "programme": programme.code("programme", "programmes"),
        **_dates(entry),
        **_money(entry),
        "lead_partner": lead,
        "partner_count": _value(entry, "partner_count"),
        "countries": entry.codes("countries", "countries", listed),
        "countries_are_complete": countries is not None,
        "region_role": region_role(region, lead, partners),
        "website": _value(entry, "web") or "",
        "sources": source_blocks(_with_sources(entry)),
    }


def _with_sources(entry: Entry) -> Entry:
    """Return an entry that has the sources of all its parts, each once."""
    keys = [key for fact in (entry.get("facts") or {}).values() for key in fact.get("source", [])]
    keys += [*(entry.get("case_study.source") or []), *(entry.get("what_remains.source") or [])]
    return _inner(entry, "source", list(dict.fromkeys(keys)))


def _milestones(entry: Entry) -> Texts:
    """Return the dated steps that `portal.yaml` has a label for."""
    found: Texts = {code: [] for code in LANGUAGES}
    labels = entry.facts.files["portal.yaml"]["milestones"]
    for name, label in labels.items():
        dates = str(_value(entry, name) or "")
        if not dates:
            continue
        start, _, end = dates.partition("/")
        value = {"start": start, "end": end or None, "precision": "day"}
        value["place"] = entry.get(f"facts.{name}.place") or ""
        for code in LANGUAGES:
            found[code].append({"type": "milestone", "value": {"label": label[code], **value}})
    for code in LANGUAGES:
        found[code].sort(key=lambda block: block["value"]["start"])
    return found


def _fund(entry: Entry) -> dict[str, str]:
    """Return the fund's name, written in the facts as "Czech / English"."""
    czech, _, english = str(_value(entry, "fund") or "").partition(" / ")
    return {"cs": czech, "en": english or czech}


def _wording(entry: Entry) -> dict[str, Any]:
    remains = entry.get("what_remains")
    lists = remains and {code: remains[code] for code in LANGUAGES}
    return {
        "title": entry.text("title"),
        "summary": entry.text("case_study.summary"),
        "theme": _text(entry, "theme"),
        "fund": _fund(entry),
        "counts_reason": entry.text("counts_reason", required=False),
        "challenge": entry.text("case_study.challenge"),
        "objective": _text(entry, "goals", "aim"),
        "approach": _blocks(entry, "item", entry.get("case_study.approach")),
        "method": _text(entry, "method"),
        "milestones": _milestones(entry),
        "outputs": _blocks(entry, "output", _value(entry, "outputs")),
        "results": _blocks(entry, "result", entry.get("case_study.results_for_region")),
        "what_remains": _blocks(entry, "item", lists),
    }


def _gaps(entry: Entry) -> tuple[str, ...]:
    """Return what the facts leave open (README of the content)."""
    lead, partners = _partners(entry)
    known, count = len(partners) + bool(lead), _value(entry, "partner_count")
    counts = bool(entry.get("counts_in_statistics"))
    found = {
        "all partners": count is None or known < count,
        "results": not entry.get("case_study.results_for_region"),
        "end": _value(entry, "end") is None,
        "programme": _value(entry, "programme") is None,
        "status": _value(entry, "status") is None,
        "start": _value(entry, "start") is None,
        "lead partner": lead is None,
        "end of the sustainability period": counts and not _value(entry, "sustainability_until"),
        "funding statement": counts,
    }
    return tuple(name for name, is_open in found.items() if is_open)


def _links(entry: Entry) -> list[dict[str, str]]:
    """Return links to projects, and to services that do not link here themselves."""
    services = {row.id: row for row in entry.facts.entries("services.yaml", "services")}
    own = [
        service
        for service in entry.refs("related_services")
        if entry.id not in (services[service].get("related_projects") or [])
    ]
    targets = [*entry.refs("related_projects"), *own]
    return [{"kind": "related", "target": target} for target in targets]


@register_builder(order=5)
def projects(facts: Facts) -> Iterator[PageRecord]:
    """Yield all projects."""
    for entry in facts.entries(FILE, "projects"):
        entry.only(KNOWN)
        for name in set(entry.get("facts") or {}) - KNOWN_FACTS:
            entry.problem(f"facts.{name}", "is not a known field")
        _lead, partners = _partners(entry)
        yield PageRecord(
            identifier=entry.id,
            model=ProjectPage,
            parent=INDEX,
            slug=entry.text("slug"),
            wording=_wording(entry),
            facts=_facts(entry),
            inlines={
                "partners": [{"organisation": partner, "role": "partner"} for partner in partners],
                "portal_links": _links(entry),
            },
            kind="project",
            gaps=_gaps(entry),
        )


@register_builder(order=5)
def statistics(facts: Facts) -> Iterator[PageRecord]:
    """Yield the statistics page: one snapshot. Its sums and its rate are computed there."""
    page = pages_of(facts)[STATISTICS]
    data = facts.files["statistics.yaml"]
    entry = Entry(facts, "statistics.yaml", STATISTICS, data)
    counts = {STATES[row["status"]]: row["value"] for row in data["counts"]}
    reasons = {code: [reason[code] for reason in data["reasons_of_success"]] for code in LANGUAGES}
    as_of = parse_precise(data["as_of"]) if data["as_of"] else None
    yield PageRecord(
        identifier=STATISTICS,
        model=StatisticsPage,
        parent=INDEX,
        slug=page.text("slug"),
        wording={
            "title": page.text("title"),
            "summary": page.text("intro"),
            "as_of_note": entry.text("as_of_note"),
            "period_note": entry.text("period.note"),
            "snapshot_note": entry.text("snapshot_note"),
            "reasons": _blocks(entry, "item", reasons),
        },
        facts={
            **counts,
            "topics": ["mezinarodni-projekty"],
            "as_of": as_of.day if as_of else None,
            "year_from": int(data["period"]["from"]),
            "year_to": int(data["period"]["to"]),
            "sources": source_blocks(entry),
        },
    )
