"""An organisation as one reader gets it, with everything that points to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from home.addresses import absolute
from home.overlay import Part, Wording, overlay, wording
from home.references import Pages, PageView, Terms, TermView
from home.relations import Targets, targets_of
from partners.involvement import involvement_rows

TERM_FIELDS = ("topics", "territory", "languages")


@dataclass
class OrganisationView:
    """What the template of an organisation needs."""

    title: str
    language: str
    short_name: str
    summary: Wording
    description: Wording
    kind: TermView | None
    country: TermView | None
    terms: dict[str, list[TermView]]
    facts: Any
    contacts: list[dict[str, Any]]
    locations: list[Part]
    parent: PageView | None
    successor: PageView | None
    predecessors: list[PageView]
    member_of: list[PageView]
    members: list[PageView]
    involvement: dict[str, list[PageView]]
    projects: list[PageView]
    roles: list[PlanRoles]
    mentions: list[PageView]
    others: list[PageView]
    sources: list[dict[str, str]]

    @property
    def answers_for(self) -> list[PageView]:
        """Services of which it is the competent authority, but not the provider."""
        provided = {view.key for view in self.involvement.get("provider", [])}
        authority = self.involvement.get("authority", [])
        return [view for view in authority if view.key not in provided]

    @property
    def identifiers(self) -> list[dict[str, str]]:
        """Identifiers besides the company number: scheme and value."""
        return [dict(block["value"]) for block in self.facts.identifiers.raw_data]

    @property
    def untranslated(self) -> bool:
        """Say whether a part is in another language than the name."""
        # An address is the same in every language; only its opening hours are wording.
        places = [place for place in self.locations if place.values.get("hours")]
        texts: list[Any] = [self.summary, self.description, *places]
        return any(text.language != self.language for text in texts)


@dataclass(frozen=True)
class PlanRoles:
    """What the organisation, or its group, does on one action-plan card."""

    card: PageView
    roles: list[tuple[str, list[int]]]
    is_of_group: bool


def _roles(pages: Pages, targets: Targets) -> list[PlanRoles]:
    """Read the rows `in:assigned:<role>:<activity>` and those of groups."""
    found: dict[tuple[str, bool], dict[str, list[int]]] = {}
    views: dict[str, PageView] = {}
    for name, ids in targets.items():
        start, _, rest = name.removeprefix("in:").partition(":")
        if start not in ("assigned", "group-assigned"):
            continue
        role, _, activity = rest.partition(":")
        for view in _views(pages, ids):
            views[view.key] = view
            lines = found.setdefault((view.key, start == "group-assigned"), {})
            lines.setdefault(role, []).append(int(activity))
    return [
        PlanRoles(views[key], [(role, sorted(n)) for role, n in lines.items()], is_of_group)
        for (key, is_of_group), lines in found.items()
    ]


def _others(pages: Pages, targets: Targets) -> list[PageView]:
    """Return pages linked in either direction in a way that has no section of its own."""
    shown = ("link:member_of", "from:member_of", "from:about")
    names = [name for name in targets if name.startswith(("link:", "from:")) and name not in shown]
    return _views(pages, [pk for name in names for pk in targets[name]])


def _views(pages: Pages, ids: list[int]) -> list[PageView]:
    found = {view.key: view for pk in ids if (view := pages.get(pk))}
    return sorted(found.values(), key=lambda view: view.title)


def _contacts(facts: Any, own: Any, pages: Pages) -> list[dict[str, Any]]:
    parts = overlay(facts, own, "contact_points")
    return [{**part.values, "organisation": pages.get(part["page"])} for part in parts]


def organisation_view(own: Any, language: str) -> OrganisationView:
    """Return the organisation `own` for a reader of `language`; three queries, four translated."""
    facts = own.facts
    targets = targets_of(facts, TERM_FIELDS, involvement_rows)
    page_ids = [pk for name, ids in targets.items() if name not in TERM_FIELDS for pk in ids]
    others = [facts.parent_organisation_id or 0, facts.successor_id or 0]
    pages = Pages(language, ids=[*page_ids, *others])
    term_ids = [pk for name in TERM_FIELDS for pk in targets[name]]
    terms = Terms(language, ids=[*term_ids, facts.kind_id or 0, facts.country_id or 0])
    return OrganisationView(
        title=own.title,
        language=own.language,
        short_name=own.short_name or facts.short_name,
        summary=wording(facts, own, "summary"),
        description=wording(facts, own, "description"),
        kind=terms.get(facts.kind_id),
        country=terms.get(facts.country_id),
        terms={name: terms.pick(targets[name]) for name in TERM_FIELDS},
        facts=facts,
        contacts=_contacts(facts, own, pages),
        locations=overlay(facts, own, "locations"),
        parent=pages.get(facts.parent_organisation_id),
        successor=pages.get(facts.successor_id),
        predecessors=_views(pages, targets["in:predecessor"]),
        member_of=_views(pages, targets["link:member_of"]),
        members=_views(pages, targets["from:member_of"]),
        involvement={
            name.removeprefix("in:"): _views(pages, ids)
            for name, ids in targets.items()
            if name.startswith("in:")
        },
        projects=_views(pages, [*targets["in:project-lead"], *targets["in:project"]]),
        roles=_roles(pages, targets),
        mentions=_views(pages, [*targets["in:news"], *targets["from:about"]]),
        others=_others(pages, targets),
        sources=facts.source_list,
    )


def schema_org(own: Any, request: HttpRequest) -> dict[str, Any]:
    """Return schema.org Organization; what is not documented is left out."""
    facts = own.facts
    data = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": absolute(own.get_url() or ""),
        "name": own.title,
        "alternateName": own.short_name,
        "identifier": facts.ico,
        "url": facts.website,
        "description": own.summary,
    }
    addresses = [part["address"] for part in overlay(facts, own, "locations")]
    if addresses:
        data["address"] = addresses[0]
    return {name: value for name, value in data.items() if value}
