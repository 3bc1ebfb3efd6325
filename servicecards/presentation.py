"""A service card as one reader gets it: facts of the source page, wording in their language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.html import strip_tags

from home.dates import today_in_prague
from home.files import FileView, file_views
from home.overlay import Part, Wording, overlay, wording
from home.references import Pages, PageView, Terms, TermView
from home.relations import Targets, is_in_memory, targets_of
from home.trace import Stop, trace_of
from home.vocabularies import Vocabulary
from partners.offices import offices_of
from servicecards.fields import TERM_FIELDS
from servicecards.lifecycle import State, Timing, Window, state_of

CODED_BLOCKS = (
    ("channels", "kind", Vocabulary.CHANNELS),
    ("publicly_funded_by", "source", Vocabulary.FUNDING_SOURCES),
    ("publicly_funded_by", "programme", Vocabulary.PROGRAMMES),
)
UNKNOWN_FUNDING = "unknown"
CHECK_COST = "overit"


@dataclass
class Funding:
    """Whose public money, and through whom. `source` is None when it is not documented."""

    source: TermView | None
    through: str
    through_url: str
    label: str


@dataclass
class CardView:
    """What the template of a card needs."""

    title: str
    language: str
    summary: Wording
    plain_title: Wording
    description: Wording
    terms: dict[str, list[TermView]]
    authority: PageView | None
    providers: list[PageView]
    partners: list[PageView]
    contacts: list[dict[str, Any]]
    state: State
    days_left: int | None
    cost_type: TermView | None
    cost_note: Wording
    funding: list[Funding]
    channels: list[dict[str, Any]]
    calls: list[dict[str, Any]]
    notice: Wording | None
    links: dict[str, list[PageView]]
    trace: list[Stop]
    parts: dict[str, list[Part]] = field(default_factory=dict)
    files: dict[int, FileView] = field(default_factory=dict)
    intake_label: str = ""
    today: date | None = None
    assured_on: date | None = None
    silent_since: date | None = None
    sources: list[dict[str, str]] = field(default_factory=list)

    @property
    def description_adds(self) -> bool:
        """Say whether the description says more than the summary."""
        return strip_tags(self.description.text).strip() != self.summary.text.strip()

    @property
    def untranslated(self) -> bool:
        """Say whether a part of the card is in another language than its title."""
        texts: list[Any] = [
            self.description,
            self.cost_note,
            *(p for v in self.parts.values() for p in v),
        ]
        return any(text.language != self.language for text in texts)

    @property
    def mark(self) -> str:
        """Return the code of the topic whose mark stands on the card."""
        topics = self.terms["topics"]
        return topics[0].code if topics else "kontaktni-misto"


def timing_of(facts: Any, windows: Iterable[Window]) -> Timing:
    """Return what a card says about time, for the life cycle."""
    return Timing(
        intake_mode=facts.intake_mode,
        valid_from=facts.valid_from,
        valid_to=facts.valid_to,
        windows=tuple(windows),
        is_paused=facts.is_paused,
        notice_until=facts.notice_until,
    )


def _targets(facts: Any) -> Targets:
    """Return all terms and pages the card points to, and the pages that point to it."""
    from servicecards.involvement import provider_rows  # models use this module

    def providers(ids: list[int]) -> list[QuerySet]:
        return [provider_rows(ids)]

    found = targets_of(facts, TERM_FIELDS, providers)
    if is_in_memory(facts):
        for provider in facts.providers.all():
            found[provider.role].append(provider.organisation_id)
    return found


def _raw_values(facts: Any, stream: str, name: str) -> list[Any]:
    """Return one stored value of every block of a stream (no query)."""
    values = [block["value"].get(name) for block in getattr(facts, stream).raw_data]
    return [value for value in values if value]


def _term_set(facts: Any, targets: Targets, language: str) -> Terms:
    ids = [pk for name in TERM_FIELDS for pk in targets[name]]
    codes = [c for stream, name, _v in CODED_BLOCKS for c in _raw_values(facts, stream, name)]
    return Terms(language, ids=[*ids, facts.cost_type_id or 0], codes=codes)


def _page_set(facts: Any, targets: Targets, language: str) -> Pages:
    ids = [pk for name, pks in targets.items() if name not in TERM_FIELDS for pk in pks]
    ids += _raw_values(facts, "contact_points", "page")
    ids += _raw_values(facts, "publicly_funded_by", "organisation")
    return Pages(language, ids=[*ids, facts.competent_authority_id or 0])


def _views(pages: Pages, ids: Iterable[int]) -> list[PageView]:
    """Return the published ones of the pages with these ids, each once."""
    found = {view.key: view for pk in ids if (view := pages.get(pk))}
    return list(found.values())


def _links(pages: Pages, targets: Targets, own_key: str) -> dict[str, list[PageView]]:
    """Return linked pages by kind; `related` reads both directions, `from_…` are the others.

    `related` holds services only; projects and plans stand in the trace.
    """
    links = {
        name.replace("link:", "").replace("from:", "from_"): _views(pages, ids)
        for name, ids in targets.items()
        if ":" in name
    }
    related = [*links.get("related", []), *links.pop("from_related", [])]
    unique = {view.key: view for view in related if view.key != own_key}
    services = [view for view in unique.values() if view.model == "servicecard"]
    others = [view for view in unique.values() if view.model != "servicecard"]
    trail = ("projectpage", "actionplan", "actionplancard")
    links["pages"] = [view for view in others if view.model not in trail]
    return {**links, "related": services, "others": others}


def _above(links: dict[str, list[PageView]]) -> list[PageView]:
    """Return the plans and projects of the trace that ends in this card."""
    names = ("from_service", "from_project", "from_action", "others")
    return [view for name in names for view in links.get(name, [])]


def _channels(parts: list[Part], terms: Terms) -> list[dict[str, Any]]:
    return [
        {**part.values, "term": terms.code(Vocabulary.CHANNELS, part["kind"])} for part in parts
    ]


def _contacts(parts: list[Part], pages: Pages) -> list[dict[str, Any]]:
    """Return the contact points, each with its organisation's address and website."""
    offices = offices_of([part["page"] for part in parts if part["page"]])
    return [
        {
            **part.values,
            "organisation": pages.get(part["page"]),
            **offices.get(part["page"], {}),
        }
        for part in parts
    ]


