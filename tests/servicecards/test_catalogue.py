"""The record for catalogues of open data keeps DCAT-AP-CZ."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from home.models import OperatorSettings
from servicecards.catalogue import FILES
from tests.conftest import STANDARDS

pytestmark = pytest.mark.django_db
SCHEMAS = STANDARDS / "ofn"
INTERFACE = SCHEMAS / "dcat-ap-cz-rozhraní-katalogů-otevřených-dat" / "2024-05-28"
# What the interface asks of a data set and of a distribution, stated by us for machines without
# the folder of standards.
MANDATORY = {
    *("@context", "typ", "iri", "název", "popis", "poskytovatel", "téma"),
    *("periodicita_aktualizace", "klíčové_slovo", "prvek_rúian"),
}
MANDATORY_OF_FILE = {
    *("typ", "iri", "podmínky_užití", "přístupové_url"),
    *("formát", "typ_média", "soubor_ke_stažení"),
}


@pytest.fixture(autouse=True)
def public_address(settings: Any) -> None:
    """Identifiers of open data must begin with https."""
    settings.PORTAL_BASE_URL = "https://rozcestnik.example"


def record(client: Client, code: str, query: str = "") -> dict[str, Any]:
    answer = client.get(f"/cs/sluzby/?format={code}{query}")
    assert answer["Content-Type"] == "application/ld+json"
    return answer.json()


def validator(name: str) -> Any:
    """Return the official schema with the schemas it refers to."""
    if not INTERFACE.exists():
        pytest.skip("the standards folder is not here")
    jsonschema = pytest.importorskip("jsonschema")
    referencing = pytest.importorskip("referencing")
    resources = []
    for path in Path(SCHEMAS / "základní-datové-typy").rglob("*.json"):
        schema = json.loads(path.read_text())
        resource = referencing.Resource.from_contents(schema, referencing.jsonschema.DRAFT202012)
        resources.append((schema["$id"], resource))
    registry = referencing.Registry().with_resources(resources)
    schema = json.loads((INTERFACE / "schémata" / name).read_text())
    return jsonschema.Draft202012Validator(schema, registry=registry)


@pytest.mark.parametrize("query", ["", "&pro=msp&tema=export"])
@pytest.mark.parametrize(
    ("code", "schema"), [("dcat", "datová-sada.json"), ("katalog", "katalog.json")]
)
def test_record_passes_the_official_schema(
    client: Client, code: str, schema: str, query: str
) -> None:
    errors = list(validator(schema).iter_errors(record(client, code, query)))

    assert errors == []


def test_official_schema_refuses_a_record_without_terms_of_use(client: Client) -> None:
    data = record(client, "dcat")
    del data["distribuce"][0]["podmínky_užití"]

    assert list(validator("datová-sada.json").iter_errors(data))


def test_record_has_the_mandatory_properties_and_every_file(client: Client) -> None:
    data = record(client, "dcat")

    assert data.keys() >= MANDATORY
    assert set(data["název"]) == {"cs", "en"}
    assert len(data["distribuce"]) == len(FILES)
    for file in data["distribuce"]:
        assert file.keys() >= MANDATORY_OF_FILE


def test_files_of_the_record_can_be_downloaded_as_what_it_says(client: Client) -> None:
    for file in record(client, "dcat", "&pro=msp")["distribuce"]:
        path = file["soubor_ke_stažení"].removeprefix("https://rozcestnik.example")
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer["Content-Type"].split(";")[0] == file["typ_média"].partition("types/")[2]


def test_catalogue_names_the_record(client: Client) -> None:
    assert record(client, "katalog")["datová_sada"] == [record(client, "dcat")["iri"]]


def test_operator_chooses_the_licence(client: Client) -> None:
    operator = OperatorSettings.load()
    operator.data_licence = "https://creativecommons.org/publicdomain/zero/1.0/"
    operator.save()

    terms = record(client, "dcat")["distribuce"][0]["podmínky_užití"]
    assert terms["autorské_dílo"] == operator.data_licence
