"""A card of an action plan as one reader gets it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import translation

from home.addresses import absolute
from home.dates import period_text
from home.exports import Table
from home.files import FileView, file_views
from home.gathering import not_in
from home.overlay import Part, Wording, overlay, wording
from home.references import Pages, PageView, Terms, TermView
from home.relations import Targets, common_rows, is_in_memory, targets_of
from home.trace import Stop, trace_of
from projects.indicators.on_card import Measured, indicator_rows, measured_in
from projects.matrix import CODES, Languages, Matrix, build, row_wording, rows_of
from projects.models import ActionPlanCard, CooperatingBody, Need, Role, RoleAssignment, ServiceLink
from projects.project_view import precise_of

TEXT = CharField()
TERM_FIELDS = ("topics", "audience", "audience_also")
TEXTS = (
    *("summary", "document", "history", "status_note", "audience_note", "matrix_note"),
    *("aim", "rationale", "instruments", "expected_benefits", "foreign_experience"),
    *("other_cooperation", "resourcing"),
)
STREAMS = (
    *("activities", "activity_outputs", "updates", "programme_links", "related_cards"),
    *("schedule", "metrics", "indicators"),
)


@dataclass
class Body:
    """An organisation that should cooperate; who leads or arranges it."""

    page: PageView
    need: str
    led_by: PageView | None
    via: PageView | None


@dataclass
class ActivityService:
    """A service for an activity, or a gap: then `page` is None."""

    activity: int | None
    page: PageView | None
    note: Wording


@dataclass
class CardView:
    """What the template of a card needs."""

    title: str
    language: str
    facts: Any
    texts: dict[str, Wording]
    parts: dict[str, list[Part]]
    files: dict[int, FileView]
    terms: dict[str, list[TermView]]
    matrix: Matrix
    role: str
    bodies: list[Body]
    services: list[ActivityService]
    links: dict[str, list[PageView]]
    trace: list[Stop]
    siblings: dict[int, PageView]
    measured: dict[int, list[Measured]]
    sources: list[dict[str, str]]

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
        codes = [term.code for term in self.terms["topics"]]
        return "klastry" if "klastry" in codes else (codes[0] if codes else "")

    @property
    def keep_query(self) -> str:
        """The query string for the other language."""
        return f"?{urlencode({'role': self.role})}" if self.role else ""

    def activities(self) -> list[dict[str, Any]]:
        """Return each activity with who does what, its outputs, updates and services."""
        return [
            {
                "part": part,
                "number": part["number"],
                "roles": self.matrix.roles_of(part["number"]),
                "outputs": self._of("activity_outputs", part["number"]),
                "updates": self._of("updates", part["number"]),
                "services": [s for s in self.services if s.activity == part["number"]],
            }
            for part in self.parts["activities"]
        ]

    def _of(self, stream: str, number: int) -> list[Part]:
        return [part for part in self.parts[stream] if part.values.get("activity") == number]

    def card_services(self) -> list[ActivityService]:
        """Return the services that belong to no single activity."""
        return [service for service in self.services if service.activity is None]

    def card_updates(self) -> list[Part]:
        """Return the updates that belong to no single activity."""
        return [part for part in self.parts["updates"] if part.values.get("activity") is None]

    def metrics(self) -> list[dict[str, Any]]:
        """Return each metric with its horizons and its indicators.

        What is named on the card gives way to the page of the indicator once there is one.
        """
        have_page = {item.identifier for items in self.measured.values() for item in items}
        return [
            {
                "part": part,
                "baseline": part.values.get("baseline"),
                "horizons": _horizons(part.values.get("horizons") or ""),
                "measured": self.measured.get(part["number"], []),
                "indicators": [
                    named
                    for named in self.parts["indicators"]
                    if named["metric"] == part["number"] and named["key"] not in have_page
                ],
            }
            for part in self.parts["metrics"]
        ]

    @property
    def has_goals(self) -> bool:
        """Say whether any indicator has a goal."""
        return any(item.has_goal for items in self.measured.values() for item in items)

    def dates(self) -> list[dict[str, Any]]:
        """Return the steps of the schedule with their dates for machines and people."""
        return [
            {
                "part": part,
                "date": precise_of(part.values.get("start"), part.values.get("precision")),
                "words": _span(part),
            }
            for part in self.parts["schedule"]
        ]

    def related(self) -> list[tuple[Part, PageView | None]]:
        """Return the related cards of the plan, with their page where it exists."""
        return [(part, self.siblings.get(part["number"])) for part in self.parts["related_cards"]]


def _span(part: Part) -> str:
    """Return the dates of a step of the schedule in words: one, or from – to."""
    precision = part.values.get("precision")
    start = precise_of(part.values.get("start"), precision)
    end = precise_of(part.values.get("end"), precision)
    if start and end and str(start) != str(end):
        return period_text(start, end)
    return str(start or end or "")


def _horizons(text: str) -> list[int]:
    """Return the months in "36, 60"."""
    return [int(word) for word in text.replace(",", " ").split() if word.isdigit()]


def _card_rows(facts: Any) -> list[QuerySet]:
    """Return rows `body:<need>:<n>`, `led_by:<n>`, `via:<n>` and `card:<number>`.

    They stand in one query with everything else that the card points to.
    """
    order = Cast("sort_order", output_field=TEXT)
    bodies = CooperatingBody.objects.filter(card_id=facts.pk)
    names = {
        "organisation_id": Concat(Value("body:"), F("need"), Value(":"), order, output_field=TEXT),
        "led_by_id": Concat(Value("led_by:"), order, output_field=TEXT),
        "via_id": Concat(Value("via:"), order, output_field=TEXT),
    }
    rows = [
        common_rows(bodies.exclude(**{column: None}), F("card_id"), name, column, F("sort_order"))
        for column, name in names.items()
    ]
    numbers = [block["value"]["number"] for block in facts.related_cards.raw_data]
    siblings = ActionPlanCard.objects.filter(
        path__startswith=facts.path[: -facts.steplen], number__in=numbers
    )
    number = Concat(Value("card:"), Cast("number", output_field=TEXT), output_field=TEXT)
    return [*rows, common_rows(siblings, Value(facts.pk), number, "pk", Value(0))]


def _targets(facts: Any, language: str) -> Targets:
    found = targets_of(
        facts,
        TERM_FIELDS,
        lambda ids: [*_card_rows(facts), *indicator_rows(ids[0], language)],
    )
    if is_in_memory(facts):
        for number, body in enumerate(facts.bodies.all()):
            found[f"body:{body.need}:{number}"].append(body.organisation_id)
            for name in ("led_by", "via"):
                if pk := getattr(body, f"{name}_id"):
                    found[f"{name}:{number}"].append(pk)
    return found


def _services(rows: list[Any], own: dict[Any, Any], pages: Pages, langs: Any) -> list[Any]:
    found = []
    for row in rows:
        note = row_wording(row, own.get(row.translation_key), "note", langs)
        page = pages.get(row.service_id)
        if page or (note and not row.service_id):
            found.append(ActivityService(row.activity, page, note))
    return found


def _bodies(targets: Targets, pages: Pages) -> list[Body]:
    """Return the cooperating bodies in editors' order."""
    found = []
    for name, ids in targets.items():
        kind, _, rest = name.partition(":")
        if kind != "body":
            continue
        need, _, number = rest.partition(":")
        view = pages.get(ids[0])
        if view:
            led_by, via = (
                pages.get(next(iter(targets.get(f"{role}:{number}", [])), None))
                for role in ("led_by", "via")
            )
            label = str(Need(need).label) if need in Need.values else ""
            found.append((int(number), Body(view, label, led_by, via)))
    return [body for _number, body in sorted(found, key=lambda pair: pair[0])]