def _funding(parts: list[Part], terms: Terms, pages: Pages) -> list[Funding]:
    found = []
    for part in parts:
        known = part["source"] != UNKNOWN_FUNDING
        organisation = pages.get(part.values.get("organisation"))
        programme = terms.code(Vocabulary.PROGRAMMES, part.values.get("programme") or "")
        through = organisation.title if organisation else (programme.name if programme else "")
        found.append(
            Funding(
                source=terms.code(Vocabulary.FUNDING_SOURCES, part["source"]) if known else None,
                through=through,
                through_url=organisation.url if organisation else "",
                label=part.values.get("label") or "",
            )
        )
    return found


def calls_of(facts: Any, own: Any) -> list[dict[str, Any]]:
    """Return the calls of a card: dates of the source page, labels of the shown one."""
    calls, labels = list(facts.calls.all()), {}
    if calls and own is not facts:
        labels = {call.translation_key: call.label for call in own.calls.all()}
    return [
        {
            "opens": call.opens,
            "closes": call.closes,
            "link": call.link,
            "label": labels.get(call.translation_key) or call.label,
        }
        for call in calls
    ]


def notice_of(facts: Any, own: Any, today: date) -> Wording | None:
    """Return the card's short notice while its last day has not passed."""
    text = wording(facts, own, "notice")
    expired = facts.notice_until is not None and facts.notice_until < today
    return None if expired or not text else text


PART_STREAMS = (
    *("outputs", "benefits", "requirements", "steps", "evidence", "costs", "legal_basis"),
    "attachments",
)


def card_view(own: Any, language: str, today: date | None = None) -> CardView:
    """Return the card `own` for a reader of `language`. Six queries, one more for a translation."""
    today, facts = today or today_in_prague(), own.facts
    targets = _targets(facts)
    terms, pages = _term_set(facts, targets, language), _page_set(facts, targets, language)
    calls = calls_of(facts, own)
    windows = [Window(call["opens"], call["closes"]) for call in calls]
    links = _links(pages, targets, str(own.translation_key))
    state = state_of(timing_of(facts, windows), today)
    parts = {name: overlay(facts, own, name) for name in PART_STREAMS}
    return CardView(
        title=own.title,
        language=own.language,
        summary=wording(facts, own, "summary"),
        plain_title=wording(facts, own, "plain_title"),
        description=wording(facts, own, "description"),
        terms={name: terms.pick(targets[name]) for name in TERM_FIELDS},
        authority=pages.get(facts.competent_authority_id),
        providers=_views(pages, targets["provider"]),
        partners=_views(pages, targets["partner"]),
        contacts=_contacts(overlay(facts, own, "contact_points"), pages),
        state=state,
        days_left=state.days_left(today),
        cost_type=terms.get(facts.cost_type_id),
        cost_note=wording(facts, own, "cost_note"),
        funding=_funding(overlay(facts, own, "publicly_funded_by"), terms, pages),
        channels=_channels(overlay(facts, own, "channels"), terms),
        calls=calls,
        notice=notice_of(facts, own, today),
        links=links,
        trace=trace_of(own, _above(links)),
        parts=parts,
        files=file_views([*parts["evidence"], *parts["attachments"]], "form", "file"),
        intake_label=facts.get_intake_mode_display() if facts.intake_mode else "",
        today=today,
        assured_on=facts.assured_on,
        silent_since=facts.silent_since,
        sources=facts.source_list,
    )
