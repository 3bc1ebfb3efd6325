"""An event as one reader gets it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from home.addresses import absolute
from home.dates import today_in_prague
from home.overlay import Wording, wording
from home.references import Pages, PageView, Terms, TermView
from home.relations import targets_of
from news.when import When, when_of

TERM_FIELDS = ("topics", "audience", "territory")


@dataclass
class EventView:
    """What the template of an event needs."""

    title: str
    language: str
    summary: Wording
    facts: Any
    when: When | None
    is_over: bool
    can_register: bool
    place: Wording
    price: Wording
    accessibility: Wording
    cancellation: Wording | None
    organiser: PageView | None
    terms: dict[str, list[TermView]]
    about: list[PageView]
    sources: list[dict[str, str]]


def event_view(own: Any, language: str) -> EventView:
    """Return the event `own` for a reader of `language`; three queries."""
    facts, today = own.facts, today_in_prague()
    targets, when = targets_of(facts, TERM_FIELDS), when_of(facts)
    ids = [pk for name, pks in targets.items() if ":" in name for pk in pks]
    pages = Pages(language, ids=[*ids, facts.organiser_id or 0])
    terms = Terms(language, ids=[pk for name in TERM_FIELDS for pk in targets[name]])
    is_over = bool(when and when.is_over(today))
    deadline = facts.registration_deadline
    return EventView(
        title=own.title,
        language=own.language,
        summary=wording(facts, own, "summary"),
        facts=facts,
        when=when,
        is_over=is_over,
        can_register=not (is_over or facts.is_cancelled or (deadline and today > deadline)),
        place=wording(facts, own, "place"),
        price=wording(facts, own, "price"),
        accessibility=wording(facts, own, "accessibility"),
        cancellation=wording(facts, own, "cancellation_note") if facts.is_cancelled else None,
        organiser=pages.get(facts.organiser_id),
        terms={name: terms.pick(targets[name]) for name in TERM_FIELDS},
        about=list({view.key: view for pk in ids if (view := pages.get(pk))}.values()),
        sources=facts.source_list,
    )


def event_data(own: Any) -> dict[str, Any]:
    """Return schema.org Event; what is not documented is left out."""
    facts, when = own.facts, when_of(own.facts)
    state = "EventCancelled" if facts.is_cancelled else "EventScheduled"
    place = {"@type": "Place", "name": own.place or facts.place, "address": facts.address}
    has_place = bool(place["name"] or place["address"])
    modes = {(True, True): "Mixed", (False, True): "Online"}
    mode = modes.get((has_place, facts.is_online), "Offline") + "EventAttendanceMode"
    online = {"@type": "VirtualLocation", "url": facts.online_url}
    places = [{name: value for name, value in place.items() if value}] if has_place else []
    places += [online] if facts.is_online and facts.online_url else []
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": absolute(own.get_url() or ""),
        "name": own.title,
        "description": own.summary,
        "inLanguage": own.language,
        "identifier": facts.identifier,
        "startDate": when.iso if when else "",
        "endDate": when.iso_end if when else "",
        "eventStatus": f"https://schema.org/{state}",
        "eventAttendanceMode": f"https://schema.org/{mode}",
        "location": places,
    }
    return {name: value for name, value in data.items() if value}
