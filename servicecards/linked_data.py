"""Services as linked data in the European vocabulary CPSV-AP 3.2.0 (JSON-LD).

One node for both languages of a card, its texts tagged with their language. Codes, places and
organisations are typed where they stand, as the official shapes ask. The national register's own
format takes only identifiers of the register, so a region's voluntary service cannot be in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import translation

from home.addresses import absolute
from home.references import Terms
from home.relations import Targets, collect, term_rows
from home.visibility import public
from partners.offices import public_names
from servicecards.card_index import TERM_PARAMETERS
from servicecards.involvement import provider_rows
from servicecards.models import ProviderRole, ServiceCard

CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
# Field of the card -> property of the service whose values are concepts.
CONCEPTS = {
    "service_type": "cv:isClassifiedBy",
    "topics": "cv:thematicArea",
    "audience": "dct:audience",
}
FIELDS = (*TERM_PARAMETERS.values(), "languages")
Node = dict[str, Any]


def _tagged(texts: dict[str, str]) -> list[Node]:
    """Return texts with their language."""
    return [{"@value": text, "@language": code} for code, text in texts.items() if text]


def iri(*parts: str) -> str:
    """Return the address that names a thing in all languages."""
    return absolute("/#" + "/".join(parts))


class _Graph:
    """Collects nodes; each thing stands once."""

    def __init__(self, term_ids: Iterable[int], organisations: dict[int, dict[str, str]]) -> None:
        ids = set(term_ids)
        self.terms = {code: Terms(code, ids=ids) for code in LANGUAGES}
        self.organisations = organisations
        self.nodes: dict[str, Node] = {}

    def add(self, node: Node) -> Node:
        """Put a node into the graph and return the reference to it."""
        self.nodes.setdefault(node["@id"], node)
        return {"@id": node["@id"]}

    def _term(self, pk: int) -> tuple[Any, dict[str, str]] | None:
        views = {code: terms.get(pk) for code, terms in self.terms.items()}
        first = next((view for view in views.values() if view), None)
        names = {code: view.name for code, view in views.items() if view and view.language == code}
        return (first, names) if first else None

    def concept(
        self, pk: int, kind: str | list[str] = "skos:Concept", name: str = "skos:prefLabel"
    ) -> Node | None:
        """Return the reference to a term, added with its names in both languages."""
        found = self._term(pk)
        if found is None:
            return None
        term, names = found
        node = {
            "@id": term.uri or iri(term.vocabulary, term.code),
            "@type": kind,
            "dct:identifier": term.notation or term.code,
            name: _tagged(names),
        }
        return self.add(node)

    def concepts(self, ids: Iterable[int], **kinds: Any) -> list[Node]:
        """Return references to several terms."""
        return [ref for pk in ids if (ref := self.concept(pk, **kinds))]

    def organisation(self, pk: int, places: list[Node]) -> Node | None:
        """Return the reference to an organisation. Its competence covers at least `places`."""
        names = self.organisations.get(pk)
        if not names:
            return None
        tagged = _tagged({code: names.get(code, "") for code in LANGUAGES})
        node = {
            "@id": iri("organisations", names["identifier"]),
            "@type": ["cv:PublicOrganisation", "org:Organization", "foaf:Agent"],
            "dct:identifier": names["identifier"],
            "skos:prefLabel": tagged,
            "dct:title": tagged,
            "dct:spatial": places,
        }
        return self.add(node)


def _stream_texts(
    rows: dict[str, ServiceCard], name: str
) -> list[tuple[str, dict[str, Any], Node]]:
    """Return (block id, facts, {language: wording}) of a stream of the source card."""
    wording: dict[str, Node] = {}
    for code, card in rows.items():
        for block in getattr(card, name).raw_data:
            wording.setdefault(block["id"], {})[code] = block["value"]
    source = rows.get(settings.LANGUAGE_CODE) or next(iter(rows.values()))
    return [
        (block["id"], block["value"], wording[block["id"]])
        for block in getattr(source, name).raw_data
    ]


def _outputs(graph: _Graph, rows: dict[str, ServiceCard]) -> list[Node]:
    return [
        graph.add(
            {
                "@id": iri("outputs", key),
                "@type": "cv:Output",
                "dct:identifier": key,
                "dct:title": _tagged({code: part["text"] for code, part in texts.items()}),
            }
        )
        for key, _facts, texts in _stream_texts(rows, "outputs")
    ]


def _cost(graph: _Graph, rows: dict[str, ServiceCard], facts: ServiceCard) -> list[Node]:
    """Return what the firm pays: the kind of cost with its note."""
    found = graph._term(facts.cost_type_id) if facts.cost_type_id else None
    if found is None:
        return []
    _term, names = found
    notes = {code: card.cost_note for code, card in rows.items()}
    texts = {
        code: ". ".join(part for part in (name, notes.get(code, "")) if part)
        for code, name in names.items()
    }
    node = {
        "@id": iri("services", facts.identifier, "cost"),
        "@type": "cv:Cost",
        "dct:identifier": f"{facts.identifier}-cost",
        "dct:description": _tagged(texts),
    }
    return [graph.add(node)]


def _participation(
    graph: _Graph, facts: ServiceCard, role: ProviderRole, agent: Node | None
) -> Node | None:
    """Return how an organisation takes part in the service."""
    if agent is None:
        return None
    labels = {}
    for code in LANGUAGES:
        with translation.override(code):
            labels[code] = str(role.label)
    concept = {
        "@id": iri("roles", role.value),
        "@type": "skos:Concept",
        "skos:prefLabel": _tagged(labels),
    }
    key = f"{facts.identifier}-{role.value}-{agent['@id'].rpartition('/')[2]}"
    node = {
        "@id": iri("participations", key),
        "@type": "cv:Participation",
        "dct:identifier": key,
        "dct:description": _tagged(labels),
        "cv:role": graph.add(concept),
        "cv:hasParticipant": agent,
    }
    return graph.add(node)


def _duration(facts: ServiceCard) -> Node | None:
    if not facts.processing_time:
        return None
    return {"@value": f"P{facts.processing_time.days}D", "@type": "xsd:duration"}


def _service(graph: _Graph, rows: dict[str, ServiceCard], targets: Targets) -> None:
    facts = rows.get(settings.LANGUAGE_CODE) or next(iter(rows.values()))
    places = graph.concepts(targets["territory"], kind="dct:Location")
    events = ["cv:BusinessEvent", "cv:Event"]
    node: Node = {
        "@id": iri("services", facts.identifier),
        "@type": "cpsv:PublicService",
        "dct:identifier": facts.identifier,
        "dct:title": _tagged({code: card.title for code, card in rows.items()}),
        "dct:description": _tagged({code: card.summary for code, card in rows.items()}),
        "dct:spatial": places,
        "dct:language": graph.concepts(targets["languages"], kind="dct:LinguisticSystem"),
        "cv:hasCompetentAuthority": graph.organisation(facts.competent_authority_id or 0, places),
        "cv:isGroupedBy": graph.concepts(
            targets["business_event"],
            kind=events,
            name="dct:title",
        ),
        "cpsv:produces": _outputs(graph, rows),
        "cv:hasCost": _cost(graph, rows, facts),
        "cv:processingTime": _duration(facts),
        "foaf:page": [{"@id": absolute(card.get_url() or "")} for card in rows.values()],
    }
    for field, name in CONCEPTS.items():
        node[name] = graph.concepts(targets[field])
    node["cv:hasParticipation"] = [
        ref
        for role in ProviderRole
        for pk in targets[role.value]
        if (ref := _participation(graph, facts, role, graph.organisation(pk, places)))
    ]
    graph.add({name: value for name, value in node.items() if value})


def graph_of(keys: list[str]) -> Node:
    """Return the JSON-LD document of the public cards with these translation keys, in order.

    Six queries for any number of cards.
    """
    cards = public(ServiceCard.objects.filter(translation_key__in=keys).select_related("locale"))
    groups: dict[str, dict[str, ServiceCard]] = defaultdict(dict)
    for card in cards:
        groups[str(card.translation_key)][card.language] = card
    sources = {
        key: rows.get(settings.LANGUAGE_CODE) or next(iter(rows.values()))
        for key, rows in groups.items()
    }
    ids = [card.pk for card in sources.values()]
    rows = [term_rows(ServiceCard, field, ids) for field in FIELDS]
    rows.append(provider_rows(ids))
    targets = collect(rows)
    terms = [pk for found in targets.values() for name in FIELDS for pk in found[name]]
    terms += [card.cost_type_id for card in sources.values() if card.cost_type_id]
    organisations = {
        pk for found in targets.values() for role in ProviderRole for pk in found[role.value]
    }
    organisations |= {card.competent_authority_id or 0 for card in sources.values()}
    graph = _Graph(terms, public_names(organisations))
    for key in keys:
        if key in groups:
            _service(graph, groups[key], targets[sources[key].pk])
    return {"@context": CONTEXT, "@graph": list(graph.nodes.values())}
