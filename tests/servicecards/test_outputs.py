"""One result set in every format: the same cards, with generated calls and dates."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from lxml import etree
from rdflib import Graph, Namespace
from rdflib.namespace import DCTERMS, RDF

from home.dates import today_in_prague
from home.models import MaterialChange
from servicecards.finder import OUTPUTS
from servicecards.models import ServiceCard
from tests.conftest import STANDARDS
from tests.factories import ServiceCardFactory
from tests.page_client import PageClient
from tests.servicecards.conftest import CALLS

pytestmark = pytest.mark.django_db
LIST = {"cs": "/cs/sluzby/", "en": "/en/services/"}
FILTER = "?tema=export&pro=msp"
CPSV, CV = Namespace("http://purl.org/vocab/cpsv#"), Namespace("http://data.europa.eu/m8g/")
TODAY = today_in_prague()
CARD = "/cs/sluzby/pro-exportni-mentoring/?format=atom"
ATOM = "{http://www.w3.org/2005/Atom}"


def titles_on_page(page_client: PageClient, url: str) -> list[str]:
    """Return the names of the cards on all pages of the list, in order."""
    found: list[str] = []
    for number in range(1, 5):
        soup = page_client.get(f"{url}&strana={number}").soup
        names = [h.get_text() for h in soup.select("ol.rows h3")]
        found += [name for name in names if name not in found]
    return [" ".join(name.split()) for name in found]


def titles_in(code: str, body: bytes) -> list[str]:
    """Return the names of the cards in an answer."""
    if code == "atom":
        return [e.findtext(f"{ATOM}title") for e in etree.fromstring(body).iter(f"{ATOM}entry")]
    if code == "jsonfeed":
        return [item["title"] for item in json.loads(body)["items"]]
    if code == "csv":
        return [row["title"] for row in csv.DictReader(io.StringIO(body.decode("utf-8-sig")))]
    nodes = [n for n in json.loads(body)["@graph"] if n["@type"] == "cpsv:PublicService"]
    return [next(t["@value"] for t in n["dct:title"] if t["@language"] == "cs") for n in nodes]


@pytest.mark.parametrize("code", ["atom", "jsonfeed", "csv", "jsonld"])
@pytest.mark.parametrize("query", [FILTER, "?q=dotace", "?stav=brzy-konci", "?razeni=abeceda"])
def test_every_format_has_the_cards_of_the_page_in_its_order(
    page_client: PageClient, dated_cards: list[ServiceCard], code: str, query: str
) -> None:
    expected = titles_on_page(page_client, LIST["cs"] + query)
    body = page_client.client.get(f"{LIST['cs']}{query}&format={code}").content

    found = [" ".join(title.replace("'", "’").split()) for title in titles_in(code, body)]
    assert found == expected
    assert expected


@pytest.mark.parametrize("code", ["atom", "jsonfeed", "ics", "csv", "jsonld"])
def test_both_languages_have_the_same_result_set(client: Client, code: str) -> None:
    answers = [client.get(f"{url}{FILTER}&format={code}") for url in LIST.values()]
    counts = [answer.content.decode().count(mark(code)) for answer in answers]

    assert counts[0] == counts[1]
    assert all(answer.status_code == 200 for answer in answers)


def mark(code: str) -> str:
    """Return what stands once for each card in a format."""
    marks = {
        "atom": "<entry>",
        "jsonfeed": '"date_modified"',
        "csv": "\r\n",
        "ics": "BEGIN:VEVENT",
    }
    return marks.get(code, "cpsv:PublicService")


def test_calls_stand_in_the_table_and_in_the_description_for_machines(
    page_client: PageClient, dated_cards: list[ServiceCard]
) -> None:
    body = page_client.client.get(f"{LIST['cs']}?format=csv").content.decode("utf-8-sig")
    row = next(r for r in csv.DictReader(io.StringIO(body)) if r["title"] == "Výzva 0")
    days = [f"{TODAY + timedelta(days=a)}/{TODAY + timedelta(days=b)}" for a, b in CALLS]
    assert row["calls"] == "; ".join(days)

    soup = page_client.get(dated_cards[0].get_url()).soup
    data = json.loads(soup.find("script", type="application/ld+json").string)
    assert [f"{o['validFrom']}/{o['validThrough']}" for o in data["offers"]] == days


def test_feed_of_a_card_has_its_material_changes_in_the_readers_language(client: Client) -> None:
    card = ServiceCard.objects.get(identifier="svc-exportni-mentoring", locale__language_code="cs")
    MaterialChange.objects.create(
        page_key=card.translation_key, note_cs="Nově zdarma.", note_en="Free of charge now."
    )
    titles = {
        code: titles_in("atom", client.get(f"{url}?format=atom").content)
        for code, url in (
            ("cs", "/cs/sluzby/pro-exportni-mentoring/"),
            ("en", "/en/services/pro-export-mentoring/"),
        )
    }

    assert len(titles["cs"]) == len(titles["en"]) == 2
    assert titles["cs"][0].endswith("Nově zdarma.")
    assert titles["en"][0].endswith("Free of charge now.")


@pytest.mark.parametrize("code", ["atom", "jsonfeed", "ics", "csv", "jsonld"])
def test_answers_notice_a_change_and_answer_304_without_one(client: Client, code: str) -> None:
    url = f"{LIST['en']}{FILTER}&format={code}"
    answer = client.get(url)

    assert answer["ETag"]
    assert client.get(url, headers={"if-none-match": answer["ETag"]}).status_code == 304
    ServiceCard.objects.filter(identifier="svc-exportni-mentoring").update(live=False)
    assert client.get(url, headers={"if-none-match": answer["ETag"]}).status_code == (
        304 if code == "ics" else 200  # that card has no dates
    )


def test_atom_keeps_the_rules_of_its_standard(client: Client) -> None:
    path = STANDARDS / "feeds" / "atom.rng"
    if not path.exists():
        pytest.skip("the standards folder is not here")
    schema = etree.RelaxNG(etree.parse(str(path)))
    for url in (f"{LIST['cs']}?format=atom", CARD, "/en/feeds/news.atom"):
        document = etree.fromstring(client.get(url).content)
        assert schema.validate(document), schema.error_log


def test_csv_is_safe_against_formulas(client: Client) -> None:
    ServiceCardFactory(title="=HYPERLINK(1)", slug="formule")

    assert "'=HYPERLINK(1)" in client.get(f"{LIST['cs']}?format=csv").content.decode()


@pytest.mark.parametrize("query", ["format=nesmysl", "format=csv&tema=%00", "format=ics&q=%22"])
def test_odd_questions_are_answered(client: Client, query: str) -> None:
    assert client.get(f"{LIST['cs']}?{query}").status_code == 200


def test_private_and_draft_cards_are_in_no_format(client: Client) -> None:
    ServiceCardFactory(title="Rozepsaná", live=False)

    for code, _name, _why in OUTPUTS:
        assert "Rozepsaná" not in client.get(f"{LIST['cs']}?format={code}").content.decode()


# --- Linked data -----------------------------------------------------------------------------


def graph(client: Client, url: str) -> tuple[Graph, dict[str, Any]]:
    answer = client.get(url)
    assert answer["Content-Type"] == "application/ld+json"
    return Graph().parse(data=answer.content, format="json-ld"), answer.json()


def test_every_service_has_the_mandatory_properties_in_both_languages(client: Client) -> None:
    found, _data = graph(client, f"{LIST['cs']}?format=jsonld")
    services = list(found.subjects(RDF.type, CPSV.PublicService))

    assert len(services) == ServiceCard.objects.live().filter(locale__language_code="cs").count()
    for service in services:
        assert len(list(found.objects(service, DCTERMS.identifier))) == 1
        for name in (DCTERMS.title, DCTERMS.description):
            assert {text.language for text in found.objects(service, name)} == {"cs", "en"}
        authority = found.value(service, CV.hasCompetentAuthority)
        assert (authority, RDF.type, CV.PublicOrganisation) in found


def test_one_node_stands_for_both_languages(client: Client) -> None:
    graphs = [
        graph(client, url)[1]["@graph"]
        for url in (
            "/cs/sluzby/pro-exportni-mentoring/?format=jsonld",
            "/en/services/pro-export-mentoring/?format=jsonld",
        )
    ]

    assert graphs[0] == graphs[1]


@pytest.mark.parametrize("query", ["?format=jsonld", f"{FILTER}&format=jsonld"])
def test_linked_data_passes_the_official_shapes(client: Client, query: str) -> None:
    path = STANDARDS / "cpsv-ap" / "3.2.0" / "cpsv-ap-SHACL.ttl"
    if not path.exists():
        pytest.skip("the standards folder is not here")
    pyshacl = pytest.importorskip("pyshacl")
    found, _data = graph(client, LIST["cs"] + query)
    conforms, _report, text = pyshacl.validate(
        found, shacl_graph=Graph().parse(path), inference="none"
    )

    assert conforms, text[:3000]


# --- Leaflet ---------------------------------------------------------------------------------


def test_leaflet_has_both_languages_side_by_side_with_qr_code(page_client: PageClient) -> None:
    page = page_client.get("/cs/sluzby/pro-exportni-mentoring/?format=leaflet")
    sides = page.soup.find_all("article")

    assert [side["lang"] for side in sides] == ["cs", "en"]
    assert "Co získáte" in sides[0].get_text()
    assert "What you get" in sides[1].get_text()
    assert page.soup.find("svg", class_="qr")["aria-label"]
    assert "Naposledy potvrzeno není doloženo" in page.text


def test_leaflet_of_a_card_without_translation_has_one_side(page_client: PageClient) -> None:
    card = ServiceCardFactory(title="Jen česky", assured_on=date(2026, 9, 15))

    page = page_client.get(f"{card.get_url()}?format=leaflet")

    assert len(page.soup.find_all("article")) == 1
    assert "15. 9. 2026" in page.text


def test_card_and_list_explain_what_can_be_taken_away(page_client: PageClient) -> None:
    for url in (f"{LIST['cs']}{FILTER}", f"{LIST['cs']}pro-exportni-mentoring/"):
        menu = page_client.get(url).soup.find("details", class_="takeaway")
        for link in menu.find_all("a"):
            base = url.split("?")[0]
            assert page_client.client.get(base + link["href"]).status_code == 200
            assert link.find_next_sibling("small").get_text(strip=True)


def test_feeds_of_the_selection_are_discoverable(page_client: PageClient) -> None:
    soup = page_client.get(f"{LIST['en']}{FILTER}").soup
    found = [link["href"] for link in soup.find_all("link", type="application/atom+xml")]

    assert "/en/services/?format=atom&pro=msp&tema=export" in found
