"""A project as one reader gets it: facts of the source page, wording in their language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from home.dates import PreciseDate, Precision, period_text, today_in_prague
from home.files import FileView, file_views
from home.gathering import not_in
from home.numbers import grouped
from home.overlay import Part, Wording, overlay, wording
from home.references import Pages, PageView, Terms, TermView
from home.relations import is_in_memory, targets_of
from home.trace import Stop, trace_of
from projects.lifecycle import state_class, status_of
from projects.models import PartnerRole, ProjectPartner, ProjectStatus

TERM_FIELDS = ("topics", "audience", "countries")
TEXTS = (
    *("summary", "theme", "fund", "priority", "policy_instrument", "counts_reason", "challenge"),
    *("objective", "method", "novelty", "lessons", "funding_statement"),
)
STREAMS = ("approach", "milestones", "outputs", "results", "what_remains", "gallery")


@dataclass(frozen=True)
class Partner:
    """A partner with its country; `name` also where its page is not public."""

    page: PageView
    country: TermView | None
    role: str


@dataclass
class ProjectView:
    """What the template of a project needs."""

    title: str
    language: str
    facts: Any
    texts: dict[str, Wording]
    parts: dict[str, list[Part]]
    status: ProjectStatus | None
    state_class: str
    period: str
    programme: TermView | None
    lead: Partner | None
    partners: list[Partner]
    terms: dict[str, list[TermView]]
    links: dict[str, list[PageView]]
    trace: list[Stop]
    amounts: dict[str, str]
    milestones: list[tuple[str, str, Part]]
    files: dict[int, FileView]
    sources: list[dict[str, str]]

    @property
    def known_partners(self) -> int:
        """How many partners are listed, with the lead."""
        return len(self.partners) + (self.lead is not None)

    @property
    def untranslated(self) -> bool:
        """Say whether a part is in another language than the title."""
        texts: list[Any] = [*self.texts.values(), *(p for v in self.parts.values() for p in v)]
        return any(text.language != self.language for text in texts)

    @property
    def others(self) -> list[PageView]:
        """Linked pages that stand in no section of their own."""
        return not_in(self.links, ("servicecard", "projectpage", "newspage"))

    @property
    def mark(self) -> str:
        """The code of the topic whose mark stands on the sign."""
        return self.terms["topics"][0].code if self.terms["topics"] else ""


def _members(facts: Any) -> list[ProjectPartner]:
    """Return the partners' rows, each with its organisation. One query."""
    if is_in_memory(facts):
        return list(facts.partners.all())
    rows = ProjectPartner.objects.filter(project_id=facts.pk).select_related("organisation")
    return list(rows.order_by("sort_order"))


def _partners(facts: Any, rows: list[ProjectPartner], pages: Pages, terms: Terms) -> list[Partner]:
    found = []
    for row in rows:
        view = pages.get(row.organisation_id)
        if view:
            role = "" if row.role == PartnerRole.PARTNER else row.get_role_display()
            found.append(Partner(view, terms.get(row.organisation.country_id), str(role)))
    return found


def _lead(facts: Any, pages: Pages, terms: Terms) -> Partner | None:
    view = pages.get(facts.lead_partner_id)
    return Partner(view, terms.get(facts.lead_partner.country_id), "") if view else None


def _amounts(facts: Any, language: str) -> dict[str, str]:
    """Return the documented amounts as text: "1 460 000 EUR"."""
    names = ("total_budget", "eu_contribution", "own_budget")
    values = {name: getattr(facts, name) for name in names}
    return {
        name: f"{grouped(value, language)}\u00a0{facts.currency}"
        for name, value in values.items()
        if value is not None
    }


def _milestones(parts: list[Part]) -> list[tuple[str, str, Part]]:
    """Return (date for machines, date in words, part)."""
    found = []
    for part in parts:
        precision = part.values.get("precision")
        start = precise_of(part.values.get("start"), precision)
        end = precise_of(part.values.get("end"), precision)
        if start:
            found.append((start.iso, period_text(start, end) if end else str(start), part))
    return found


def precise_of(value: str | date | None, precision: str | None) -> PreciseDate | None:
    """Return the date of a block: stored as YYYY-MM-DD, in an editor's preview a date."""
    if not value:
        return None
    day = value if isinstance(value, date) else date.fromisoformat(value)
    return PreciseDate(day, precision or Precision.DAY)


def project_view(own: Any, language: str) -> ProjectView:
    """Return the project `own` for a reader of `language`. Four queries, five with a lead."""
    facts, today = own.facts, today_in_prague()
    targets, rows = targets_of(facts, TERM_FIELDS), _members(facts)
    linked = [pk for name, ids in targets.items() if ":" in name for pk in ids]
    organisations = [*(row.organisation_id for row in rows), facts.lead_partner_id or 0]
    pages = Pages(language, ids=[*linked, *organisations])
    countries = [row.organisation.country_id for row in rows]
    countries += [facts.lead_partner.country_id] if facts.lead_partner_id else []
    term_ids = [pk for name in TERM_FIELDS for pk in targets[name]]
    terms = Terms(language, ids=[*term_ids, *filter(None, countries), facts.programme_id or 0])
    links = pages.by_model(linked, own.translation_key)
    status = status_of(facts, today)
    parts = {name: overlay(facts, own, name) for name in STREAMS}
    return ProjectView(
        title=own.title,
        language=own.language,
        facts=facts,
        texts={name: wording(facts, own, name) for name in TEXTS},
        parts=parts,
        status=status,
        state_class=state_class(status),
        period=period_text(facts.starts, facts.ends),
        programme=terms.get(facts.programme_id),
        lead=_lead(facts, pages, terms),
        partners=_partners(facts, rows, pages, terms),
        terms={name: terms.pick(targets[name]) for name in TERM_FIELDS},
        links=links,
        trace=trace_of(own, [view for views in links.values() for view in views]),
        amounts=_amounts(facts, language),
        milestones=_milestones(parts["milestones"]),
        files=file_views([*parts["outputs"], *parts["results"]], "file"),
        sources=facts.source_list,
    )