def _siblings(targets: Targets, pages: Pages) -> dict[int, PageView]:
    """Return {number: page} of the published cards of the plan that this one names."""
    found = {name: pages.get(ids[0]) for name, ids in targets.items() if name.startswith("card:")}
    return {int(name.partition(":")[2]): view for name, view in found.items() if view}


def card_view(own: Any, language: str, role: str = "") -> CardView:
    """Return the card `own` for a reader of `language`; `role` narrows the matrix.

    Five queries, for any number of actors and indicators.
    """
    facts = own.facts
    role = role if role in Role.values else ""
    targets = _targets(facts, language)
    assignments, own_assignments = rows_of(
        RoleAssignment.objects.select_related("actor"), facts, own, "assignments"
    )
    services, own_services = rows_of(ServiceLink.objects, facts, own, "service_links")
    pointed = [pk for name, ids in targets.items() if ":" in name for pk in ids]
    linked = [
        pk for name, ids in targets.items() if name.startswith(("link:", "from:")) for pk in ids
    ]
    ids = [*pointed, *(row.actor_id for row in assignments)]
    pages = Pages(language, ids=[*ids, *(row.service_id for row in services if row.service_id)])
    terms = Terms(language, ids=[pk for name in TERM_FIELDS for pk in targets[name]])
    parts = {name: overlay(facts, own, name) for name in STREAMS}
    languages = Languages(facts.language, own.language)
    numbers = [part["number"] for part in parts["activities"]]
    links = pages.by_model(linked, own.translation_key)
    return CardView(
        title=own.title,
        language=own.language,
        facts=facts,
        texts={name: wording(facts, own, name) for name in TEXTS},
        parts=parts,
        files=file_views(parts["activity_outputs"], "file"),
        terms={name: terms.pick(targets[name]) for name in TERM_FIELDS},
        matrix=build(assignments, own_assignments, pages, numbers, languages, role),
        role=role,
        bodies=_bodies(targets, pages),
        services=_services(services, own_services, pages, languages),
        links=links,
        trace=trace_of(own, [view for views in links.values() for view in views]),
        siblings=_siblings(targets, pages),
        measured=measured_in(targets, pages, language),
        sources=facts.source_list,
    )


def matrix_table(own: Any) -> Table:
    """Return the matrix for files: one row for each actor, activity and role."""
    language = translation.get_language() or own.language
    view = card_view(own, language)
    titles = {part["number"]: part["title"] for part in view.parts["activities"]}
    columns = ["actor", "actor_name", "activity", "activity_title", "role", "code", "note"]
    rows = [
        [
            row.short_name,
            row.title,
            number,
            titles.get(number, ""),
            cell.role.value,
            CODES[cell.role],
            cell.note.text,
        ]
        for row in view.matrix.rows
        for number, cell in sorted(row.cells.items())
    ]
    about = {
        "card": own.facts.number,
        "title": own.title,
        "url": absolute(own.get_url() or ""),
        "language": own.language,
        "sources": [source["title"] for source in view.sources],
    }
    return Table(f"karta-{own.facts.number}-role", columns, rows, about)
